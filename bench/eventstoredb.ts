/**
 * What the adapter of EventStoreDB costs beside the bare client: appends by 1, 8 and 32 writers, a catch-up, and its memory.
 * Against the server that EVENTSTORE_TEST_URL names, or the stand-in, in a process of its own. Both sides write the same events
 * and get them back with their JSON decoded, in arrays of as many; both begin a catch-up with a client of their own.
 */
import { EventStoreDBClient, jsonEvent, NO_STREAM, streamNameFilter } from '@eventstore/db-client';
import { fileURLToPath } from 'node:url';
import type { EnginePosition, EventStore, NewEvent } from '../src/platform/event-store/event-store.js';
import { EventStoreDbEventStore } from '../src/platform/event-store/eventstoredb/eventstoredb-event-store.js';
import { limits } from '../src/platform/event-store/eventstoredb/limits.js';
import { streamPattern } from '../src/platform/event-store/eventstoredb/stored-event.js';
import { benchEvent, benchStream, eventsPerStream } from './support/bench-events.js';
import { startChild } from './support/child.js';
import { medianAndRange, perSecond, print, printHeading, setting } from './support/figures.js';
import { verdict } from './support/verdicts.js';

const rounds = setting('BENCH_ROUNDS', 15);
const roundTime = setting('BENCH_ROUND_MS', 400);
const count = setting('BENCH_EVENTS', 50_000);
const longCount = setting('BENCH_MEMORY_EVENTS', 200_000);
const writerCounts = [1, 8, 32];
const appendGoal = 0.9;
const catchUpGoal = 0.8;
/** Milliseconds that each side appends before anything is measured: a service does not stay cold. */
const warmUpTime = 3_000;
/** Megabytes. */
const memoryGoal = 300;

type Append = (stream: string, expected: number | 'none', events: readonly NewEvent[]) => Promise<unknown>;
type CatchUp = (after: EnginePosition, events: number) => Promise<void>;
interface Side {
  readonly append: Append;
  readonly catchUp: CatchUp;
}

export async function eventStoreDb(): Promise<void> {
  const real = process.env['EVENTSTORE_TEST_URL']?.trim();
  const standIn = real ? null : await startChild(program('stand-in-process'), [], {}, /^Stand-in at/m);
  const url = real ?? /^Stand-in at (\S+)$/m.exec(standIn!.said())![1]!;
  printHeading(
    `${real ? 'a real server' : 'the stand-in'}: events/s, and × the bare client; median [min..max] of ${rounds} rounds`,
  );
  const client = EventStoreDBClient.connectionString(url);
  const store = new EventStoreDbEventStore(url);
  const sides = { bare: bareSide(client, url), adapter: adapterSide(store, url) };
  try {
    for (const { append } of Object.values(sides)) await appendFor(append, 8, warmUpTime);
    for (const writers of writerCounts) {
      await compare(`append, ${writers} writers`, appendGoal, sides, ({ append }) =>
        appendFor(append, writers),
      );
    }
    const after = await store.head();
    await fill(store, count);
    // As in a log that a service has followed, most of which is counted.
    await counted(store);
    await compare(`catch-up on ${count} events`, catchUpGoal, sides, async ({ catchUp }) => {
      await catchUp(after, count);
      return count;
    });
    await fill(store, Math.max(0, longCount - count));
    await memory(url, after);
  } finally {
    await Promise.all([store.close(), client.dispose()]);
    await standIn?.stop();
  }
}

function bareSide(client: EventStoreDBClient, url: string): Side {
  return {
    append: (stream, expected, events) =>
      client.appendToStream(
        // Not of the form of Casebook's streams: the adapter would refuse to read what it did not write.
        `bare_${stream}`,
        events.map(({ id, type, data, metadata }) =>
          jsonEvent({ id, type, data: data as Record<string, unknown>, metadata: { ...metadata } }),
        ),
        { expectedRevision: expected === 'none' ? NO_STREAM : BigInt(expected) },
      ),
    catchUp: async (after, events) => {
      const reader = EventStoreDBClient.connectionString(url);
      const subscription = reader.subscribeToAll(
        {
          fromPosition: { commit: after, prepare: after },
          filter: streamNameFilter({ regex: streamPattern }),
        },
        { highWaterMark: limits.clientBuffer },
      );
      let batch: unknown[] = [];
      let seen = 0;
      for await (const { event } of subscription) {
        if (!event) continue;
        if (batch.push(event) === limits.batchSize) batch = [];
        if (++seen === events) break;
      }
      await subscription.unsubscribe();
      await reader.dispose();
    },
  };
}

/** Catches up with a store of its own each time, as a service does that starts. */
function adapterSide(store: EventStore, url: string): Side {
  return {
    append: (stream, expected, events) => store.append(stream, expected, events),
    catchUp: async (after, events) => {
      const reader = new EventStoreDbEventStore(url);
      const abort = new AbortController();
      let seen = 0;
      for await (const batch of reader.subscribe({ after, signal: abort.signal })) {
        if ((seen += batch.length) >= events) abort.abort();
      }
      await reader.close();
    },
  };
}

interface Measured {
  /** Events per second. */
  readonly rate: number;
  /** Of this process, microseconds for an event: other programs disturb it less than the rate. */
  readonly processor: number;
}

/** Both sides in turn, each first in every other round. */
async function compare(
  figure: string,
  goal: number,
  sides: Readonly<Record<'bare' | 'adapter', Side>>,
  work: (side: Side) => Promise<number>,
): Promise<void> {
  const seen = { bare: [] as Measured[], adapter: [] as Measured[] };
  for (const side of Object.values(sides)) await work(side);
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 ? (['bare', 'adapter'] as const) : (['adapter', 'bare'] as const)) {
      seen[name].push(await measure(() => work(sides[name])));
    }
  }
  const ratios = (of: keyof Measured) => seen.adapter.map((each, round) => each[of] / seen.bare[round]![of]);
  print(figure);
  for (const [name, values] of Object.entries(seen)) {
    const rate = medianAndRange(
      values.map((value) => value.rate),
      0,
    );
    const processor = medianAndRange(
      values.map((value) => value.processor),
      0,
    );
    print(`  ${name.padEnd(8)} ${rate} events/s, ${processor} µs of processor each`);
  }
  print(`  × bare   ${medianAndRange(ratios('rate'))}, processor ${medianAndRange(ratios('processor'))}`);
  verdict(`${figure}, × the bare client`, goal, ratios('rate'));
  verdict(`${figure}, processor time, × the bare client's`, null, ratios('processor'));
}

async function measure(work: () => Promise<number>): Promise<Measured> {
  const start = performance.now();
  const before = process.cpuUsage();
  const events = await work();
  const { user, system } = process.cpuUsage(before);
  return { rate: perSecond(events, performance.now() - start), processor: (user + system) / events };
}

/** @returns how many events were written */
async function appendFor(append: Append, writers: number, milliseconds = roundTime): Promise<number> {
  const start = performance.now();
  let written = 0;
  const work = async () => {
    while (performance.now() - start < milliseconds) {
      const stream = benchStream();
      for (let n = 0; n < eventsPerStream; n++) {
        await append(stream, n === 0 ? 'none' : n - 1, [benchEvent(written++)]);
      }
    }
  };
  await Promise.all(Array.from({ length: writers }, work));
  return written;
}

async function fill(store: EventStore, events: number): Promise<void> {
  const batch = 1_000;
  for (let n = 0; n < events; n += batch) {
    const many = Array.from({ length: Math.min(batch, events - n) }, (_, each) => benchEvent(n + each));
    await store.append(benchStream(), 'none', many);
  }
}

/** @throws when the log is not counted up to its end within some minutes */
async function counted(store: EventStore): Promise<void> {
  const head = await store.head();
  for (let attempt = 1; ; attempt++) {
    try {
      return void (await store.ordinalOf(head));
    } catch (error) {
      if (attempt === 20) throw error;
    }
  }
}

async function memory(url: string, after: EnginePosition): Promise<void> {
  const args = [url, String(after), String(longCount)];
  const reader = await startChild(program('catch-up-process'), args, {}, null);
  const most = (Number(/^Most memory: (\d+) kB$/m.exec(reader.said())![1]) * 1_024) / 1e6;
  print(`memory of a process that catches up on ${longCount} events: ${most.toFixed(0)} MB at most`);
  verdict(`memory, catch-up on ${longCount} events, RSS, MB`, memoryGoal, [most], '≤');
}

function program(name: string): string {
  return fileURLToPath(new URL(`./support/${name}.js`, import.meta.url));
}
