import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors.js';
import { resolveMerge } from '../../kernel/merges.js';
import { AggregateRunner } from '../../platform/commands/aggregate-runner.js';
import type { CommandContext } from '../../platform/commands/command-executor.js';
import { EventLog } from '../../platform/event-store/event-log.js';
import type { DoiClaimState } from '../domain/doi-claim.decider.js';
import { doiOf, type LiteratureSourceState, type SourceId } from '../domain/literature-source.state.js';
import type { SourceMergesState } from '../domain/source-merges.decider.js';
import {
  doiClaim,
  doiClaimId,
  literatureSource,
  sourceMerges,
  sourceMergesStream,
} from './literature.aggregates.js';

/**
 * How long a claimant may take from its claim to its source, in milliseconds: a younger claim without a source is in the
 * making, an older one is void. Whoever took longer all the same is found when read (DOI_NOT_HELD).
 */
export const claimGrace = 2_000;
const POLL = 20;
/** Tries of looking at the holder and claiming, where others claim at the same time. */
const MAX_ATTEMPTS = 5;

/** Holds the rule that a DOI is carried by one source: claimed first, then written. */
@Injectable()
export class DoiClaims {
  constructor(
    private readonly runner: AggregateRunner,
    private readonly log: EventLog,
  ) {}

  /**
   * Claims a DOI for a source that is about to carry it. A claim whose source does not carry the DOI is taken over.
   * @param doi normalized
   * @throws DOI_TAKEN with the source that stands for its holder now
   */
  async claim(doi: string, source: SourceId, context: CommandContext): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const holder = await this.holderOf(doi);
      if (holder !== null && holder !== source) await this.assertVoid(doi, holder, source);
      try {
        // Without a key: what was claimed once may have gone to another since, and repeats are the decider's to know.
        const said = { ...context, idempotencyKey: undefined, expectedRevision: undefined };
        const found = holder === null || holder === source ? {} : { void: holder };
        await this.runner.run(doiClaim, 'ClaimDoi', { doi, source, ...found }, said);
        return;
      } catch (error) {
        // Somebody else claimed it in between: their claim is to be judged as any other.
        const again = error instanceof DomainError && error.code === 'DOI_TAKEN' && attempt < MAX_ATTEMPTS;
        if (!again) throw error;
      }
    }
  }

  private async holderOf(doi: string): Promise<SourceId | null> {
    const state = (await this.runner.load(doiClaim, doiClaimId(doi))).state as DoiClaimState;
    return state.status === 'held' ? state.by : null;
  }

  /** @throws DOI_TAKEN */
  private async assertVoid(doi: string, holder: SourceId, claimant: SourceId): Promise<void> {
    const standing = await this.standsFor(holder);
    if (standing === claimant) return; // what was merged into the claimant leaves it its DOI
    const until = await this.endOfGrace(doi);
    while (!(await this.carries(holder, doi))) {
      if (Date.now() >= until) return;
      await sleep(POLL);
    }
    throw new DomainError('DOI_TAKEN', `The DOI ${doi} is that of ${standing}`, ['csl', 'DOI'], {
      doi,
      holder: standing,
    });
  }

  /** A merged source goes on carrying its DOI, for the one that stands for it. */
  private async carries(source: SourceId, doi: string): Promise<boolean> {
    const state = (await this.runner.load(literatureSource, source)).state as LiteratureSourceState;
    return state.status !== 'absent' && doiOf(state.csl) === doi;
  }

  private async standsFor(source: SourceId): Promise<SourceId> {
    const { merges } = (await this.runner.load(sourceMerges, sourceMergesStream)).state as SourceMergesState;
    return resolveMerge(merges, source);
  }

  /** Never further away than the grace itself, however wrong one of the clocks is. */
  private async endOfGrace(doi: string): Promise<number> {
    const [last] = await this.log.readStream(doiClaimId(doi), { direction: 'backwards', limit: 1 });
    const claimed = last ? Date.parse(last.recordedAt) : 0;
    return Math.min(claimed, Date.now()) + claimGrace;
  }
}
