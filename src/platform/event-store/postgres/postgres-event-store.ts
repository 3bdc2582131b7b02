import { Pool } from 'pg';
import { observedPool } from '../../database/observed-pool.js';
import { appendsSent } from '../../signals/signals.js';
import { prepareAppend } from '../append-check.js';
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
import type { FormerLineage } from '../../../kernel/lineages.js';
import { Announcements } from './announcements.js';
import { AppendBatcher, type WaitingAppend } from './append-batcher.js';
import { AppendSender } from './append-sender.js';
import { Connection, connectionConfig } from './connection.js';
import { followLog } from './follow-log.js';
import { GatheredReads } from './gathered-reads.js';
import { limits } from './limits.js';
import { LogReader } from './log-reader.js';
import { RecentAppends } from './recent-appends.js';
import { unlessAborted } from './waiting.js';

const lastPosition = (2n ** 63n - 1n) as EnginePosition;
const lastRevision = 2 ** 31 - 1;

/**
 * The log in PostgreSQL's schema `event_log`, which must exist. It keeps connections of its own, made when they are
 * first needed: one for appends, one for announcements, a few for reads.
 * Beyond what {@link EventStore} promises: positions have no gaps and begin at 1, and event ids are unique in the whole
 * log (an append with an id of another stream fails with EventIdTaken). The data of a duplicate are not compared.
 */
export class PostgresEventStore implements EventStore {
  private readonly appends: Connection;
  private readonly batcher: AppendBatcher;
  private readonly announcements: Announcements;
  private readonly recent = new RecentAppends();
  private readonly pool: Pool;
  private readonly reader: LogReader;
  private readonly gathered: GatheredReads;
  private readonly closing = new AbortController();

  /** @param url `postgres://…` */
  constructor(url: string) {
    this.appends = new Connection(connectionConfig(url, 'appends'));
    this.announcements = new Announcements(url);
    const sender = new AppendSender(this.appends);
    this.batcher = new AppendBatcher(async (batch) => {
      if (appendsSent.isHeard) appendsSent.tell({ appends: batch.length });
      const reached = await sender.send(batch);
      if (!reached) return false;
      if (this.announcements.subscribers > 0) this.recent.add(batch.flatMap(committed));
      this.announcements.announce();
      return true;
    });
    this.pool = observedPool(
      'log',
      new Pool({ ...connectionConfig(url, 'reads'), max: limits.readConnections }),
    );
    // An idle connection that breaks is replaced by the pool; without a listener the process would end.
    this.pool.on('error', () => undefined);
    this.reader = new LogReader(this.pool);
    this.gathered = new GatheredReads(
      (id) => this.reader.stream(id, 0, 'forwards', maxReadStream),
      (ids, count) => this.reader.streams(ids, count),
    );
  }

  /** @throws EventIdTaken beside what the contract names; TypeError when the append is malformed */
  async append(
    streamId: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    return this.batcher.append(prepareAppend(streamId, expected, events));
  }

  async readStream(streamId: string, options: ReadStreamOptions = {}): Promise<RecordedEvent[]> {
    this.assertOpen();
    const { direction = 'forwards', limit = maxReadStream } = options;
    assertCount('limit', limit, maxReadStream);
    const from = options.from ?? (direction === 'forwards' ? 0 : lastRevision);
    if (direction === 'forwards' && from === 0 && limit === maxReadStream)
      return this.gathered.read(streamId);
    return this.reader.stream(streamId, from, direction, limit);
  }

  /** @throws the signal's reason when it aborts, so that a part is never taken for the whole */
  async *readAll(options: ReadAllOptions = {}): AsyncGenerator<readonly RecordedEvent[], void, void> {
    this.assertOpen();
    const { signal, batchSize = limits.batchSize, until = lastPosition } = options;
    assertCount('batchSize', batchSize, limits.maxBatchSize);
    const head = await unlessAborted(this.reader.head(), signal);
    signal?.throwIfAborted();
    const end = head! < until ? head! : until;
    yield* inAdvance(async (last) => {
      const after = last?.position ?? options.after ?? beginning;
      return after < end ? this.reader.pageOfAll(after, end, batchSize) : [];
    }, signal);
  }

  /** Ends quietly when the signal aborts, at `until`, or when the store is closed. */
  async *subscribe(
    options: ReadAllOptions & { signal: AbortSignal },
  ): AsyncGenerator<readonly RecordedEvent[], void, void> {
    this.assertOpen();
    const { batchSize = limits.batchSize, until = lastPosition } = options;
    assertCount('batchSize', batchSize, limits.maxBatchSize);
    const signal = AbortSignal.any([options.signal, this.closing.signal]);
    // Listening comes before looking, so that nothing falls between the two.
    const wake = this.announcements.subscribe();
    try {
      yield* followLog(
        { reader: this.reader, recent: this.recent, wake },
        { after: options.after ?? beginning, until, batchSize, signal },
      );
    } finally {
      this.announcements.forget(wake);
    }
  }

  async *readByStream(
    category: string,
    until: EnginePosition,
  ): AsyncGenerator<readonly RecordedEvent[], void, void> {
    this.assertOpen();
    const start = { streamId: `${category}-`, revision: -1 };
    yield* inAdvance((last) => this.reader.pageOfCategory(category, last ?? start, until, limits.batchSize));
  }

  async head(): Promise<EnginePosition> {
    this.assertOpen();
    return this.reader.head();
  }

  /** Positions have no gaps here: they are the ordinals. */
  async ordinalOf(position: EnginePosition): Promise<number> {
    return position === beginning ? 0 : Number(position);
  }

  async eventAt(position: EnginePosition): Promise<string | null> {
    this.assertOpen();
    return this.reader.eventAt(position);
  }

  async lineage(): Promise<string> {
    this.assertOpen();
    return this.reader.lineage();
  }

  async formerLineages(): Promise<readonly FormerLineage[]> {
    this.assertOpen();
    return this.reader.formerLineages();
  }

  async fork(former: string, until: number): Promise<void> {
    this.assertOpen();
    await this.reader.fork(former, until);
  }

  /** Refuses appends that wait, awaits those under way, ends subscriptions and reads. */
  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    await this.batcher.close();
    await Promise.all([this.appends.close(), this.announcements.close(), this.pool.end()]);
  }

  private assertOpen(): void {
    if (this.closing.signal.aborted) throw new StoreUnavailable('The event store is closed');
  }
}

/** An append as it stands in the log; nothing where it was refused, or stood there before. */
function committed({ streamId, expected, firstRevision, events, bytes, written }: WaitingAppend) {
  return written ? [{ streamId, expected, firstRevision, events, bytes, ...written }] : [];
}

/** Pages one after the other, each read while the one before it is worked on: two of them are held at most. */
async function* inAdvance(
  read: (last: RecordedEvent | undefined) => Promise<RecordedEvent[]>,
  signal?: AbortSignal,
): AsyncGenerator<readonly RecordedEvent[], void, void> {
  let next = read(undefined);
  for (;;) {
    const events = await unlessAborted(next, signal);
    signal?.throwIfAborted();
    if (!events?.length) return;
    next = read(events.at(-1));
    // Whoever stops here never hears of its failure; without this the process would end of it.
    next.catch(() => undefined);
    yield events;
  }
}

function assertCount(name: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 1 || value > max) {
    throw new RangeError(`${name} must be a whole number from 1 to ${max}, not ${value}`);
  }
}
