import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beginning, RevisionConflict } from '../../src/platform/event-store/event-store.js';
import { EventStoreDbEventStore } from '../../src/platform/event-store/eventstoredb/eventstoredb-event-store.js';
import type { Times } from '../../src/platform/event-store/eventstoredb/limits.js';
import { temporaryFolder } from '../support/casebook-server.js';
import { StandIn } from '../support/eventstoredb/stand-in.js';
import {
  asNew,
  Follower,
  ids,
  newEvent,
  newEvents,
  newStream,
  readAll,
  untilTrue,
} from './event-store/support.js';

/** What the adapter makes of each failure that the client and the server were seen to have. */
describe('EventStoreDbEventStore survives', () => {
  let server: StandIn;
  let stores: EventStoreDbEventStore[];
  const open = (times: Partial<Times> = {}) => {
    const store = new EventStoreDbEventStore(server.url, times);
    stores.push(store);
    return store;
  };

  beforeEach(async () => {
    server = await StandIn.start();
    stores = [];
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await server.close();
  });

  it.each(['lose-answer', 'lose-request', 'time-out'] as const)(
    'an append that meets %s: it is written once, and says so',
    async (fault) => {
      const store = open();
      const stream = newStream();
      const [first, second] = [newEvents(2), newEvents(3)];
      await store.append(stream, 'none', first);
      server.failAppends(fault, fault);
      expect(await store.append(stream, 1, second)).toMatchObject({ status: 'appended', revision: 4 });
      expect((await store.readStream(stream)).map(asNew)).toEqual([...first, ...second]);
    },
  );

  it('an append that is never answered', async () => {
    const store = open({ answerTime: 300 });
    await store.append(newStream(), 'none', newEvents(1));
    server.failAppends('hang');
    const stream = newStream();
    expect(await store.append(stream, 'none', newEvents(1))).toMatchObject({ status: 'appended' });
    server.failAppends(...Array.from({ length: 50 }, () => 'hang' as const));
    const impatient = open({ answerTime: 100, appendRetryTime: 500 });
    await expect(impatient.append(newStream(), 'none', newEvents(1))).rejects.toMatchObject({
      name: 'OutcomeUnknown',
    });
  });

  it.each([
    ['sixty large', 60, 200_000],
    ['four hundred small', 400, 10],
  ])('%s appends that are said at once while the connection breaks', async (_, count, length) => {
    const store = open();
    const all = Array.from({ length: count }, () => [newEvent({ text: 'x'.repeat(length) })]);
    const appending = Promise.all(all.map((events) => store.append(newStream(), 'none', events)));
    for (let round = 0; round < 3; round++) {
      const before = server.appendCalls;
      await Promise.race([appending, untilTrue(() => server.appendCalls > before + 5)]);
      server.front.cut();
    }
    await appending;
    const expected = all.flatMap(ids).toSorted();
    expect(ids(await readAll(store, -1n as Awaited<ReturnType<typeof store.head>>)).toSorted()).toEqual(
      expected,
    );
  });

  it('a server that is away: nothing is sent, and that is what is said', async () => {
    const store = open({ appendRetryTime: 400 });
    await server.kill();
    await expect(store.append(newStream(), 'none', newEvents(1))).rejects.toMatchObject({
      name: 'StoreUnavailable',
    });
    await expect(store.readStream(newStream())).rejects.toMatchObject({ name: 'StoreUnavailable' });
    await expect(store.head()).rejects.toMatchObject({ name: 'StoreUnavailable' });
    await server.restart();
    expect(await store.append(newStream(), 'none', newEvents(1))).toMatchObject({ status: 'appended' });
  });

  it('a server that is still starting', async () => {
    const store = open();
    const stream = newStream();
    server.starting = true;
    const appending = store.append(stream, 'none', newEvents(2));
    setTimeout(() => (server.starting = false), 700);
    expect(await appending).toMatchObject({ status: 'appended', revision: 1 });
    server.starting = true;
    const impatient = open({ appendRetryTime: 300 });
    const refused = impatient.append(newStream(), 'none', newEvents(1));
    await expect(refused).rejects.toMatchObject({ name: 'StoreUnavailable' });
    server.starting = false;
  });

  it('a stalled read, which it gives up in time', async () => {
    const store = open({ readTime: 150 });
    const stream = newStream();
    const events = newEvents(5);
    await store.append(stream, 'none', events);
    server.stallReads();
    await expect(store.readStream(stream)).rejects.toMatchObject({ name: 'StoreUnavailable' });
    const all = async () => readAll(store, await store.head());
    await expect(all()).rejects.toMatchObject({ name: 'StoreUnavailable' });
    server.resumeReads();
    expect(ids(await store.readStream(stream))).toEqual(ids(events));
  });

  it('a connection that falls silent without being closed', async () => {
    const store = open({ watchInterval: 200, readTime: 200, answerTime: 400 });
    const follower = new Follower(store, await store.head());
    await store.append(newStream(), 'none', newEvents(1));
    await follower.has(1);
    server.front.fallSilent(true);
    const appending = store.append(newStream(), 'none', newEvents(2));
    setTimeout(() => {
      server.front.fallSilent(false);
      server.front.cut();
    }, 800);
    await appending;
    await follower.has(3);
    await follower.stop();
  });

  it('a subscription that stops while all else works', async () => {
    const store = open({ watchInterval: 200, readTime: 400 });
    const after = await store.head();
    const follower = new Follower(store, after);
    await store.append(newStream(), 'none', newEvents(1));
    await follower.has(1);
    server.stallSubscriptions();
    await store.append(newStream(), 'none', newEvents(4));
    await follower.has(5);
    expect(ids(follower.events)).toEqual(ids(await readAll(store, after)));
    await follower.stop();
  });

  it('events of the server’s own, whose number has no end', async () => {
    const store = open();
    const stream = newStream();
    await store.append(stream, 'none', newEvents(3));
    const head = await store.head();
    for (let n = 0; n < 200; n++) server.collectStatistics();
    expect(await open().head()).toBe(head);
    expect(await store.head()).toBe(head);
    const follower = new Follower(store, -1n as typeof head);
    await follower.has(3);
    await follower.stop();
    expect(new Set(follower.events.map(({ streamId }) => streamId))).toEqual(new Set([stream]));
  });

  it('being killed while it writes, and loses or doubles nothing', async () => {
    const folder = await temporaryFolder();
    const killed = await StandIn.start(join(folder, 'log'));
    const store = new EventStoreDbEventStore(killed.url);
    const after = await store.head();
    let writing = true;
    const writers = Array.from({ length: 8 }, async () => {
      const acknowledged: string[] = [];
      while (writing) {
        const events = newEvents(2);
        await store.append(newStream(), 'none', events);
        acknowledged.push(...ids(events));
      }
      return acknowledged;
    });
    for (let round = 0; round < 3; round++) {
      const before = killed.appendCalls;
      await Promise.race([...writers, untilTrue(() => killed.appendCalls > before + 20)]);
      await killed.kill();
      await killed.restart();
    }
    writing = false;
    const acknowledged = (await Promise.all(writers)).flat();
    expect(ids(await readAll(store, after)).toSorted()).toEqual(acknowledged.toSorted());
    await store.close();
    await killed.close();
    await rm(folder, { recursive: true });
  });

  it('another store’s duplicate with other content: the second is told', async () => {
    const [one, two] = [open(), open()];
    const stream = newStream();
    const id = newEvent().id;
    const outcomes = await Promise.all([
      one.append(stream, 'none', [newEvent({ said: 1 }, id)]),
      two.append(stream, 'none', [newEvent({ said: 2 }, id)]),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['appended', 'duplicate']);
  });

  it('a cold start before a stream that holds the id already', async () => {
    const stream = newStream();
    const events = newEvents(4);
    await open().append(stream, 'none', events);
    await expect(open().append(stream, 3, [events[2]!])).rejects.toThrow(RevisionConflict);
  });

  it('what another program writes into a stream of ours: it says so, and where', async () => {
    const store = open();
    const stream = newStream();
    server.write(stream, 'Stranger', { no: 'envelope' });
    await expect(store.readStream(stream)).rejects.toThrow(`Revision 0 of stream ${stream}`);
    await expect(readAll(store, -1n as Awaited<ReturnType<typeof store.head>>)).rejects.toThrow(
      /not written by/,
    );
  });

  it('the count of events, which goes on where the last process left it', async () => {
    const store = open();
    const positions = [];
    for (let n = 0; n < 5; n++)
      positions.push((await store.append(newStream(), 'none', newEvents(500))).position);
    server.collectStatistics();
    for (const [n, position] of positions.entries())
      expect(await store.ordinalOf(position)).toBe(500 * (n + 1));
    await untilTrue(
      () => server.events.filter(({ stream }) => stream === 'casebookLog-ordinals').length === 2,
    );

    const next = open();
    positions.push((await next.append(newStream(), 'none', newEvents(1))).position);
    expect(await next.ordinalOf(positions[5]!)).toBe(2_501);
    for (const [n, position] of positions.slice(0, 5).entries()) {
      expect(await next.ordinalOf(position)).toBe(500 * (n + 1));
    }
    server.front.cut();
    const last = await store.append(newStream(), 'none', newEvents(1));
    expect(await store.ordinalOf(last.position)).toBe(2_502);
  });

  describe('counting', () => {
    /** Appends so many events. @returns the positions of every 500th */
    const fill = async (store: EventStoreDbEventStore, count: number) => {
      const positions = [];
      for (let n = 0; n < count; n += 500)
        positions.push((await store.append(newStream(), 'none', newEvents(500))).position);
      return positions;
    };
    const marks = () => server.events.filter(({ stream }) => stream === 'casebookLog-ordinals').length;

    it('what its subscription reads, without reading the log again', async () => {
      const positions = await fill(open(), 2_500);
      const reader = open({ ordinalPatience: 9_000 });
      const follower = new Follower(reader, beginning);
      await follower.has(2_500);
      for (const [n, position] of positions.entries())
        expect(await reader.ordinalOf(position)).toBe(500 * (n + 1));
      await untilTrue(() => marks() === 2);
      const { position } = await reader.append(newStream(), 'none', newEvents(1));
      expect(await reader.ordinalOf(position)).toBe(2_501);
      expect(server.subscriptionCalls).toBe(1);
      await follower.stop();
    });

    it('what stands before its subscription, and then what that reads', async () => {
      const positions = await fill(open(), 2_500);
      const reader = open({ ordinalPatience: 9_000 });
      const follower = new Follower(reader, positions[3]!);
      await follower.has(500);
      expect(await reader.ordinalOf(positions[4]!)).toBe(2_500);
      expect(await reader.ordinalOf(positions[2]!)).toBe(1_500);
      await untilTrue(() => server.openSubscriptions === 1);
      const { position } = await reader.append(newStream(), 'none', newEvents(1));
      expect(await reader.ordinalOf(position)).toBe(2_501);
      expect(server.openSubscriptions).toBe(1);
      await follower.stop();
    });

    it('for whoever cannot wait for a slow subscription, until that has come as far', async () => {
      const positions = await fill(open(), 2_500);
      const reader = open();
      let letGo = () => {};
      const held = new Promise<void>((resolve) => (letGo = resolve));
      const follower = new Follower(reader, beginning, { batchSize: 50, onBatch: () => held });
      await follower.has(1);
      expect(await reader.ordinalOf(positions[4]!)).toBe(2_500);
      expect(server.openSubscriptions).toBe(2);
      letGo();
      await follower.has(2_500);
      const { position } = await reader.append(newStream(), 'none', newEvents(1));
      expect(await reader.ordinalOf(position)).toBe(2_501);
      await untilTrue(() => server.openSubscriptions === 1);
      await follower.stop();
    });
  });
});
