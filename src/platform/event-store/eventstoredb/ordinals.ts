import type { EventStoreDBClient } from '@eventstore/db-client';
import { beginning, StoreUnavailable, type EnginePosition } from '../event-store.js';
import { pause } from '../postgres/waiting.js';
import type { Appends } from './appends.js';
import { Feed, type Arrived } from './feed.js';
import { limits, type Times } from './limits.js';
import { lastNotAfter, OrdinalCount, type Mark } from './ordinal-count.js';
import type { Reads } from './reads.js';
import { StoredMarks } from './stored-marks.js';
import { backOff } from './waiting.js';

const none: Mark = { ordinal: 0, position: beginning };

interface Waiter {
  readonly position: EnginePosition;
  readonly tell: () => void;
  /** It has waited for longer than a subscription takes that is not behind. */
  isImpatient: boolean;
}

/** Up to where a subscription has come. */
interface Place {
  position: EnginePosition;
}

/** A subscription of this process whose events are counted as they arrive. */
export interface Reading {
  readonly arrived: Arrived;
  end(): void;
}

/**
 * Counts Casebook's events, for the engine's positions are offsets of bytes, and keeps the ordinal of every 1,000th event in the
 * engine, where the next process begins. It counts what the subscriptions of this process read anyway. Only where there is none, or it begins further on, or is too slow for whoever waits, does it read the log itself.
 */
export class Ordinals {
  private readonly count = new OrdinalCount();
  private readonly marks: StoredMarks;
  private readonly readings = new Set<Place>();
  private readonly waiting = new Set<Waiter>();
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private wake = () => {};

  constructor(
    private readonly reads: Reads,
    appends: Appends,
    private readonly times: Times,
  ) {
    this.marks = new StoredMarks(this.count, reads, appends, times);
  }

  /** @param after position after which a subscription reads */
  reading(after: EnginePosition): Reading {
    const place: Place = { position: after };
    this.readings.add(place);
    this.running ??= this.run();
    return {
      arrived: (before, position) => {
        if (position > place.position) place.position = position;
        this.add(before, position);
        if (this.isBusy) this.wake();
      },
      end: () => {
        this.readings.delete(place);
        this.wake();
      },
    };
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    for (const { tell } of this.waiting) tell();
    await this.running;
  }

  /** @throws StoreUnavailable when the count does not reach the position in time */
  async of(position: EnginePosition): Promise<number> {
    if (position === beginning) return 0;
    this.running ??= this.run();
    if (position > this.count.position) await this.reached(position);
    return this.count.recent(position) ?? this.countFromMark(position);
  }

  private reached(position: EnginePosition): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => waiter.tell(), this.times.ordinalTime);
      const impatient = setTimeout(() => {
        waiter.isImpatient = true;
        this.wake();
      }, this.times.ordinalPatience);
      const waiter: Waiter = {
        position,
        isImpatient: false,
        tell: () => {
          clearTimeout(late);
          clearTimeout(impatient);
          this.waiting.delete(waiter);
          if (this.count.position >= position) resolve();
          else reject(new StoreUnavailable('The events of the log are not counted up to there yet'));
        },
      };
      this.waiting.add(waiter);
    });
  }

  private countFromMark(position: EnginePosition): Promise<number> {
    const mark = this.count.markBefore(position) ?? none;
    if (mark.position === position) return Promise.resolve(mark.ordinal);
    return this.reads.retried((client) => this.countBetween(client, mark, position));
  }

  private async countBetween(
    client: EventStoreDBClient,
    { ordinal: before, position: after }: Mark,
    position: EnginePosition,
  ): Promise<number> {
    let ordinal = before;
    const feed = new Feed(client, after, limits.batchSize);
    try {
      for (;;) {
        const events = await feed.take(limits.batchSize, this.times.readTime);
        if (events.length === 0) throw new StoreUnavailable('The events of the log cannot be counted');
        const within = lastNotAfter(events, position, (event) => event.position) + 1;
        ordinal += within;
        if (within < events.length || events.at(-1)!.position === position) return ordinal;
      }
    } finally {
      feed.close();
    }
  }

  private add(after: EnginePosition, position: EnginePosition): void {
    this.count.add(after, position);
    this.tellWaiting();
  }

  private tellWaiting(): void {
    for (const waiter of this.waiting) if (waiter.position <= this.count.position) waiter.tell();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0, loaded = false; !signal.aborted;) {
      try {
        if (!loaded) await this.marks.load();
        loaded = true;
        await this.marks.store();
        this.tellWaiting();
        if (this.lags) await this.follow(() => (failures = 0));
        else if (!this.isBusy) await this.woken();
      } catch {
        // Whoever waits for an ordinal hears of it by the time running out; the count goes on when the log is there again.
        loaded = false;
        await pause(backOff(++failures), signal);
      }
    }
  }

  /** Whether something is to be done that the subscriptions do not do by themselves. */
  private get isBusy(): boolean {
    return this.marks.isBehind || this.lags;
  }

  /** Whether the subscriptions do not bring what is to be counted next, or not soon enough. */
  private get lags(): boolean {
    if (this.readings.size === 0) return true;
    for (const { position } of this.readings) if (position > this.count.position) return true;
    for (const { isImpatient } of this.waiting) if (isImpatient) return true;
    return false;
  }

  private woken(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      if (this.stopping.signal.aborted) resolve();
    });
  }

  /** Reads the log from where the count stands, until a subscription has come as far and nobody waits for more. */
  private async follow(succeeded: () => void): Promise<void> {
    const { signal } = this.stopping;
    const client = await this.reads.client.use();
    let { position } = this.count;
    const feed = new Feed(client, position, limits.batchSize, (before, at) => this.add(before, at));
    const take = () => feed.take(limits.batchSize, this.times.watchInterval, signal);
    try {
      while (!signal.aborted && !this.isRelieved(position)) {
        let events = await take();
        if (events.length === 0 && !signal.aborted && (await this.reads.head()) > position) {
          // It has fallen silent, unless what is new came in this moment.
          events = await take();
          if (events.length === 0 && !signal.aborted) throw new Error('The subscription fell silent');
        }
        if (events.length > 0) succeeded();
        position = events.at(-1)?.position ?? position;
        await this.marks.store();
        this.tellWaiting();
      }
    } catch (error) {
      this.reads.client.failed(client);
      throw error;
    } finally {
      feed.close();
    }
  }

  /** Whether a subscription can count on from a position. */
  private isRelieved(position: EnginePosition): boolean {
    return !this.lags && [...this.readings].some((reading) => reading.position >= position);
  }
}
