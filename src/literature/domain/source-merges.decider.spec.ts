import fc from 'fast-check';
import { given as givenEvents, play } from '../../../test/support/given-when-then.js';
import { streamId } from '../../kernel/ids.js';
import { resolveMerge } from '../../kernel/merges.js';
import { sourceMergeEvents, type SourceMergeEvent } from './literature-source.events.js';
import type { SourceId } from './literature-source.state.js';
import { sourceMerges, type DecideSourceMerge } from './source-merges.decider.js';

const given = (...events: SourceMergeEvent[]) => givenEvents(sourceMerges, sourceMergeEvents, events);
const sources = Array.from({ length: 6 }, (_, i) =>
  streamId('literatureSource', `0198f000-0000-7000-8000-00000000000${i}`),
);
const [a, b, c] = sources as [SourceId, SourceId, SourceId];
const merge = (source: SourceId, into: SourceId): DecideSourceMerge => ({
  type: 'DecideSourceMerge',
  source,
  into,
});
const decided = (source: SourceId, into: SourceId): SourceMergeEvent => ({
  type: 'SourceMergeDecided',
  data: { source, into },
});

describe('DecideSourceMerge', () => {
  it('decides, once', () =>
    given()
      .when(merge(a, b))
      .then([decided(a, b)]));
  it('merges a source once', () =>
    given(decided(a, b)).when(merge(a, c)).thenError('SOURCE_MERGED', ['id'], { into: b }));
  it('refuses itself and every cycle', () => {
    given().when(merge(a, a)).thenError('MERGE_CYCLE', ['into']);
    given(decided(a, b), decided(b, c)).when(merge(c, a)).thenError('MERGE_CYCLE', ['into']);
  });
  it('never forms a cycle, whatever is asked', () => {
    const any = fc.constantFrom(...sources);
    fc.assert(
      fc.property(fc.array(fc.tuple(any, any), { maxLength: 30 }), (pairs) => {
        const commands = pairs.map(([source, into]) => merge(source, into));
        play(sourceMerges, sourceMergeEvents, commands, ({ merges }) => {
          for (const id of sources) expect(merges.has(resolveMerge(merges, id))).toBe(false);
        });
      }),
    );
  });
});
