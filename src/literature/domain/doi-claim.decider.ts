import type { Decider } from '../../kernel/decider.js';
import { DomainError } from '../../kernel/errors.js';
import type { DoiClaimEvent } from './doi-claim.events.js';
import type { SourceId } from './literature-source.state.js';

export interface ClaimDoi {
  readonly type: 'ClaimDoi';
  /** Normalized. */
  readonly doi: string;
  readonly source: SourceId;
  /** A holder whose claim the claimant has found void: its source does not carry the DOI. */
  readonly void?: SourceId;
}

export type DoiClaimState = { readonly status: 'free' } | { readonly status: 'held'; readonly by: SourceId };

/**
 * Who holds a DOI. A claim does not wait for its source to be written, and so may come to nothing; whoever finds it void
 * takes it over, but only from the holder whom they have looked at.
 */
export const doiClaim: Decider<DoiClaimState, ClaimDoi, DoiClaimEvent> = {
  initialState: { status: 'free' },
  decide({ doi, source, void: found }, state) {
    if (state.status === 'free') return [{ type: 'DoiClaimed', data: { doi, source } }];
    if (state.by === source) return [];
    if (state.by === found) return [{ type: 'DoiClaimed', data: { doi, source, instead: found } }];
    throw new DomainError('DOI_TAKEN', `The DOI ${doi} is that of ${state.by}`, ['csl', 'DOI'], {
      doi,
      holder: state.by,
    });
  },
  evolve(state, event) {
    switch (event.type) {
      case 'DoiClaimed':
        return { status: 'held', by: event.data.source };
      default:
        return event.type satisfies never;
    }
  },
};
