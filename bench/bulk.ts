/** Many events appended through the store, a stream's whole life an append, against COPY FROM of as many into a like table. */
import { Client } from 'pg';
import { PostgresEventStore } from '../src/platform/event-store/postgres/postgres-event-store.js';
import { benchEvent, benchStream, eventsPerStream } from './support/bench-events.js';
import { openBenchLog } from './support/bench-log.js';
import { copyInto, logLines } from './support/copied-log.js';
import { median, medianAndRange, perSecond, print, printHeading, setting } from './support/figures.js';
import { ProcessorTimes, timeEach, type ProcessorTime } from './support/processor-time.js';
import { verdict } from './support/verdicts.js';

const count = setting('BENCH_EVENTS', 200_000);
const rounds = setting('BENCH_ROUNDS', 5);
/** Appends that wait for their answer at once: more than one call of the store takes. */
const concurrency = 1_000;

export async function bulk(): Promise<void> {
  const log = await openBenchLog();
  try {
    const client = new Client({ connectionString: log.url });
    await client.connect();
    await client.query('CREATE SCHEMA raw');
    await client.query('CREATE TABLE raw.events (LIKE event_log.events INCLUDING ALL)');
    const lines = logLines(count);
    const store = new PostgresEventStore(log.url);

    printHeading(
      `bulk import of ${count} events: events/s, and × COPY FROM; median [min..max] of ${rounds} rounds`,
    );
    const rates: Record<string, number[]> = { copy: [], append: [] };
    const costs: Record<string, ProcessorTime[]> = { copy: [], append: [] };
    const times = await ProcessorTimes.of(log.url);
    const measure = async (name: string, work: () => Promise<number>) => {
      const before = times.now();
      rates[name]!.push(await work());
      costs[name]!.push(timeEach(before, times.now(), count));
    };
    for (let round = 0; round < rounds; round++) {
      // Each begins with an empty table.
      await client.query('TRUNCATE raw.events, event_log.events');
      await client.query('UPDATE event_log.head SET position = 0');
      const copy = () =>
        measure('copy', async () => perSecond(count, await copyInto(client, 'raw.events', lines)));
      const append = () => measure('append', () => appendAll(store));
      for (const next of round % 2 ? [append, copy] : [copy, append]) await next();
    }
    const ratios = rates['append']!.map((rate, round) => rate / rates['copy']![round]!);
    for (const name of ['copy', 'append']) {
      const [node, postgres] = (['node', 'postgres'] as const).map((who) =>
        median(costs[name]!.map((cost) => cost[who])).toFixed(1),
      );
      print(
        `${name.padEnd(6)}  ${medianAndRange(rates[name]!, 0)}  processor: Node ${node} µs, PostgreSQL ${postgres} µs`,
      );
    }
    print(`append × COPY ${medianAndRange(ratios)}`);
    verdict('bulk import of events, × COPY', 0.8, ratios);
    await store.close();
    await client.end();
  } finally {
    await log.close();
  }
}

/** @returns events per second */
async function appendAll(store: PostgresEventStore): Promise<number> {
  const start = performance.now();
  let begun = 0;
  const one = async () => {
    while (begun < count) {
      const first = begun;
      const events = Array.from({ length: Math.min(eventsPerStream, count - first) }, (_, n) =>
        benchEvent(first + n + 1),
      );
      begun += events.length;
      await store.append(benchStream(), 'none', events);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, one));
  return perSecond(count, performance.now() - start);
}
