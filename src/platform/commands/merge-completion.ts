import type { Logger } from 'pino';
import type { EventLog } from '../event-store/event-log.js';
import { maxReadStream, type RecordedEvent } from '../event-store/event-store.js';
import type { Aggregate } from './aggregate.js';
import type { AggregateRunner } from './aggregate-runner.js';

/** A merge as the list of all merges has it, and who decided it. */
export interface DecidedMerge {
  readonly id: string;
  readonly into: string;
  readonly metadata: RecordedEvent['metadata'];
}

/** One kind of record whose merges are decided in one list, and then said in the merged record's own stream. */
export interface MergedRecords {
  readonly aggregate: Aggregate;
  /** The command of the record's own stream. */
  readonly command: string;
  /** The stream that lists all merges. */
  readonly list: string;
  /** The read model's table of the records, with a column `merged_into`. */
  readonly table: string;
  /** What an event of the list says. */
  readonly merge: (data: never) => Omit<DecidedMerge, 'metadata'>;
}

export interface UnfinishedMerges {
  /** Those of `merges` that the records' own rows do not show; one answer for all of them. */
  among(merges: readonly DecidedMerge[]): Promise<readonly DecidedMerge[]>;
}

/**
 * Finishes merges that were decided and did not reach their record's stream: what a process leaves that was killed between
 * the two appends. For a service, at its start, once the read model holds what the log held.
 */
export class MergeCompletion {
  /** @param pageSize merges looked at together; at most {@link maxReadStream} */
  constructor(
    private readonly records: MergedRecords,
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
      const { category } = this.records.aggregate;
      this.logger.error({ err: error, category }, 'The list of merged records could not be gone through');
    }
  }

  private async *pages(): AsyncIterable<readonly DecidedMerge[]> {
    const { list, merge } = this.records;
    for (let from = 0; ; from += this.pageSize) {
      const events = await this.log.readStream(list, { from, limit: this.pageSize });
      yield events.map(({ data, metadata }) => ({ ...merge(data as never), metadata }));
      if (events.length < this.pageSize) return;
    }
  }

  /** Said in the name of whoever decided it: it is their merge, however late. */
  private async complete({ id, into, metadata }: DecidedMerge): Promise<void> {
    const { aggregate, command } = this.records;
    const { actor, role, correlationId, reason } = metadata;
    try {
      await this.runner.run(aggregate, command, { id, into }, { actor, role, correlationId, reason });
      this.logger.info({ id, into }, 'A merge that was decided has been completed');
    } catch (error) {
      this.logger.error({ err: error, id, into }, 'A merge that was decided could not be completed');
    }
  }
}
