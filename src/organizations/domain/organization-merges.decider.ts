import { Map as PersistentMap } from 'immutable';
import type { Decider } from '../../kernel/decider.js';
import type { StreamId } from '../../kernel/ids.js';
import { decideMerge } from '../../kernel/merges.js';
import type { OrganizationMergeEvent } from './organization.events.js';

export type OrganizationId = StreamId<'organization'>;

export interface DecideMerge {
  readonly type: 'DecideMerge';
  readonly organization: OrganizationId;
  readonly into: OrganizationId;
}

/** Every merge there was: by the merged organization's id, the one into which it was merged. */
export interface OrganizationMergesState {
  readonly merges: PersistentMap<string, OrganizationId>;
}

/** The one list of all merges. What it has decided holds, also before the two organizations' streams say so. */
export const organizationMerges: Decider<OrganizationMergesState, DecideMerge, OrganizationMergeEvent> = {
  initialState: { merges: PersistentMap() },
  decide({ organization, into }, state) {
    const isNew = decideMerge(
      state.merges,
      { id: organization, into },
      { code: 'ORGANIZATION_MERGED', noun: 'organization' },
    );
    if (!isNew) return [];
    return [{ type: 'MergeDecided', data: { organization, into } }];
  },
  evolve(state, event) {
    switch (event.type) {
      case 'MergeDecided':
        return { merges: state.merges.set(event.data.organization, event.data.into) };
      default:
        return event.type satisfies never;
    }
  },
};
