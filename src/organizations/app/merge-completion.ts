import type { Logger } from 'pino';
import type { AggregateRunner } from '../../platform/commands/aggregate-runner.js';
import type { EventLog } from '../../platform/event-store/event-log.js';
import { maxReadStream, type RecordedEvent } from '../../platform/event-store/event-store.js';
import type { OrganizationMergeEvent } from '../domain/organization.events.js';
import { mergesStream, organization } from './organization.aggregate.js';

/** A merge as the list of all merges has it, and who decided it. */
export type DecidedMerge = OrganizationMergeEvent['data'] & Pick<RecordedEvent, 'metadata'>;

export interface UnfinishedMerges {
  /** Those of `merges` that the organizations' own records do not show; one answer for all of them. */
  among(merges: readonly DecidedMerge[]): Promise<readonly DecidedMerge[]>;
}

/**
 * Finishes merges that were decided and did not reach their organization's stream: what a process leaves that was killed
 * between the two appends. For a service, at its start, once the read model holds what the log held.
 */
export class MergeCompletion {
  /** @param pageSize merges looked at together; at most {@link maxReadStream} */
  constructor(
    private readonly runner: AggregateRunner,
    private readonly log: EventLog,
    private readonly unfinished: UnfinishedMerges,
    private readonly logger: Pick<Logger, 'error' | 'info'>,
    private readonly pageSize = maxReadStream,
  ) {}

  /** Never fails: what could not be finished is logged, stands on the list, and is tried again at the next start. */
  async completeMerges(): Promise<void> {
    try {
      for await (const page of this.pages()) {
        for (const merge of await this.unfinished.among(page)) await this.complete(merge);
      }
    } catch (error) {
      this.logger.error({ err: error }, 'The list of merged organizations could not be gone through');
    }
  }

  private async *pages(): AsyncIterable<readonly DecidedMerge[]> {
    for (let from = 0; ; from += this.pageSize) {
      const events = await this.log.readStream(mergesStream, { from, limit: this.pageSize });
      yield events.map(({ data, metadata }) => ({ ...(data as OrganizationMergeEvent['data']), metadata }));
      if (events.length < this.pageSize) return;
    }
  }

  /** Said in the name of whoever decided it: it is their merge, however late. */
  private async complete({ organization: id, into, metadata }: DecidedMerge): Promise<void> {
    const { actor, role, correlationId, reason } = metadata;
    try {
      await this.runner.run(
        organization,
        'MergeOrganization',
        { id, into },
        { actor, role, correlationId, reason },
      );
      this.logger.info({ id, into }, 'A merge that was decided has been completed');
    } catch (error) {
      this.logger.error({ err: error, id, into }, 'A merge that was decided could not be completed');
    }
  }
}
