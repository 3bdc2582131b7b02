import fc from 'fast-check';
import { given as givenEvents, play } from '../../../test/support/given-when-then.js';
import { streamId } from '../../kernel/ids.js';
import { resolveMerge } from '../../kernel/merges.js';
import { organizationMergeEvents, type OrganizationMergeEvent } from './organization.events.js';
import { organizationMerges, type DecideMerge, type OrganizationId } from './organization-merges.decider.js';

const given = (...events: OrganizationMergeEvent[]) =>
  givenEvents(organizationMerges, organizationMergeEvents, events);
const organizations = Array.from({ length: 6 }, (_, i) =>
  streamId('organization', `0198f000-0000-7000-8000-00000000000${i}`),
);
const [a, b, c, d] = organizations as [OrganizationId, OrganizationId, OrganizationId, OrganizationId];
const merge = (organization: OrganizationId, into: OrganizationId): DecideMerge => ({
  type: 'DecideMerge',
  organization,
  into,
});
const decided = (organization: OrganizationId, into: OrganizationId): OrganizationMergeEvent => ({
  type: 'MergeDecided',
  data: { organization, into },
});

describe('DecideMerge', () => {
  it('decides', () =>
    given()
      .when(merge(a, b))
      .then([decided(a, b)]));
  it('is a repeat into the same', () => given(decided(a, b), decided(b, c)).when(merge(a, b)).thenNothing());
  it('merges an organization once', () =>
    given(decided(a, b)).when(merge(a, c)).thenError('ORGANIZATION_MERGED', ['id'], { into: b }));
  it('refuses itself and every cycle', () => {
    given().when(merge(a, a)).thenError('MERGE_CYCLE', ['into']);
    given(decided(a, b)).when(merge(b, a)).thenError('MERGE_CYCLE', ['into']);
    given(decided(a, b), decided(b, c)).when(merge(c, a)).thenError('MERGE_CYCLE', ['into']);
  });
  it('follows a successor that was itself merged', () => {
    const { state } = given(decided(a, b), decided(b, c), decided(d, a));
    expect([a, b, c, d].map((id) => resolveMerge(state.merges, id))).toEqual([c, c, c, c]);
  });
  it('never forms a cycle, whatever is asked', () => {
    const any = fc.constantFrom(...organizations);
    fc.assert(
      fc.property(fc.array(fc.tuple(any, any), { maxLength: 30 }), (pairs) => {
        const commands = pairs.map(([organization, into]) => merge(organization, into));
        play(organizationMerges, organizationMergeEvents, commands, (state) => {
          for (const id of organizations)
            expect(state.merges.has(resolveMerge(state.merges, id))).toBe(false);
        });
      }),
    );
  });
});
