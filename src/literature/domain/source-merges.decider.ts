import { Map as PersistentMap } from 'immutable';
import type { Decider } from '../../kernel/decider.js';
import { decideMerge } from '../../kernel/merges.js';
import type { SourceMergeEvent } from './literature-source.events.js';
import type { SourceId } from './literature-source.state.js';

export interface DecideSourceMerge {
  readonly type: 'DecideSourceMerge';
  readonly source: SourceId;
  readonly into: SourceId;
}

/** Every merge of sources there was: by the merged source's id, the one into which it was merged. */
export interface SourceMergesState {
  readonly merges: PersistentMap<string, SourceId>;
}

/** The one list of all merges of sources. What it has decided holds, also before the two sources' streams say so. */
export const sourceMerges: Decider<SourceMergesState, DecideSourceMerge, SourceMergeEvent> = {
  initialState: { merges: PersistentMap() },
  decide({ source, into }, state) {
    const isNew = decideMerge(state.merges, { id: source, into }, { code: 'SOURCE_MERGED', noun: 'source' });
    return isNew ? [{ type: 'SourceMergeDecided', data: { source, into } }] : [];
  },
  evolve(state, event) {
    switch (event.type) {
      case 'SourceMergeDecided':
        return { merges: state.merges.set(event.data.source, event.data.into) };
      default:
        return event.type satisfies never;
    }
  },
};
