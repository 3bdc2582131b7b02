import {
  BACKWARDS,
  END,
  FORWARDS,
  START,
  type EventStoreDBClient,
  type StreamingRead,
} from '@eventstore/db-client';
import type { AllStreamResolvedEvent, ResolvedEvent } from '@eventstore/db-client';
import { beginning, StoreUnavailable, type EnginePosition, type RecordedEvent } from '../event-store.js';
import { pause } from '../postgres/waiting.js';
import { Client } from './client.js';
import { isMissingStream, isRefusedRead } from './failures.js';
import { limits, type Times } from './limits.js';
import { ForeignEvent, isCasebookStream, toPosition, toRecorded } from './stored-event.js';
import { backOff, Late } from './waiting.js';

/** The end of the log is looked for in so many events, then in more, then in all. */
const tails = [1, 64, Number.MAX_SAFE_INTEGER];

/** Reads that end, each tried again a few times, on a client of their own. */
export class Reads {
  readonly client: Client;
  /** Position of the last event of ours that is known to be there. */
  private known: EnginePosition = beginning;

  constructor(
    url: string,
    private readonly times: Times,
  ) {
    this.client = new Client(url);
  }

  /** Says that an event of ours stands there. */
  saw(position: EnginePosition): void {
    if (position > this.known) this.known = position;
  }

  /** @throws StoreUnavailable */
  stream(
    streamId: string,
    from: number | 'start' | 'end',
    direction: 'forwards' | 'backwards',
    count: number,
  ): Promise<RecordedEvent[]> {
    return this.raw(streamId, from, direction, count, ({ event }) => toRecorded(event!));
  }

  /** The same of a stream that holds no events of ours. */
  async raw<Value>(
    streamId: string,
    from: number | 'start' | 'end',
    direction: 'forwards' | 'backwards',
    count: number,
    convert: (resolved: ResolvedEvent) => Value,
  ): Promise<Value[]> {
    return this.retried(async (client) => {
      const events: Value[] = [];
      const read = client.readStream(streamId, {
        fromRevision: from === 'start' ? START : from === 'end' ? END : BigInt(from),
        direction: direction === 'forwards' ? FORWARDS : BACKWARDS,
        maxCount: count,
        requiresLeader: true,
      });
      try {
        await this.each(read, (resolved) => void events.push(convert(resolved)));
      } catch (error) {
        if (!isMissingStream(error)) throw error;
      }
      return events;
    });
  }

  /** Position of the last event of ours. @throws StoreUnavailable */
  head(): Promise<EnginePosition> {
    return this.retried(async (client) => {
      for (const maxCount of tails) {
        let found: EnginePosition | undefined;
        let seen = 0;
        // A read of everything takes no filter.
        const read = client.readAll({
          direction: BACKWARDS,
          fromPosition: END,
          maxCount,
          requiresLeader: true,
        });
        await this.each(read, ({ event }: AllStreamResolvedEvent) => {
          seen += 1;
          if (!event) return;
          if (isCasebookStream(event.streamId)) found = toPosition(event.position);
          else if (event.position.commit < this.known) found = this.known;
          return found !== undefined;
        });
        if (found !== undefined) {
          this.saw(found);
          return found;
        }
        if (seen < maxCount) break;
      }
      return beginning;
    });
  }

  /** Calls `visit` with each, until it returns true. @throws Late when nothing comes for too long */
  private async each<Resolved>(
    read: StreamingRead<Resolved>,
    visit: (resolved: Resolved) => boolean | void,
  ): Promise<void> {
    // An error that comes when nobody reads any more would end the process.
    read.on('error', () => undefined);
    const silence = setTimeout(
      () => read.destroy(new Late(`Nothing was read for ${this.times.readTime} ms`)),
      this.times.readTime,
    );
    try {
      for await (const resolved of read) {
        silence.refresh();
        if (visit(resolved)) break;
      }
    } finally {
      clearTimeout(silence);
      // Where no call came to be, there is none to end.
      read.cancel().catch(() => undefined);
    }
  }

  /** @throws StoreUnavailable with the last failure as its cause */
  async retried<Result>(read: (client: EventStoreDBClient) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const client = await this.client.use();
      try {
        const result = await read(client);
        this.client.succeeded();
        return result;
      } catch (error) {
        if (isRefusedRead(error) || error instanceof ForeignEvent) throw error;
        if (error instanceof Late) this.client.replace(client);
        else this.client.failed(client);
        if (attempt === limits.readAttempts) {
          throw new StoreUnavailable('The event log cannot be read', { cause: error });
        }
        await pause(backOff(attempt));
      }
    }
  }
}
