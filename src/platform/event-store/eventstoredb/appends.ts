import type { EventData } from '@eventstore/db-client';
import { NO_STREAM, type WrongExpectedVersionError } from '@eventstore/db-client';
import {
  AppendTooLarge,
  OutcomeUnknown,
  StoreUnavailable,
  type EnginePosition,
  type ExpectedRevision,
} from '../event-store.js';
import { pause } from '../postgres/waiting.js';
import { AppendGate } from './append-gate.js';
import { Client } from './client.js';
import { appendVerdict } from './failures.js';
import { limits, type Times } from './limits.js';
import { toPosition } from './stored-event.js';
import { backOff, Late, within } from './waiting.js';

/** What an append came to. */
export type Written =
  | { readonly status: 'written'; readonly revision: number; readonly position: EnginePosition }
  /** The stream stands at another revision than expected. What stands there may not be readable yet. */
  | { readonly status: 'elsewhere'; readonly at: ExpectedRevision };

/** Shared, see {@link Appends}. */
const open = new Map<string, { appends: Appends; users: number }>();

/**
 * Sends appends to one server. All stores of a process share one: the client keeps the appends that wait for an answer in
 * one map for the whole process. The error of one call empties it, and an answer on another call would then end the process.
 */
export class Appends {
  private readonly client: Client;
  private readonly gate: AppendGate;

  private constructor(private readonly url: string) {
    this.client = new Client(url);
    this.gate = new AppendGate(() => this.client.openCall());
  }

  /** To be given back by {@link release}. */
  static take(url: string): Appends {
    const known = open.get(url) ?? { appends: new Appends(url), users: 0 };
    known.users += 1;
    open.set(url, known);
    return known.appends;
  }

  async release(): Promise<void> {
    const known = open.get(this.url);
    if (!known || --known.users > 0) return;
    open.delete(this.url);
    await this.client.close();
  }

  /**
   * Appends all events or none. While the outcome is not known it is said again, with the same ids and revision, which the
   * server recognises.
   * @throws StoreUnavailable, OutcomeUnknown, AppendTooLarge; Error when the server refuses it
   */
  async append(
    streamId: string,
    expected: ExpectedRevision,
    events: readonly EventData[],
    times: Times,
  ): Promise<Written> {
    if (this.gate.waiting >= limits.waitingAppends) {
      throw new StoreUnavailable(`${this.gate.waiting} appends are waiting already`);
    }
    const end = Date.now() + times.appendRetryTime;
    let perhapsWritten = false;
    for (let attempt = 1; ; attempt++) {
      let cause: unknown;
      try {
        return await this.gate.pass(() => this.once(streamId, expected, events, times));
      } catch (error) {
        cause = error;
      }
      switch (cause instanceof Late ? 'unknown' : appendVerdict(cause)) {
        case 'wrong-revision':
          return { status: 'elsewhere', at: standsAt(cause as WrongExpectedVersionError) };
        case 'too-large':
          throw new AppendTooLarge(`EventStoreDB takes no append as large as this to ${streamId}`, { cause });
        case 'refused':
          throw new Error(`EventStoreDB refuses an append to ${streamId}`, { cause });
        case 'unknown':
          perhapsWritten = true;
          break;
        case 'unsent':
      }
      if (Date.now() > end) {
        if (perhapsWritten)
          throw new OutcomeUnknown(`The answer to an append to ${streamId} was lost`, { cause });
        throw new StoreUnavailable(`An append to ${streamId} was not written`, { cause });
      }
      await pause(backOff(attempt));
    }
  }

  private async once(
    streamId: string,
    expected: ExpectedRevision,
    events: readonly EventData[],
    times: Times,
  ): Promise<Written> {
    const client = await this.client.use();
    try {
      const result = await within(
        client.appendToStream(streamId, [...events], {
          expectedRevision: expected === 'none' ? NO_STREAM : BigInt(expected),
          deadline: times.answerTime,
        }),
        times.answerTime + 500,
      );
      this.client.succeeded();
      if (!result.position) throw new Error(`An append to ${streamId} was answered without a position`);
      const revision = Number(result.nextExpectedRevision);
      return { status: 'written', revision, position: toPosition(result.position) };
    } catch (error) {
      // A call on which one append hangs may hang for all: what else is under way is said again on a fresh one.
      if (error instanceof Late) this.client.replace(client);
      else if (!['wrong-revision', 'too-large', 'refused'].includes(appendVerdict(error))) {
        this.client.failed(client);
      }
      throw error;
    }
  }
}

function standsAt({ actualVersion }: WrongExpectedVersionError): ExpectedRevision {
  return typeof actualVersion === 'bigint' ? Number(actualVersion) : 'none';
}
