import { copyLog, readLog } from '../../src/platform/event-store/copy/copy-log.js';
import { openLogTarget } from '../../src/platform/event-store/copy/open-log-target.js';
import type { EventStore, RecordedEvent } from '../../src/platform/event-store/event-store.js';
import { PostgresEventStore } from '../../src/platform/event-store/postgres/postgres-event-store.js';
import { migratedDatabase, testDatabase, type TestDatabase } from '../support/database.js';
import { StandIn } from '../support/eventstoredb/stand-in.js';
import { newEvent, newEvents, newStream, readAll } from './event-store/support.js';

const never = new AbortController().signal;
/** All of an event but what is the engine's own. */
const kept = ({ position: _position, ordinal: _ordinal, ...event }: RecordedEvent) => event;

describe('a log that is copied', () => {
  let databases: TestDatabase[];
  let source: PostgresEventStore;
  let server: StandIn;

  beforeEach(async () => {
    databases = [await migratedDatabase(), await testDatabase()];
    source = new PostgresEventStore(databases[0]!.url);
    server = await StandIn.start();
    for (let n = 0; n < 30; n++) {
      const stream = newStream(n % 3 ? 'thing' : 'kind');
      await source.append(stream, 'none', newEvents(1 + (n % 4)));
      await source.append(stream, n % 4, [newEvent({ text: 'é'.repeat(n * 1_000) })]);
    }
  });
  afterEach(async () => {
    await source.close();
    await server.close();
    for (const database of databases) await database.drop();
  });

  async function copied(from: EventStore, url: string): Promise<RecordedEvent[]> {
    const target = await openLogTarget(url);
    try {
      const summary = await copyLog(from, target, { signal: never });
      expect(summary).toEqual(await readLog(from, never));
      expect(await target.store.lineage()).toBe(await from.lineage());
      const events = await readAll(target.store, -1n as RecordedEvent['position']);
      for (const n of [0, 1, 17, events.length - 1]) {
        expect(await target.store.ordinalOf(events[n]!.position)).toBe(n + 1);
      }
      return events;
    } finally {
      await target.close();
    }
  }

  it('is the same on the other engine, and on this one again: ids, revisions, times, ordinals', async () => {
    const original = await readAll(source, -1n as RecordedEvent['position']);
    const there = await copied(source, server.url);
    expect(there.map(kept)).toEqual(original.map(kept));

    const { store, close } = await openLogTarget(server.url);
    const back = await copied(store, databases[1]!.url);
    await close();
    expect(back).toEqual(original);
    const home = new PostgresEventStore(databases[1]!.url);
    const appended = await home.append(newStream(), 'none', newEvents(1));
    expect(await home.ordinalOf(appended.position)).toBe(original.length + 1);
    await home.close();
  });

  it('goes on where it was broken off, and takes what came since', async () => {
    const abort = new AbortController();
    const target = await openLogTarget(server.url);
    const write = target.write.bind(target);
    target.write = async (events, written) => {
      await write(events.slice(0, 21), written);
      abort.abort(new Error('broken off'));
      abort.signal.throwIfAborted();
    };
    await expect(copyLog(source, target, { signal: abort.signal })).rejects.toThrow('broken off');
    await target.close();
    await source.append(newStream(), 'none', newEvents(3));
    const original = await readAll(source, -1n as RecordedEvent['position']);
    expect((await copied(source, server.url)).map(kept)).toEqual(original.map(kept));
    expect((await copied(source, server.url)).map(kept)).toEqual(original.map(kept));
  });

  it('is refused where another log is, or something was written since', async () => {
    const other = await openLogTarget(databases[1]!.url);
    await other.store.append(newStream(), 'none', newEvents(1));
    await expect(copyLog(source, other, { signal: never })).rejects.toThrow(/not a copy of/);
    await other.close();

    const target = await openLogTarget(server.url);
    await copyLog(source, target, { signal: never });
    await target.store.append(newStream(), 'none', newEvents(1));
    await expect(copyLog(source, target, { signal: never })).rejects.toThrow(/has more than the/);
    await source.append(newStream(), 'none', newEvents(2));
    await expect(copyLog(source, target, { signal: never })).rejects.toThrow(/holds another event/);
    await target.close();
  });

  it('is found out where a revision is missing', async () => {
    const target = await openLogTarget(server.url);
    const [first] = await readAll(source, -1n as RecordedEvent['position']);
    await target.close();
    server.write(first!.streamId, 'SomethingHappened', {});
    await expect(readLog(target.store, never)).rejects.toThrow(/closed/);
    const again = await openLogTarget(server.url);
    await expect(readLog(again.store, never)).rejects.toThrow(/was not written by Casebook/);
    await again.close();
  });
});
