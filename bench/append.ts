/** Appends by 1, 8 and 32 writers, against prepared single-row INSERTs on as many connections as there are writers. */
import { Client } from 'pg';
import { prepareAppend } from '../src/platform/event-store/append-check.js';
import type { ExpectedRevision, NewEvent } from '../src/platform/event-store/event-store.js';
import { AppendBatcher } from '../src/platform/event-store/postgres/append-batcher.js';
import { AppendSender } from '../src/platform/event-store/postgres/append-sender.js';
import { Connection, connectionConfig } from '../src/platform/event-store/postgres/connection.js';
import { PostgresEventStore } from '../src/platform/event-store/postgres/postgres-event-store.js';
import { benchEvent, benchStream, eventsPerStream } from './support/bench-events.js';
import { openBenchLog } from './support/bench-log.js';
import { openEmmett } from './support/emmett.js';
import { median, medianAndRange, perSecond, print, printHeading, setting } from './support/figures.js';
import { ProcessorTimes, timeEach, type ProcessorTime } from './support/processor-time.js';
import { verdict } from './support/verdicts.js';

const rounds = setting('BENCH_ROUNDS', 25);
const roundTime = setting('BENCH_ROUND_MS', 400);
/** What the store is to reach, NOTIFY apart, by number of writers. */
const goals: ReadonlyMap<number, number> = new Map([
  [1, 0.9],
  [8, 1.3],
  [32, 2.3],
]);
const ownPath = 'store, NOTIFY apart';
/** The same against another event store, at 32 writers. */
const emmettGoal = { writers: 32, ratio: 4 };

/** Writes one event; `writer` is the number of the writer that says it. */
type Write = (
  stream: string,
  expected: ExpectedRevision,
  event: NewEvent,
  writer: number,
) => Promise<unknown>;

export async function append(): Promise<void> {
  const log = await openBenchLog();
  try {
    const raw = await openRaw(log.url, Math.max(...goals.keys()));
    const emmett = await openEmmett(log.url, Math.max(...goals.keys()));
    const store = new PostgresEventStore(log.url);
    const appends = new Connection(connectionConfig(log.url, 'appends'));
    const sender = new AppendSender(appends);
    const batcher = new AppendBatcher((batch) => sender.send(batch));
    const ways: Record<string, Write> = {
      raw: raw.write,
      store: (stream, expected, event) => store.append(stream, expected, [event]),
      [ownPath]: (stream, expected, event) => batcher.append(prepareAppend(stream, expected, [event])),
      ...(emmett && { emmett: emmett.write }),
    };
    if (!emmett) print('emmett is left out: npm ci --prefix bench/emmett');

    printHeading(`append: events/s, and × raw; median [min..max] of ${rounds} rounds of ${roundTime} ms`);
    const times = await ProcessorTimes.of(log.url);
    for (const writers of goals.keys()) await compare(ways, writers, times);

    await Promise.all([store.close(), batcher.close(), raw.close(), emmett?.close()]);
    await appends.close();
  } finally {
    await log.close();
  }
}

async function compare(ways: Record<string, Write>, writers: number, times: ProcessorTimes): Promise<void> {
  const rates: Record<string, number[]> = {};
  const costs: Record<string, ProcessorTime[]> = {};
  const names = Object.keys(ways);
  for (const name of names) await measure(ways[name]!, writers);
  for (let round = 0; round < rounds; round++) {
    // Each goes first in turn.
    for (let n = 0; n < names.length; n++) {
      const name = names[(n + round) % names.length]!;
      const before = times.now();
      const { written, rate } = await measure(ways[name]!, writers);
      (rates[name] ??= []).push(rate);
      (costs[name] ??= []).push(timeEach(before, times.now(), written));
    }
  }
  if (rates['emmett'] && writers === emmettGoal.writers) {
    const ratios = rates[ownPath]!.map((rate, round) => rate / rates['emmett']![round]!);
    verdict(`append, ${writers} writers, × emmett`, emmettGoal.ratio, ratios);
  }
  for (const name of names) {
    const ratios = rates[name]!.map((rate, round) => rate / rates['raw']![round]!);
    const comparison = name === 'raw' ? '' : `  × raw ${medianAndRange(ratios)}`;
    if (name === ownPath) verdict(`append, ${writers} writers, × raw`, goals.get(writers)!, ratios);
    const [node, postgres] = (['node', 'postgres'] as const).map((who) =>
      median(costs[name]!.map((cost) => cost[who])).toFixed(0),
    );
    print(
      `${String(writers).padStart(2)} writers  ${name.padEnd(20)} ${medianAndRange(rates[name]!, 0).padEnd(22)}` +
        `  processor: Node ${node} µs, PostgreSQL ${postgres} µs${comparison}`,
    );
  }
}

async function measure(write: Write, writers: number): Promise<{ written: number; rate: number }> {
  const start = performance.now();
  let written = 0;
  const work = async (writer: number) => {
    while (performance.now() - start < roundTime) {
      const stream = benchStream();
      for (let n = 0; n < eventsPerStream; n++) {
        await write(stream, n === 0 ? 'none' : n - 1, benchEvent(written++), writer);
      }
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => work(writer)));
  return { written, rate: perSecond(written, performance.now() - start) };
}

/** A table with the log's columns and indexes, written by hand: one connection and one prepared INSERT a writer. */
async function openRaw(
  url: string,
  connections: number,
): Promise<{ write: Write; close(): Promise<unknown> }> {
  const clients = Array.from({ length: connections }, () => new Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  await clients[0]!.query('CREATE SCHEMA raw');
  await clients[0]!.query('CREATE TABLE raw.events (LIKE event_log.events INCLUDING ALL)');
  let position = 0;
  const write: Write = (stream, expected, event, writer) =>
    clients[writer]!.query({
      name: 'raw',
      text: `INSERT INTO raw.events (position, event_id, stream_id, revision, type, schema_version, data, metadata)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      values: [
        ++position,
        event.id,
        stream,
        expected === 'none' ? 0 : expected + 1,
        event.type,
        event.schemaVersion,
        JSON.stringify(event.data),
        JSON.stringify(event.metadata),
      ],
    });
  return { write, close: () => Promise.all(clients.map((client) => client.end())) };
}
