import { jsonEvent } from '@eventstore/db-client';
import { randomBytes } from 'node:crypto';
import { prepareAppend, type PreparedAppend } from '../append-check.js';
import {
  beginning,
  maxReadStream,
  StoreUnavailable,
  type AppendResult,
  type EnginePosition,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
} from '../event-store.js';
import { pause, unlessAborted } from '../postgres/waiting.js';
import { Appends } from './appends.js';
import { complaintOfEventStoreUrl } from './connection-string.js';
import { isRefusedRead } from './failures.js';
import { Feed } from './feed.js';
import { limits, type Times } from './limits.js';
import { Ordinals } from './ordinals.js';
import { Reads } from './reads.js';
import type { FormerLineage } from '../../../kernel/lineages.js';
import { ForeignEvent } from './stored-event.js';
import { StreamWriter } from './stream-writer.js';
import { backOff } from './waiting.js';

const lastPosition = (2n ** 63n - 1n) as EnginePosition;
/** Not of the form `category-<uuid>`, so that no reader of events ever sees it. */
const beginningStream = 'casebookLog-beginning';

/** What a log begins with. */
interface Begun {
  readonly lineage: string;
  /** Minted for each log: a copy of the same lineage has other positions. */
  readonly numbering: string;
  /** Absent where it never had another one. */
  readonly former?: readonly FormerLineage[];
}

/**
 * The log in EventStoreDB. Beyond what {@link EventStore} promises: nothing. Positions are offsets of bytes.
 * Casebook's events are those of streams named `category-<uuid>`: nothing else may write such streams there.
 */
export class EventStoreDbEventStore implements EventStore {
  private readonly appends: Appends;
  private readonly reads: Reads;
  private readonly ordinals: Ordinals;
  private readonly writer: StreamWriter;
  private readonly times: Times;
  private readonly closing = new AbortController();
  private known: Begun | undefined;

  /**
   * @param url `esdb://…` or `esdb+discover://…`
   * @throws TypeError when something is wrong with it; nothing is connected before the first use
   */
  constructor(url: string, times: Partial<Times> = {}) {
    const complaint = complaintOfEventStoreUrl(url);
    if (complaint !== null) throw new TypeError(`The address of EventStoreDB ${complaint}`);
    this.times = { ...limits, ...times };
    this.appends = Appends.take(url);
    this.reads = new Reads(url, this.times);
    this.writer = new StreamWriter(this.appends, this.reads, this.times);
    this.ordinals = new Ordinals(this.reads, this.appends, this.times);
  }

  /** @throws TypeError when the append is malformed; Error when the server refuses it */
  async append(
    streamId: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    this.assertOpen();
    return this.writer.append(prepareAppend(streamId, expected, events));
  }

  /**
   * The same with events that are checked, for a copy: each may have been recorded elsewhere before.
   * @param recordedAt times in ISO 8601, as many as events
   */
  async appendPrepared(append: PreparedAppend, recordedAt?: readonly string[]): Promise<AppendResult> {
    this.assertOpen();
    return this.writer.append(append, recordedAt);
  }

  async readStream(streamId: string, options: ReadStreamOptions = {}): Promise<RecordedEvent[]> {
    this.assertOpen();
    const { direction = 'forwards', limit = maxReadStream } = options;
    assertCount('limit', limit, maxReadStream);
    const events = await this.reads.stream(
      streamId,
      options.from ?? (direction === 'forwards' ? 'start' : 'end'),
      direction,
      limit,
    );
    if (direction === 'forwards') this.writer.remember(streamId, events);
    return events;
  }

  /** @throws the signal's reason when it aborts, so that a part is never taken for the whole; StoreUnavailable */
  async *readAll(options: ReadAllOptions = {}): AsyncGenerator<readonly RecordedEvent[], void, void> {
    this.assertOpen();
    const { signal, batchSize = limits.batchSize, until = lastPosition } = options;
    assertCount('batchSize', batchSize, limits.maxBatchSize);
    signal?.throwIfAborted();
    const head = await unlessAborted(this.reads.head(), signal);
    signal?.throwIfAborted();
    const end = head! < until ? head! : until;
    let after = options.after ?? beginning;
    for (let failures = 0; after < end;) {
      const client = await this.reads.client.use();
      // A read of everything takes no filter, so that the whole log is read by a subscription that ends.
      const feed = new Feed(client, after, batchSize);
      try {
        while (after < end) {
          const events = await feed.take(batchSize, this.times.readTime, signal);
          signal?.throwIfAborted();
          if (events.length === 0) throw new StoreUnavailable('The event log is not read on');
          failures = 0;
          after = events.at(-1)!.position;
          const wanted = after <= end ? events : events.filter(({ position }) => position <= end);
          if (wanted.length > 0) yield wanted;
        }
      } catch (error) {
        signal?.throwIfAborted();
        if (isFinal(error)) throw error;
        this.reads.client.failed(client);
        if (++failures === limits.readAttempts) {
          throw new StoreUnavailable('The event log cannot be read', { cause: error });
        }
        await pause(backOff(failures), signal);
      } finally {
        feed.close();
      }
    }
  }

  /** Ends quietly when the signal aborts, at `until`, or when the store is closed. */
  async *subscribe(
    options: ReadAllOptions & { signal: AbortSignal },
  ): AsyncGenerator<readonly RecordedEvent[], void, void> {
    this.assertOpen();
    const { batchSize = limits.batchSize, until = lastPosition } = options;
    assertCount('batchSize', batchSize, limits.maxBatchSize);
    const signal = AbortSignal.any([options.signal, this.closing.signal]);
    let after = options.after ?? beginning;
    const reading = this.ordinals.reading(after);
    try {
      for (let failures = 0; after < until && !signal.aborted;) {
        const client = await unlessAborted(this.reads.client.use(), signal);
        if (!client || signal.aborted) return;
        const feed = new Feed(client, after, batchSize, reading.arrived);
        try {
          while (after < until) {
            const events = await this.awaitEvents(feed, after, batchSize, signal);
            if (signal.aborted) return;
            if (events.length === 0) continue;
            failures = 0;
            after = events.at(-1)!.position;
            this.reads.saw(after);
            const wanted = after <= until ? events : events.filter(({ position }) => position <= until);
            if (wanted.length > 0) yield wanted;
          }
        } catch (error) {
          if (isFinal(error)) throw error;
          this.reads.client.failed(client);
          await pause(backOff(++failures), signal);
        } finally {
          feed.close();
        }
      }
    } finally {
      reading.end();
    }
  }

  async head(): Promise<EnginePosition> {
    this.assertOpen();
    return this.reads.head();
  }

  async ordinalOf(position: EnginePosition): Promise<number> {
    this.assertOpen();
    return this.ordinals.of(position);
  }

  async lineage(): Promise<string> {
    return (await this.beginning()).lineage;
  }

  async formerLineages(): Promise<readonly FormerLineage[]> {
    return (await this.beginning()).former ?? [];
  }

  async numbering(): Promise<string> {
    return (await this.beginning()).numbering;
  }

  /**
   * Begins the log with this lineage, and those that it had before.
   * @returns the lineage that it has: this one, or that with which it was begun before
   */
  async begin(lineage: string, former: readonly FormerLineage[] = []): Promise<string> {
    const numbering = randomBytes(6).toString('hex');
    const data = { lineage, numbering, ...(former.length > 0 && { former }) };
    await this.appends.append(beginningStream, 'none', [jsonEvent({ type: 'LogBegun', data })], this.times);
    return (await this.beginning()).lineage;
  }

  /** Null in a log that has not begun. */
  async begun(): Promise<Begun | null> {
    this.assertOpen();
    const [begun] = await this.reads.raw(
      beginningStream,
      'start',
      'forwards',
      1,
      ({ event }) => event?.data as unknown as Begun,
    );
    return begun ?? null;
  }

  /** Kept once it is known: it never changes. */
  private async beginning(): Promise<Begun> {
    this.assertOpen();
    this.known ??= await this.findBeginning();
    return this.known;
  }

  private async findBeginning(): Promise<Begun> {
    for (let attempt = 1; attempt <= 2; attempt++) {
      const begun = await this.begun();
      if (begun) return begun;
      if (attempt === 1) await this.begin(randomBytes(6).toString('hex'));
    }
    throw new StoreUnavailable('The event log has lost its lineage');
  }

  /** Refuses what comes, awaits appends under way, ends subscriptions and reads. */
  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    await this.ordinals.stop();
    await this.writer.settled();
    await Promise.all([this.appends.release(), this.reads.client.close()]);
  }

  /** None when nothing is there to come. @throws when the subscription broke, or fell silent */
  private async awaitEvents(
    feed: Feed,
    after: EnginePosition,
    count: number,
    signal: AbortSignal,
  ): Promise<RecordedEvent[]> {
    const events = await feed.take(count, this.times.watchInterval, signal);
    if (events.length > 0 || signal.aborted) return events;
    const head = await unlessAborted(this.reads.head(), signal);
    if (head === undefined || head <= after) return [];
    const late = await feed.take(count, this.times.watchInterval, signal);
    if (late.length === 0 && !signal.aborted) throw new StoreUnavailable('The subscription fell silent');
    return late;
  }

  private assertOpen(): void {
    if (this.closing.signal.aborted) throw new StoreUnavailable('The event store is closed');
  }
}

/** Trying again cannot mend it. */
function isFinal(error: unknown): boolean {
  return error instanceof ForeignEvent || isRefusedRead(error);
}

function assertCount(name: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 1 || value > max) {
    throw new RangeError(`${name} must be a whole number from 1 to ${max}, not ${value}`);
  }
}
