import type { Logger } from 'pino';
import type { AggregateRunner } from '../../platform/commands/aggregate-runner.js';
import type { Clock } from '../../platform/runtime/clock.js';
import type { Erasure } from './erasure.js';
import { casebookItself } from './inner-speaker.js';
import { participant } from './interviews.aggregates.js';

/** How often what is due is looked for, in milliseconds. */
const INTERVAL = 60_000;
/** Records of one look. */
const PAGE = 500;

export interface EndedConsent {
  readonly participant: string;
  readonly consentId: string;
}

/** What the rows show to be due; pages go on after the id of the last one. */
export interface DuePromises {
  /** Participants and notes of which an erasure has been asked for and not been completed, and those that may be. */
  erasures(after: string, limit: number): Promise<readonly string[]>;
  /** Consents that stand and whose term ended before `today`, of which that has not been said. */
  endedConsents(today: string, after: string, limit: number): Promise<readonly EndedConsent[]>;
}

/**
 * Keeps what has been promised to those who were interviewed: erasures that were cut off are completed, and consents whose
 * term has passed are said to have expired. For a service: at its start, and every minute.
 */
export class Promises {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | null = null;

  constructor(
    private readonly erasure: Pick<Erasure, 'complete'>,
    private readonly runner: AggregateRunner,
    private readonly due: DuePromises,
    private readonly clock: Clock,
    private readonly logger: Pick<Logger, 'error' | 'info'>,
  ) {}

  /** Looks once, and then every minute. Never fails. */
  async begin(interval = INTERVAL): Promise<void> {
    await this.keep();
    this.timer = setInterval(() => void this.keep(), interval);
    this.timer.unref();
  }

  /** Waits for the look that is under way. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** One look; two at a time are one. Never fails: what could not be done is logged, and done by a later look. */
  keep(): Promise<void> {
    this.looking ??= this.look().finally(() => (this.looking = null));
    return this.looking;
  }

  private async look(): Promise<void> {
    await this.each('An erasure', (after) => this.due.erasures(after, PAGE), {
      idOf: (id) => id,
      keep: (id) => this.erasure.complete(id),
    });
    const today = this.clock.today();
    await this.each('The end of a consent', (after) => this.due.endedConsents(today, after, PAGE), {
      idOf: ({ participant: id }) => id,
      keep: ({ participant: id, consentId }) =>
        this.runner.run(participant, 'ExpireConsent', { id, consentId }, casebookItself()),
    });
  }

  private async each<Entry>(
    what: string,
    page: (after: string) => Promise<readonly Entry[]>,
    { idOf, keep }: { idOf: (entry: Entry) => string; keep: (entry: Entry) => Promise<unknown> },
  ): Promise<void> {
    try {
      for (let after = ''; ;) {
        const entries = await page(after);
        for (const entry of entries) {
          const id = idOf(entry);
          await keep(entry).catch((err: unknown) =>
            this.logger.error({ err, id }, `${what} could not be recorded`),
          );
          after = id;
        }
        if (entries.length < PAGE) return;
      }
    } catch (err) {
      this.logger.error({ err }, `${what}: what is due could not be looked for`);
    }
  }
}
