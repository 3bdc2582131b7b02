import type { EventStore } from '../../../src/platform/event-store/event-store.js';
import type { OpenedLog } from '../event-store.contract.js';
import { Follower, ids, newEvents, newStream, readAll, useLog, within } from './support.js';

export function subscriptionContract(open: () => Promise<OpenedLog>): void {
  describe('subscribe', () => {
    const opened = useLog(open);

    it('gives what is there and then what comes, from any position, once and in order', async () => {
      const { store } = opened;
      // In a fresh log that is the beginning; a log that is not fresh may be long.
      const before = await store.head();
      await append(store, 30);
      const all = await readAll(store, before);
      const followers = [-1, 0, 11, 28, 29].map((index) => ({
        index,
        follower: new Follower(store, index < 0 ? before : all[index]!.position, { batchSize: 7 }),
      }));
      // Some of these are appended while the followers still catch up, the others after.
      await append(store, 100);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await append(store, 100);

      const expected = ids(await readAll(store, before));
      for (const { index, follower } of followers) {
        await follower.has(expected.length - index - 1);
        await follower.stop();
        expect(ids(follower.events)).toEqual(expected.slice(index + 1));
      }
    });

    it('hears of what another store appends', async () => {
      const { store, log } = opened;
      const other = await log.another();
      const follower = new Follower(store, await store.head());
      const before = await store.head();
      for (let n = 0; n < 5; n++) {
        await append(other, 2);
        await follower.has(2 * n + 2);
      }
      await follower.stop();
      expect(ids(follower.events)).toEqual(ids(await readAll(store, before)));
    });

    it('gives what this store and others append in turn just as the log holds it', async () => {
      const { store, log } = opened;
      const other = await log.another();
      const before = await store.head();
      const follower = new Follower(store, before);
      for (let n = 1; n <= 20; n++) {
        await Promise.all([append(store, 3), n % 3 === 0 && append(other, 2)]);
        if (n % 5 === 0) await follower.has((await readAll(store, before)).length);
      }
      const expected = await readAll(store, before);
      await follower.has(expected.length);
      await follower.stop();
      expect(follower.events).toEqual(expected);
    });

    it('waits for a slow reader, with batches no larger than asked for', async () => {
      const { store } = opened;
      const after = await store.head();
      const follower = new Follower(store, after, {
        batchSize: 10,
        onBatch: () => new Promise((resolve) => setTimeout(resolve, 10)),
      });
      await append(store, 200);
      await follower.has(200);
      await follower.stop();
      expect(ids(follower.events)).toEqual(ids(await readAll(store, after)));
      expect(Math.max(...follower.batchSizes)).toBeLessThanOrEqual(10);
    });

    it('ends at once when it is aborted: before, while it waits, and between batches', async () => {
      const { store } = opened;
      const gone = new AbortController();
      gone.abort();
      const none = store.subscribe({ signal: gone.signal })[Symbol.asyncIterator]();
      expect(await within(none.next())).toMatchObject({ done: true });

      // Sooner than it would look by itself, at one time out of many: a busy machine may be late at some.
      const spans: number[] = [];
      while (spans.length < 10 && !spans.some((span) => span < atOnce))
        spans.push(await abortWhileWaiting(store));
      expect(Math.min(...spans)).toBeLessThan(atOnce);

      const cut = new AbortController();
      const batches: number[] = [];
      for await (const batch of store.subscribe({ batchSize: 5, signal: cut.signal })) {
        batches.push(batch.length);
        if (batches.length === 3) cut.abort();
      }
      expect(batches).toHaveLength(3);
    });

    it('goes on where it was after its connections broke', async () => {
      const { store, log } = opened;
      if (!log.breakConnections) return;
      const after = await store.head();
      const follower = new Follower(store, after, { batchSize: 9 });
      for (let round = 1; round <= 3; round++) {
        await append(store, 20);
        await log.breakConnections();
        await append(store, 20);
        await follower.has(40 * round);
      }
      await follower.stop();
      expect(ids(follower.events)).toEqual(ids(await readAll(store, after)));
    });

    it('ends when the store is closed', async () => {
      const other = await opened.log.another();
      const waiting = other.subscribe({ after: await other.head(), signal: new AbortController().signal });
      const next = waiting[Symbol.asyncIterator]().next();
      await within(other.close());
      expect(await within(next)).toMatchObject({ done: true });
      await expect(other.append(newStream(), 'none', newEvents(1))).rejects.toMatchObject({
        name: 'StoreUnavailable',
      });
    });
  });
}

/** Milliseconds; whoever only looks now and then (each second) ends later than that. */
const atOnce = 700;

/** How long a subscription that waits for something new takes to end. */
async function abortWhileWaiting(store: EventStore): Promise<number> {
  const abort = new AbortController();
  const waiting = store
    .subscribe({ after: await store.head(), signal: abort.signal })
    [Symbol.asyncIterator]();
  const next = waiting.next();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const begin = performance.now();
  abort.abort();
  expect(await within(next)).toMatchObject({ done: true });
  return performance.now() - begin;
}

/** That many events, in streams of their own, at once. */
async function append(store: EventStore, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => store.append(newStream(), 'none', newEvents(1))));
}
