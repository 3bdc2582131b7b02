import type pg from 'pg';
import type { ObjectLiteral } from 'typeorm';
import { connectClient, endClient } from '../database/read-model-connection.js';
import { transaction } from '../database/transaction.js';
import type { EnginePosition, EventStore } from '../event-store/event-store.js';
import {
  categoryOf,
  foldPlan,
  planEvent,
  rowChanges,
  UnfoldableEvent,
  type Change,
  type Decode,
  type DocumentChanges,
  type OrdinalEvent,
  type PlannedEvent,
} from './batch-fold.js';
import { isPoison, parkedMark } from './batch-processor.js';
import { BatchWriter, namesIn, parkedColumns, type Fence } from './batch-writer.js';
import type { Generation } from './generation.js';
import type { DocumentTables } from './tables.js';

export interface ReplayOptions {
  readonly log: EventStore;
  readonly databaseUrl: string;
  /** Held by the caller, so that it is not dropped. */
  readonly generation: Generation;
  readonly decode: Decode;
}

/** What came of one parked stream. */
export interface Replayed {
  readonly streamId: string;
  /** How many of its events the rows hold now. */
  readonly folded: number;
  /** Why it is parked still, in one line; null when it is parked no more. */
  readonly error: string | null;
}

/** How long the checkpoint is waited for, and a statement may take, in milliseconds. */
const statementTimeout = 60_000;

/**
 * Folds parked streams again from their beginning, up to where the rows of all others stand, beside whoever owns the
 * generation. Each has a transaction of its own that holds the checkpoint's row: its rows, the end of its parking and a
 * raised epoch are seen together or not at all. The epoch keeps out the batch that the owner has in hand, which leaves the
 * stream out; the owner goes on from the checkpoint. Where an event fails again, the rows hold those before it, and the
 * stream stays parked because of it.
 * @param streamIds those that are not parked (any more) are passed over
 */
export async function* replayStreams(
  options: ReplayOptions,
  streamIds: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<Replayed> {
  const { databaseUrl, generation } = options;
  const name = `casebook replay ${generation.schema}`;
  const client = await connectClient(databaseUrl, { name, statementTimeout });
  try {
    const writer = new BatchWriter(client, generation.schema);
    for await (const streamId of streamIds) {
      const replayed = await transaction(client, () => replay(options, client, writer, streamId));
      if (replayed) yield replayed;
    }
  } finally {
    await endClient(client);
  }
}

/** The checkpoint's row. A stream is parked by an event, so there is one. */
interface Held {
  readonly epoch: string;
  readonly position: string;
  readonly ordinal: string;
  readonly event_id: string;
}

async function replay(
  options: ReplayOptions,
  client: pg.Client,
  writer: BatchWriter,
  streamId: string,
): Promise<Replayed | null> {
  const { quoted } = options.generation;
  const { rows } = await client.query<Held>(
    `SELECT epoch, position, ordinal, event_id FROM ${quoted}.checkpoint FOR UPDATE`,
  );
  const held = rows[0]!;
  const position = BigInt(held.position) as EnginePosition;
  const parked = `FROM ${quoted}.parked_streams WHERE stream_id = $1`;
  if ((await client.query(`SELECT ${parked}`, [streamId])).rowCount === 0) return null;
  const events = await eventsOf(streamId, position, options.log);
  const fence: Fence = {
    ...{ epoch: BigInt(held.epoch), from: position, to: position },
    ...{ ordinal: Number(held.ordinal), eventId: held.event_id },
  };
  const stream = await ReplayedStream.of(events, options, client, writer, fence);
  const { folded, error } = await stream.writeAsManyAsCan();
  const failed = events[folded];
  if (failed) await parkAgain(client, quoted, failed, error);
  else await client.query(`DELETE ${parked}`, [streamId]);
  await client.query(`UPDATE ${quoted}.checkpoint SET epoch = epoch + 1, replays = replays + 1`);
  return { streamId, folded, error: failed ? parkedMark(failed, error).error : null };
}

/** The stream's events up to `until`, counted. */
async function eventsOf(streamId: string, until: EnginePosition, log: EventStore): Promise<OrdinalEvent[]> {
  const found: OrdinalEvent[] = [];
  for (;;) {
    const page = await log.readStream(streamId, { from: found.length });
    if (page.length === 0) return found;
    for (const event of page) {
      if (event.position > until) return found;
      found.push({ ...event, ordinal: event.ordinal ?? (await log.ordinalOf(event.position)) });
    }
  }
}

/** Since when it is parked stays as it was. */
async function parkAgain(
  client: pg.Client,
  quoted: string,
  event: OrdinalEvent,
  error: unknown,
): Promise<void> {
  const names = namesIn(parkedColumns);
  await client.query(
    `UPDATE ${quoted}.parked_streams p SET (${names}) = (SELECT ${names} FROM json_to_record($1::json) AS r(${parkedColumns}))
      WHERE stream_id = $2`,
    [JSON.stringify(parkedMark(event, error)), event.streamId],
  );
}

type RowsByKey = ReadonlyMap<string, ObjectLiteral>;

/** The rows of one stream, within the transaction of its replay. */
class ReplayedStream {
  private constructor(
    private readonly events: readonly OrdinalEvent[],
    private readonly plan: (event: OrdinalEvent) => PlannedEvent,
    /** The documents as they stand. */
    private readonly before: ReadonlyMap<DocumentTables, RowsByKey>,
    private readonly client: pg.Client,
    private readonly writer: BatchWriter,
    private readonly fence: Fence,
  ) {}

  static async of(
    events: readonly OrdinalEvent[],
    { generation, decode }: ReplayOptions,
    client: pg.Client,
    writer: BatchWriter,
    fence: Fence,
  ): Promise<ReplayedStream> {
    const route = generation.routes.get(categoryOf(events[0]?.streamId ?? '')) ?? [];
    const plan = (event: OrdinalEvent): PlannedEvent => planEvent(event, route, decode);
    const before = new Map<DocumentTables, RowsByKey>();
    for (const [tables, keys] of keysOf(events, plan)) before.set(tables, await writer.load(tables, keys));
    return new ReplayedStream(events, plan, before, client, writer, fence);
  }

  /** Of all events or, where that fails, of those before the first that does: as many as are found by halving. */
  async writeAsManyAsCan(): Promise<{ readonly folded: number; readonly error: unknown }> {
    let [good, bad] = [0, this.events.length];
    let error = await this.#failure(bad, 'keep');
    if (error === null) return { folded: bad, error };
    while (bad - good > 1) {
      const half = (good + bad) >> 1;
      const failure = await this.#failure(half, 'undo');
      if (failure === null) good = half;
      else [bad, error] = [half, failure];
    }
    await this.#write(good);
    return { folded: good, error };
  }

  /** What the content of the first `count` events makes fail, or null. */
  async #failure(count: number, written: 'keep' | 'undo'): Promise<unknown> {
    await this.client.query('SAVEPOINT replay');
    try {
      await this.#write(count);
      await this.client.query(`${written === 'keep' ? 'RELEASE' : 'ROLLBACK TO'} replay`);
      return null;
    } catch (error) {
      if (!isPoison(error)) throw error;
      await this.client.query('ROLLBACK TO replay');
      return error;
    }
  }

  async #write(count: number): Promise<void> {
    const after = foldPlan(this.events.slice(0, count).map(this.plan), new Map());
    const changes: DocumentChanges = new Map();
    for (const tables of new Set([...this.before.keys(), ...after.keys()])) {
      const [old, next] = [this.before.get(tables), after.get(tables)];
      const keys = new Set([...(old?.keys() ?? []), ...(next?.keys() ?? [])]);
      const change = (key: string): [string, Change] => [
        key,
        { before: old?.get(key) ?? null, after: next?.get(key)?.after ?? null },
      ];
      changes.set(tables, new Map([...keys].map(change)));
    }
    const held = await this.writer.write({ fence: this.fence, changes: rowChanges(changes) });
    if (!held) throw new Error('The checkpoint moved although its row is held');
  }
}

/** Keys of all rows that the stream may have; an event that cannot be read has made none. */
function keysOf(
  events: readonly OrdinalEvent[],
  plan: (event: OrdinalEvent) => PlannedEvent,
): Map<DocumentTables, Set<string>> {
  const wanted = new Map<DocumentTables, Set<string>>();
  for (const event of events) {
    try {
      for (const { tables, keys } of plan(event).targets) {
        const known = wanted.get(tables) ?? new Set();
        for (const key of keys) known.add(key);
        wanted.set(tables, known);
      }
    } catch (error) {
      if (!(error instanceof UnfoldableEvent)) throw error;
    }
  }
  return wanted;
}
