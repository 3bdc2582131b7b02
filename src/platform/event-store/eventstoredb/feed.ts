import {
  START,
  streamNameFilter,
  type AllStreamSubscription,
  type EventStoreDBClient,
} from '@eventstore/db-client';
import { beginning, type EnginePosition, type RecordedEvent } from '../event-store.js';
import { limits } from './limits.js';
import { streamPattern, toRecorded } from './stored-event.js';

const ended = 'The subscription ended';

/**
 * One subscription to Casebook's events, until it breaks: it never mends itself. It reads ahead while its reader is busy, up
 * to a bound of events and bytes, so that a slow reader gets few large batches and a waiting one gets each event at once.
 */
export class Feed {
  private readonly subscription: AllStreamSubscription;
  private readonly held: RecordedEvent[] = [];
  private readonly bytes: number[] = [];
  private sum = 0;
  /** Position of the last event that came. */
  private last: EnginePosition;
  private failure: unknown;
  private tellReader = () => {};
  private tellPump = () => {};

  /** @param after exclusive */
  constructor(
    client: EventStoreDBClient,
    after: EnginePosition,
    private readonly ahead: number,
  ) {
    this.last = after;
    this.subscription = client.subscribeToAll(
      {
        fromPosition: after === beginning ? START : { commit: after, prepare: after },
        filter: streamNameFilter({ regex: streamPattern }),
      },
      { highWaterMark: limits.clientBuffer },
    );
    // An error that comes when nobody reads any more would end the process.
    this.subscription.on('error', () => undefined);
    void this.pump();
  }

  /**
   * The next events, at most `count`; none when nothing came within `patience` milliseconds, or the signal aborted.
   * @throws what broke the subscription
   */
  async take(count: number, patience: number, signal?: AbortSignal): Promise<RecordedEvent[]> {
    if (this.held.length === 0) await this.arrival(patience, signal);
    // What arrives together is taken together.
    if (this.held.length < count && this.failure === undefined) await new Promise(setImmediate);
    const taken = this.held.splice(0, count);
    for (const size of this.bytes.splice(0, count)) this.sum -= size;
    this.tellPump();
    if (taken.length === 0 && this.failure !== undefined) throw this.failure as Error;
    return taken;
  }

  close(): void {
    this.failure ??= new Error(ended);
    this.tellPump();
    this.subscription.destroy();
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

  private async pump(): Promise<void> {
    try {
      for await (const { event } of this.subscription) {
        if (!event) continue;
        const recorded = toRecorded(event);
        // Positions are offsets of bytes; what lies between two of our events may be others'.
        const size = Math.min(Number(recorded.position - this.last), limits.appendBytes);
        this.last = recorded.position;
        this.held.push(recorded);
        this.bytes.push(size);
        this.sum += size;
        this.tellReader();
        while (this.isFull && this.failure === undefined) {
          await new Promise<void>((go) => {
            this.tellPump = go;
          });
        }
      }
      this.failure ??= new Error(ended);
    } catch (error) {
      this.failure ??= error;
    }
    this.tellReader();
  }

  private get isFull(): boolean {
    return this.held.length >= this.ahead || this.sum >= limits.heldBytes;
  }
}
