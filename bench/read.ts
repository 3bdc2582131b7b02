/** The whole log read through the store, against COPY FROM of the same rows into a table with the same indexes. */
import { Client } from 'pg';
import type { RecordedEvent } from '../src/platform/event-store/event-store.js';
import { PostgresEventStore } from '../src/platform/event-store/postgres/postgres-event-store.js';
import { openBenchLog } from './support/bench-log.js';
import { copyInto, logLines } from './support/copied-log.js';
import { medianAndRange, perSecond, print, printHeading, setting } from './support/figures.js';
import { verdict } from './support/verdicts.js';

const count = setting('BENCH_EVENTS', 200_000);
const rounds = setting('BENCH_ROUNDS', 5);

export async function read(): Promise<void> {
  const log = await openBenchLog();
  try {
    const client = new Client({ connectionString: log.url });
    await client.connect();
    const lines = logLines(count);
    await copyInto(client, 'event_log.events', lines);
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
      rates['copy']!.push(perSecond(count, await copyInto(client, 'raw.events', lines)));
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

/** @returns events per second */
async function readThrough(batches: AsyncIterable<readonly RecordedEvent[]>): Promise<number> {
  const start = performance.now();
  let seen = 0;
  for await (const batch of batches) seen += batch.length;
  if (seen !== count) throw new Error(`${seen} of ${count} events were read`);
  return perSecond(seen, performance.now() - start);
}
