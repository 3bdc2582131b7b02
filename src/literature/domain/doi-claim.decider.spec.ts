import fc from 'fast-check';
import { given as givenEvents, play } from '../../../test/support/given-when-then.js';
import { streamId } from '../../kernel/ids.js';
import { doiClaim, type ClaimDoi } from './doi-claim.decider.js';
import { doiClaimEvents, type DoiClaimEvent } from './doi-claim.events.js';

const given = (...events: DoiClaimEvent[]) => givenEvents(doiClaim, doiClaimEvents, events);
const doi = '10.1000/abc';
const [a, b, c] = [1, 2, 3].map((n) =>
  streamId('literatureSource', `0198f000-0000-7000-8000-00000000000${n}`),
) as [ClaimDoi['source'], ClaimDoi['source'], ClaimDoi['source']];
const claim = (source: ClaimDoi['source'], found?: ClaimDoi['source']): ClaimDoi => ({
  type: 'ClaimDoi',
  doi,
  source,
  ...(found && { void: found }),
});
const claimed = (source: ClaimDoi['source'], instead?: ClaimDoi['source']): DoiClaimEvent => ({
  type: 'DoiClaimed',
  data: { doi, source, ...(instead && { instead }) },
});

describe('ClaimDoi', () => {
  it('takes a free DOI', () =>
    given()
      .when(claim(a))
      .then([claimed(a)]));
  it('is a repeat by its holder', () => given(claimed(a)).when(claim(a)).thenNothing());
  it('names the holder of one that is taken', () =>
    given(claimed(a)).when(claim(b)).thenError('DOI_TAKEN', ['csl', 'DOI'], { doi, holder: a }));
  it('takes over from a holder whose claim was found void', () =>
    given(claimed(a))
      .when(claim(b, a))
      .then([claimed(b, a)]));
  it('does not take over from somebody who took it over in between', () =>
    given(claimed(a), claimed(c, a)).when(claim(b, a)).thenError('DOI_TAKEN', undefined, { holder: c }));
  it('goes from hand to hand only by a holder that was named', () => {
    const anybody = fc.constantFrom(a, b, c);
    fc.assert(
      fc.property(fc.array(fc.tuple(anybody, fc.option(anybody, { nil: undefined }))), (said) => {
        const { events } = play(
          doiClaim,
          doiClaimEvents,
          said.map(([source, found]) => claim(source, found)),
          (state) => expect(state.status).toBe('held'),
        );
        events.slice(1).forEach(({ data }, i) => expect(data.instead).toBe(events[i]!.data.source));
      }),
    );
  });
});
