/** The whole log read through the store, against COPY FROM of the same rows into a table with the same indexes. */
import { once } from 'node:events';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { RecordedEvent } from '../src/platform/event-store/event-store.js';
import { PostgresEventStore } from '../src/platform/event-store/postgres/postgres-event-store.js';
import { benchEvent, benchStream, eventsPerStream } from './support/bench-events.js';
import { openBenchLog } from './support/bench-log.js';
import { medianAndRange, perSecond, print, printHeading, setting } from './support/figures.js';
import { verdict } from './support/verdicts.js';

const count = setting('BENCH_EVENTS', 200_000);
const rounds = setting('BENCH_ROUNDS', 5);
const linesInChunk = 1_000;

export async function read(): Promise<void> {
  const log = await openBenchLog();
  try {
    const client = new Client({ connectionString: log.url });
    await client.connect();
    const lines = logLines(count);
    await load(client, 'event_log.events', lines);
    await client.query('UPDATE event_log.head SET position = $1', [count]);
    await client.query('VACUUM ANALYZE event_log.events');
    await client.query('CREATE SCHEMA raw');
    await client.query('CREATE TABLE raw.events (LIKE event_log.events INCLUDING ALL)');
    const store = new PostgresEventStore(log.url);
    const head = await store.head();

    printHeading(`read of ${count} events: events/s, and × COPY FROM; median [min..max] of ${rounds} rounds`);
    const rates: Record<string, number[]> = { copy: [], readAll: [], readByStream: [] };
    for (let round = 0; round < rounds; round++) {
      await client.query('TRUNCATE raw.events');
      rates['copy']!.push(perSecond(count, await load(client, 'raw.events', lines)));
      rates['readAll']!.push(await readThrough(store.readAll()));
      rates['readByStream']!.push(await readThrough(store.readByStream('initiative', head)));
    }
    for (const [name, values] of Object.entries(rates)) {
      const ratios = values.map((rate, round) => rate / rates['copy']![round]!);
      if (name === 'readAll') verdict('read of the whole log, × COPY', 2, ratios);
      const times = name === 'copy' ? '' : `  × COPY ${medianAndRange(ratios)}`;
      print(`${name.padEnd(14)} ${medianAndRange(values, 0)}${times}`);
    }
    await store.close();
    await client.end();
  } finally {
    await log.close();
  }
}

/** The log as COPY reads it. Streams grow side by side, a thousand at a time, as they do in life. */
function logLines(events: number): string[] {
  const lines: string[] = [];
  while (lines.length < events) {
    const streams = Array.from({ length: 1_000 }, benchStream);
    for (let revision = 0; revision < eventsPerStream; revision++) {
      for (const stream of streams) lines.push(logLine(lines.length + 1, stream, revision));
    }
  }
  return lines.slice(0, events);
}

function logLine(position: number, stream: string, revision: number): string {
  const { id, type, schemaVersion, data, metadata } = benchEvent(position);
  const json = [data, metadata].map((value) => JSON.stringify(value).replaceAll('\\', '\\\\'));
  return [position, id, stream, revision, type, schemaVersion, ...json, new Date().toISOString()].join('\t');
}

/** @returns milliseconds */
async function load(client: Client, table: string, lines: readonly string[]): Promise<number> {
  const start = performance.now();
  const copy = client.query(copyFrom(`COPY ${table} FROM STDIN`));
  const done = once(copy, 'finish');
  for (let n = 0; n < lines.length; n += linesInChunk) {
    if (!copy.write(`${lines.slice(n, n + linesInChunk).join('\n')}\n`)) await once(copy, 'drain');
  }
  copy.end();
  await done;
  return performance.now() - start;
}

/** @returns events per second */
async function readThrough(batches: AsyncIterable<readonly RecordedEvent[]>): Promise<number> {
  const start = performance.now();
  let seen = 0;
  for await (const batch of batches) seen += batch.length;
  if (seen !== count) throw new Error(`${seen} of ${count} events were read`);
  return perSecond(seen, performance.now() - start);
}
