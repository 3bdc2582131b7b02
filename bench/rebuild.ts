/**
 * The read model built from the log: by the fast path, and through the projector's batches; against COPY FROM of the log
 * itself into a table with the same indexes, and against one upsert a row and event. Then, live: append → visible.
 */
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { initiativeEvents } from '../src/initiatives/domain/initiative.events.js';
import { initiativeDocuments } from '../src/initiatives/read-model/initiative.projection.js';
import { EventRegistry } from '../src/platform/event-store/event-codec.js';
import { PostgresEventStore } from '../src/platform/event-store/postgres/postgres-event-store.js';
import type { EnginePosition, EventStore, RecordedEvent } from '../src/platform/event-store/event-store.js';
import {
  foldOne,
  rowChanges,
  type AnyProjectedEvent,
  type RowChanges,
} from '../src/platform/projections/batch-fold.js';
import { BatchWriter } from '../src/platform/projections/batch-writer.js';
import { hashOf } from '../src/platform/projections/canonical-hash.js';
import { defineReadModel } from '../src/platform/projections/definition.js';
import type { Documents } from '../src/platform/projections/documents.js';
import type { Generation } from '../src/platform/projections/generation.js';
import type { DocumentTables, Table } from '../src/platform/projections/tables.js';
import { startReadModel } from '../src/platform/projections/start-read-model.js';
import { openBenchLog } from './support/bench-log.js';
import { medianAndRange, perSecond, print, printHeading, setting } from './support/figures.js';
import { lived, logParts, metadata } from './support/lived-log.js';
import { verdict } from './support/verdicts.js';

const count = setting('BENCH_EVENTS', 200_000);
const rounds = setting('BENCH_ROUNDS', 3);
const singles = setting('BENCH_SINGLE_EVENTS', 4_000);
const appends = setting('BENCH_APPENDS', 1_000);
const logger = { info: () => undefined, warn: console.warn, error: console.error };

/** The compiler copies no SQL: it is read where it is written. */
const fromSource = (one: Documents): Documents => ({
  ...one,
  ...(one.indexes && { indexes: new URL(one.indexes.href.replace('/dist-bench/', '/')) }),
});
const definition = defineReadModel([fromSource(initiativeDocuments)]);
const registry = new EventRegistry([initiativeEvents]);
/** As the service decodes. */
const decode = (event: RecordedEvent) => registry.decode(event);

export async function rebuild(): Promise<void> {
  const bench = await openBenchLog();
  try {
    const client = new Client({ connectionString: bench.url });
    // The server that is stopped after a failure cuts it; what failed is what is to be told.
    client.on('error', () => undefined);
    await client.connect();
    const lines = [...logParts(count)].flat();
    await load(client, 'event_log.events', lines);
    await client.query('UPDATE event_log.head SET position = $1', [count]);
    await client.query('VACUUM ANALYZE event_log.events');
    await client.query('CREATE SCHEMA raw');
    await client.query('CREATE TABLE raw.events (LIKE event_log.events INCLUDING ALL)');
    const log = new PostgresEventStore(bench.url);
    await compare(bench.url, client, log, lines);
    await log.close();
    await client.end();
  } finally {
    await bench.close();
  }
}

async function compare(
  url: string,
  client: Client,
  log: PostgresEventStore,
  lines: readonly string[],
): Promise<void> {
  printHeading(
    `rebuild from ${count} events: events/s, and × COPY FROM; median [min..max] of ${rounds} rounds`,
  );
  const rates: Record<string, number[]> = { copy: [], rebuild: [], batches: [], 'row by row': [] };
  const running = await startReadModel({ log, databaseUrl: url, definition, decode, logger });
  await running.ready;
  const expected = JSON.stringify(await hashOf(running.readModel.current()));
  for (let round = 0; round < rounds; round += 1) {
    await client.query('TRUNCATE raw.events');
    rates['copy']!.push(perSecond(count, await load(client, 'raw.events', lines)));
    rates['rebuild']!.push(perSecond(count, await timed(() => running.rebuild())));
    if (JSON.stringify(await hashOf(running.readModel.current())) !== expected)
      throw new Error('The rebuilt rows differ');
  }
  rates['row by row']!.push(await rowByRow(client, log, running.readModel.current()));
  await latency(log, running);
  await running.close();
  const batches = await startReadModel({
    log: withoutReadByStream(log),
    databaseUrl: url,
    definition,
    decode,
    logger,
  });
  await batches.ready;
  rates['batches']!.push(perSecond(count, await timed(() => batches.rebuild())));
  await batches.close();
  for (const [name, values] of Object.entries(rates)) {
    const ratios = values.map((rate, round) => rate / rates['copy']![round]!);
    if (name === 'rebuild') verdict('rebuild, × COPY', 0.8, ratios);
    print(`${name.padEnd(12)} ${medianAndRange(values, 0)}  × COPY ${medianAndRange(ratios)}`);
  }
  const [single] = rates['row by row']!;
  verdict(
    'rebuild, × row by row',
    20,
    rates['rebuild']!.map((rate) => rate / single!),
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function load(client: Client, table: string, lines: readonly string[]): Promise<number> {
  return timed(
    () =>
      new Promise<void>((resolve, reject) => {
        const stream = client.query(copyFrom(`COPY ${table} FROM STDIN`));
        stream.on('error', reject).on('finish', () => resolve());
        const send = (from: number): void => {
          if (from >= lines.length) return void stream.end();
          const more = () => send(from + 1_000);
          if (stream.write(lines.slice(from, from + 1_000).join(''))) setImmediate(more);
          else stream.once('drain', more);
        };
        send(0);
      }),
  );
}

/** What the projector would cost without batches: a transaction an event, in which each row is written by itself. */
async function rowByRow(client: Client, log: EventStore, generation: Generation): Promise<number> {
  const [route] = generation.routes.get('initiative')!;
  const writer = new BatchWriter(client, generation.schema);
  const events: RecordedEvent[] = [];
  for await (const batch of log.readAll({ until: BigInt(singles) as EnginePosition })) events.push(...batch);
  const tables = [route!.table, ...route!.satellites.map(({ table }) => table)];
  await client.query(`TRUNCATE ${tables.map(({ name }) => name).join(', ')}`);
  await client.query('SET synchronous_commit = off');
  const { rows } = await client.query<{ position: string; epoch: string; ordinal: number; eventId: string }>(
    `SELECT position, epoch, ordinal::float8, event_id AS "eventId" FROM ${generation.schema}.checkpoint`,
  );
  const { ordinal, eventId, ...row } = rows[0]!;
  const position = BigInt(row.position) as EnginePosition;
  const fence = { epoch: BigInt(row.epoch), from: position, to: position, ordinal, eventId };
  const elapsed = await timed(async () => {
    for (const event of events) {
      await client.query('BEGIN');
      for (const [table, one] of await singleRows(writer, route!, event)) {
        const changes = new Map([[table, one]]);
        if (!(await writer.write({ changes, fence }))) throw new Error('Somebody else writes');
      }
      await client.query('COMMIT');
    }
  });
  return perSecond(events.length, elapsed);
}

/** What one event changes, row by row. */
async function singleRows(
  writer: BatchWriter,
  route: DocumentTables,
  event: RecordedEvent,
): Promise<[Table, RowChanges][]> {
  const key = event.streamId;
  const before = (await writer.load(route, new Set([key]))).get(key) ?? null;
  const after = foldOne(route, before, event as unknown as AnyProjectedEvent, key);
  const changes = rowChanges(new Map([[route, new Map([[key, { before, after }]])]]));
  return [...changes].flatMap(([table, { upserts, deletes }]) => [
    ...[...upserts].map((one): [Table, RowChanges] => [
      table,
      { upserts: new Map([one]), deletes: new Map() },
    ]),
    ...[...deletes].map((one): [Table, RowChanges] => [
      table,
      { upserts: new Map(), deletes: new Map([one]) },
    ]),
  ]);
}

async function latency(
  log: EventStore,
  { projector }: Awaited<ReturnType<typeof startReadModel>>,
): Promise<void> {
  const times: number[] = [];
  for (let n = 0; n < appends; n += 1) {
    const id = uuidv4();
    const start = performance.now();
    const { position } = await log.append(`initiative-${uuidv7()}`, 'none', [
      { id, schemaVersion: 2, metadata: metadata(id, n), ...lived(n, 0) },
    ]);
    if (!(await projector.waitFor(position, 5_000))) throw new Error('An append was not seen within 5 s');
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)]!;
  print(`append → visible, 1 writer: p50 ${at(0.5).toFixed(1)} ms, p99 ${at(0.99).toFixed(1)} ms`);
  verdict('append → visible, p99, ms', 10, [at(0.99)], '≤');
}

function withoutReadByStream(log: PostgresEventStore): EventStore {
  return new Proxy<PostgresEventStore>(log, {
    get: (target, name) => {
      const value: unknown = name === 'readByStream' ? undefined : Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
