import {
  START,
  streamNameFilter,
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type EventStoreDBClient,
} from '@eventstore/db-client';
import { beginning, type EnginePosition, type RecordedEvent } from '../event-store.js';
import { limits } from './limits.js';
import { streamPattern, toRecorded } from './stored-event.js';

/** Called for each event as soon as it arrives: it is the first of ours after the position `after`. */
export type Arrived = (after: EnginePosition, position: EnginePosition) => void;

/**
 * One subscription to Casebook's events, until it breaks: it never mends itself. It reads ahead while its reader is busy, up
 * to a bound of events and bytes, so that a slow reader gets few large batches and a waiting one gets each event at once.
 */
export class Feed {
  private readonly subscription: AllStreamSubscription;
  private held: RecordedEvent[] = [];
  private bytes: number[] = [];
  private sum = 0;
  /** Position of the last event that came. */
  private last: EnginePosition;
  private failure: unknown;
  private tellReader = () => {};

  /** @param after exclusive */
  constructor(
    client: EventStoreDBClient,
    after: EnginePosition,
    private readonly ahead: number,
    private readonly arrived?: Arrived,
  ) {
    this.last = after;
    this.subscription = client.subscribeToAll(
      {
        fromPosition: after === beginning ? START : { commit: after, prepare: after },
        filter: streamNameFilter({ regex: streamPattern }),
      },
      { highWaterMark: limits.clientBuffer },
    );
    this.subscription.on('error', (error) => this.fail(error));
    this.subscription.on('close', () => this.fail());
    this.subscription.on('end', () => this.fail());
    // Nothing is awaited for an event, which costs less than a loop over them; the stream waits while it is paused.
    this.subscription.on('data', (resolved: AllStreamResolvedEvent) => this.keep(resolved));
  }

  /**
   * The next events, at most `count`; none when nothing came within `patience` milliseconds, or the signal aborted.
   * @throws what broke the subscription
   */
  async take(count: number, patience: number, signal?: AbortSignal): Promise<RecordedEvent[]> {
    if (this.held.length === 0) await this.arrival(patience, signal);
    // What arrives together is taken together.
    if (this.held.length < count && this.failure === undefined) await new Promise(setImmediate);
    const taken = this.taken(count);
    if (this.failure === undefined && this.subscription.isPaused() && !this.isFull)
      this.subscription.resume();
    if (taken.length === 0 && this.failure !== undefined) throw this.failure as Error;
    return taken;
  }

  close(): void {
    this.fail();
    // Destroying it leaves the call open. Where no call came to be, there is none to end.
    this.subscription.unsubscribe().catch(() => undefined);
  }

  private arrival(patience: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (this.failure !== undefined || signal?.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, patience);
      signal?.addEventListener('abort', end, { once: true });
      this.tellReader = end;
    });
  }

  private taken(count: number): RecordedEvent[] {
    if (count >= this.held.length) {
      const all = this.held;
      [this.held, this.bytes, this.sum] = [[], [], 0];
      return all;
    }
    for (const size of this.bytes.splice(0, count)) this.sum -= size;
    return this.held.splice(0, count);
  }

  private keep({ event }: AllStreamResolvedEvent): void {
    if (!event || this.failure !== undefined) return;
    let recorded: RecordedEvent;
    try {
      recorded = toRecorded(event);
    } catch (error) {
      return this.fail(error);
    }
    // Positions are offsets of bytes; what lies between two of our events may be others'.
    const size = Math.min(Number(recorded.position - this.last), limits.appendBytes);
    this.arrived?.(this.last, recorded.position);
    this.last = recorded.position;
    this.held.push(recorded);
    this.bytes.push(size);
    this.sum += size;
    if (this.isFull) this.subscription.pause();
    this.tellReader();
  }

  /** For good: what is held is still given. An error that comes later is of no interest, and must not end the process. */
  private fail(error: unknown = new Error('The subscription ended')): void {
    this.failure ??= error;
    this.subscription.destroy();
    this.tellReader();
  }

  private get isFull(): boolean {
    return this.held.length >= this.ahead || this.sum >= limits.heldBytes;
  }
}
