import { Map as PersistentMap } from 'immutable';
import type { Decider } from '../../kernel/decider.js';
import { DomainError } from '../../kernel/errors.js';
import type { StreamId } from '../../kernel/ids.js';
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
    const already = state.merges.get(organization);
    if (already === into) return [];
    if (already !== undefined) {
      const message = `The organization was merged into ${already}`;
      throw new DomainError('ORGANIZATION_MERGED', message, ['id'], { into: already });
    }
    if (resolveMerge(state, into) === organization) {
      throw new DomainError('MERGE_CYCLE', `${into} is, or was merged into, the organization to be merged`, [
        'into',
      ]);
    }
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

/** The organization that stands for `id` now: the end of its chain of merges, or itself. */
export function resolveMerge(state: OrganizationMergesState, id: OrganizationId): OrganizationId {
  let resolved = id;
  for (let next = state.merges.get(id); next !== undefined; next = state.merges.get(next)) resolved = next;
  return resolved;
}
