import { StoreUnavailable, type AppendResult } from '../event-store.js';
import type { PreparedAppend } from '../append-check.js';
import { limits } from './limits.js';

/** An append that waits for its outcome. */
export interface WaitingAppend extends PreparedAppend {
  settled: boolean;
  /** Where its events stand and when they were recorded (PostgreSQL's text), once they were written for it. */
  written?: { readonly firstPosition: bigint; readonly recordedAt: string };
  resolve(result: AppendResult): void;
  reject(error: Error): void;
}

/**
 * Gathers appends: one batch is under way at a time, and all that come meanwhile make the next.
 * An append waits behind an earlier one to the same stream, so that a batch holds at most one of each.
 */
export class AppendBatcher {
  private ready: WaitingAppend[] = [];
  /** Streams with an append that is ready or under way, and those that wait behind it. */
  private readonly behind = new Map<string, WaitingAppend[]>();
  private waiting = 0;
  private scheduled = false;
  private underWay: Promise<void> | undefined;
  private closed = false;

  /** @param send settles every append of its batch; false when the database could not be reached at all */
  constructor(private readonly send: (batch: readonly WaitingAppend[]) => Promise<boolean>) {}

  /** @throws StoreUnavailable when too many wait, or after `close` */
  append(prepared: PreparedAppend): Promise<AppendResult> {
    if (this.closed) return Promise.reject(new StoreUnavailable('The event store is closed'));
    if (this.waiting >= limits.waitingAppends) {
      return Promise.reject(new StoreUnavailable(`${this.waiting} appends are waiting already`));
    }
    return new Promise((resolve, reject) => {
      this.waiting++;
      this.enqueue(this.waitingAppend(prepared, resolve, reject));
      this.schedule();
    });
  }

  /** Refuses what waits, and ends when what is under way is settled. */
  async close(): Promise<void> {
    this.closed = true;
    this.refuseWaiting('The event store is closing');
    await this.underWay;
  }

  private waitingAppend(
    prepared: PreparedAppend,
    resolve: (result: AppendResult) => void,
    reject: (error: Error) => void,
  ): WaitingAppend {
    const settle = () => {
      if (waiting.settled) return false;
      waiting.settled = true;
      this.waiting--;
      return true;
    };
    const waiting: WaitingAppend = {
      ...prepared,
      settled: false,
      resolve: (result) => void (settle() && resolve(result)),
      reject: (error) => void (settle() && reject(error)),
    };
    return waiting;
  }

  private enqueue(append: WaitingAppend): void {
    const queue = this.behind.get(append.streamId);
    if (queue) {
      queue.push(append);
    } else {
      this.behind.set(append.streamId, []);
      this.ready.push(append);
    }
  }

  /** Never synchronously: those who were just answered then get to say their next append, and it goes along. */
  private schedule(): void {
    if (this.scheduled || this.underWay || this.ready.length === 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      if (this.ready.length === 0) return;
      this.underWay = this.run(this.takeBatch()).finally(() => {
        this.underWay = undefined;
        this.schedule();
      });
    });
  }

  private async run(batch: readonly WaitingAppend[]): Promise<void> {
    let reached = true;
    try {
      reached = await this.send(batch);
    } catch (error) {
      for (const append of batch) append.reject(error instanceof Error ? error : new Error(String(error)));
    }
    for (const { streamId } of batch) this.release(streamId);
    if (!reached) this.refuseWaiting('The event store cannot be reached');
  }

  private release(streamId: string): void {
    const next = this.behind.get(streamId)?.shift();
    if (next) this.ready.push(next);
    else this.behind.delete(streamId);
  }

  private takeBatch(): readonly WaitingAppend[] {
    let count = 0;
    let events = 0;
    let bytes = 0;
    for (const append of this.ready) {
      events += append.events.length;
      bytes += append.bytes;
      const full = count === limits.batchAppends || events > limits.batchEvents || bytes > limits.batchBytes;
      if (count > 0 && full) break;
      count++;
    }
    return this.ready.splice(0, count);
  }

  private refuseWaiting(reason: string): void {
    const refused = this.ready.splice(0);
    for (const { streamId } of [...refused]) {
      refused.push(...(this.behind.get(streamId) ?? []));
      this.behind.delete(streamId);
    }
    // Behind those under way stand others.
    for (const queue of this.behind.values()) refused.push(...queue.splice(0));
    for (const append of refused) append.reject(new StoreUnavailable(reason));
  }
}
