import { jsonEvent } from '@eventstore/db-client';
import { beginning, maxReadStream, StoreUnavailable, type EnginePosition } from '../event-store.js';
import { pause } from '../postgres/waiting.js';
import type { Appends } from './appends.js';
import { Feed } from './feed.js';
import { limits, type Times } from './limits.js';
import type { Reads } from './reads.js';
import { backOff } from './waiting.js';

/** The ordinal of one event. */
interface Mark {
  readonly ordinal: number;
  readonly position: EnginePosition;
}

/** Not of the form `category-<uuid>`, so that no reader of events ever sees it. */
const stream = 'casebookLog-ordinals';
const type = 'OrdinalReached';
const none: Mark = { ordinal: 0, position: beginning };

/**
 * Counts Casebook's events, for the engine's positions are offsets of bytes. It follows the log by a subscription of its own
 * and keeps the ordinal of every 1,000th event in a stream (the n-th one at revision n - 1), where the next process begins.
 */
export class Ordinals {
  private marks: Mark[] = [];
  /** How many of them stand in the stream. */
  private stored = 0;
  /** Positions of the last events, that at the end being of ordinal {@link count}. */
  private recent: EnginePosition[] = [];
  private last: Mark = none;
  private readonly waiting = new Set<{ position: EnginePosition; tell: () => void }>();
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly reads: Reads,
    private readonly appends: Appends,
    private readonly times: Times,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    for (const { tell } of this.waiting) tell();
    await this.running;
  }

  /** @throws StoreUnavailable when the count does not reach the position in time */
  async of(position: EnginePosition): Promise<number> {
    if (position === beginning) return 0;
    this.start();
    if (position > this.last.position) await this.reached(position);
    const index = lastNotAfter(this.recent, position, (each) => each);
    if (index >= 0) return this.last.ordinal - (this.recent.length - 1 - index);
    return this.countFromMark(position);
  }

  private reached(position: EnginePosition): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => waiter.tell(), this.times.ordinalTime);
      const waiter = {
        position,
        tell: () => {
          clearTimeout(late);
          this.waiting.delete(waiter);
          if (this.last.position >= position) resolve();
          else reject(new StoreUnavailable('The events of the log are not counted up to there yet'));
        },
      };
      this.waiting.add(waiter);
    });
  }

  private async countFromMark(position: EnginePosition): Promise<number> {
    const mark = this.marks[lastNotAfter(this.marks, position, (each) => each.position)] ?? none;
    let { ordinal } = mark;
    if (mark.position === position) return ordinal;
    const feed = new Feed(await this.reads.client.use(), mark.position, limits.batchSize);
    try {
      for (;;) {
        const events = await feed.take(limits.batchSize, this.times.readTime);
        if (events.length === 0) throw new StoreUnavailable('The events of the log cannot be counted');
        for (const event of events) {
          if (event.position > position) return ordinal;
          ordinal += 1;
          if (event.position === position) return ordinal;
        }
      }
    } finally {
      feed.close();
    }
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted;) {
      try {
        if (failures > 0 || this.last === none) await this.load();
        await this.follow(() => (failures = 0));
      } catch {
        // Whoever waits for an ordinal hears of it by the time running out; the count goes on when the log is there again.
        await pause(backOff(++failures), signal);
      }
    }
  }

  /** What other processes have stored since. */
  private async load(): Promise<void> {
    for (;;) {
      const found = await this.reads.raw(stream, this.stored, 'forwards', maxReadStream, ({ event }) =>
        toMark(event?.data),
      );
      this.marks.splice(this.stored, found.length, ...found);
      this.stored += found.length;
      if (found.length < maxReadStream) break;
    }
    const mark = this.marks.at(-1);
    if (!mark || mark.position <= this.last.position) return;
    this.last = mark;
    this.recent = [mark.position];
  }

  private async follow(succeeded: () => void): Promise<void> {
    const { signal } = this.stopping;
    const client = await this.reads.client.use();
    const feed = new Feed(client, this.last.position, limits.batchSize);
    try {
      while (!signal.aborted) {
        const events = await feed.take(limits.batchSize, this.times.watchInterval, signal);
        for (const { position } of events) this.count(position);
        if (events.length > 0) succeeded();
        else if (!signal.aborted && (await this.reads.head()) > this.last.position) {
          // It has fallen silent, unless what is new came in this moment.
          const late = await feed.take(limits.batchSize, this.times.watchInterval, signal);
          if (late.length === 0) throw new Error('The subscription fell silent');
          for (const { position } of late) this.count(position);
        }
        for (const waiter of this.waiting) if (waiter.position <= this.last.position) waiter.tell();
        await this.store();
      }
    } catch (error) {
      this.reads.client.failed(client);
      throw error;
    } finally {
      feed.close();
    }
  }

  private count(position: EnginePosition): void {
    this.last = { ordinal: this.last.ordinal + 1, position };
    this.recent.push(position);
    if (this.recent.length >= 2 * limits.recentOrdinals) this.recent.splice(0, limits.recentOrdinals);
    if (this.last.ordinal % limits.ordinalStep === 0) this.marks.push(this.last);
  }

  private async store(): Promise<void> {
    const fresh = this.marks.slice(this.stored, this.stored + limits.batchSize);
    if (fresh.length === 0) return;
    const events = fresh.map(({ ordinal, position }) =>
      jsonEvent({ type, data: { ordinal, position: String(position) } }),
    );
    const expected = this.stored === 0 ? 'none' : this.stored - 1;
    const { status } = await this.appends.append(stream, expected, events, this.times);
    if (status === 'written') this.stored += fresh.length;
    // Another process was quicker with the same ones.
    else await this.load();
  }
}

function toMark(data: unknown): Mark {
  const { ordinal, position } = data as { ordinal: number; position: string };
  return { ordinal, position: BigInt(position) as EnginePosition };
}

/** Index of the last one that stands at `position` or before; -1 when there is none. */
function lastNotAfter<Each>(
  sorted: readonly Each[],
  position: EnginePosition,
  positionOf: (each: Each) => EnginePosition,
): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (positionOf(sorted[middle]!) <= position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
