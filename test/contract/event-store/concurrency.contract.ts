import {
  RevisionConflict,
  type AppendResult,
  type EventStore,
} from '../../../src/platform/event-store/event-store.js';
import type { OpenedLog } from '../event-store.contract.js';
import { Follower, ids, newEvents, newStream, readAll, untilTrue, useLog, within } from './support.js';

export function concurrencyContract(open: () => Promise<OpenedLog>): void {
  describe('many at once', () => {
    const opened = useLog(open);

    it('lets one of a hundred writers with the same expected revision win', async () => {
      const { store, log } = opened;
      const stores = [store, await log.another()];
      const stream = newStream();
      await store.append(stream, 'none', newEvents(1));
      const outcomes = await Promise.allSettled(
        Array.from({ length: 100 }, (_, n) => stores[n % 2]!.append(stream, 0, newEvents(1 + (n % 2)))),
      );
      const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(lost).toHaveLength(99);
      for (const { reason } of lost) expect(reason).toBeInstanceOf(RevisionConflict);
    });

    it('shows whoever is told of a conflict what stood in the way', async () => {
      const { store, log } = opened;
      const other = await log.another();
      for (let n = 0; n < 20; n++) {
        const stream = newStream();
        const [first, second] = await Promise.allSettled([
          store.append(stream, 'none', newEvents(3)),
          // Whoever loses looks at once, while the winner may still be waiting for its answer.
          other.append(stream, 'none', newEvents(1)).catch(async (error: unknown) => {
            expect(await other.readStream(stream)).toHaveLength(3);
            throw error;
          }),
        ]);
        expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected']);
        const [lost, last] = first.status === 'rejected' ? [first, 0] : [second as PromiseRejectedResult, 2];
        expect(lost.reason).toBeInstanceOf(RevisionConflict);
        expect(lost.reason).toMatchObject({ actual: last });
      }
    });

    it('writes the same events once, however often they are said at once', async () => {
      const { store, log } = opened;
      const stores = [store, await log.another()];
      for (const count of [1, 3]) {
        const stream = newStream();
        const events = newEvents(count);
        const outcomes = await Promise.all(
          Array.from({ length: 50 }, (_, n) => stores[n % 2]!.append(stream, 'none', events)),
        );
        expect(outcomes.filter(({ status }) => status === 'appended')).toHaveLength(1);
        expect(new Set(outcomes.map(({ position, revision }) => `${position} ${revision}`)).size).toBe(1);
        expect(ids(await store.readStream(stream))).toEqual(ids(events));
      }
    });

    it('takes successive appends to one stream that are not awaited, in order', async () => {
      const { store } = opened;
      const stream = newStream();
      const outcomes = await Promise.all(
        Array.from({ length: 30 }, (_, n) => store.append(stream, n === 0 ? 'none' : n - 1, newEvents(1))),
      );
      expect(outcomes.map(({ revision }) => revision)).toEqual(Array.from({ length: 30 }, (_, n) => n));
    });

    it('shows every event to every reader, in one order, while two stores write and conflict', async () => {
      const { store, log } = opened;
      const other = await log.another();
      const after = await store.head();
      const followers = [store, other].map((each) => new Follower(each, after, { batchSize: 11 }));
      const streams = Array.from({ length: 12 }, () => newStream());
      const written = (
        await Promise.all(Array.from({ length: 24 }, (_, n) => write(n % 2 ? store : other, streams, 25, n)))
      ).flat();

      const all = await readAll(store, after);
      expect(new Set(ids(all))).toEqual(new Set(written));
      expect(all).toHaveLength(written.length);
      for (const follower of followers) {
        await follower.has(written.length);
        await follower.stop();
        expect(ids(follower.events)).toEqual(ids(all));
      }
      const numbered = all.filter(({ ordinal }) => ordinal !== undefined);
      expect(numbered.map(({ ordinal }) => ordinal)).toEqual(
        numbered.map((_, n) => numbered[0]!.ordinal! + n),
      );
      for (const stream of streams) {
        const revisions = all.filter(({ streamId }) => streamId === stream).map(({ revision }) => revision);
        expect(revisions).toEqual(revisions.map((_, n) => n));
      }
    });

    it('loses nothing and doubles nothing when connections break under writers', async () => {
      const { store, log } = opened;
      if (!log.breakConnections) return;
      const after = await store.head();
      let writing = true;
      let answered = 0;
      const writers = Array.from({ length: 8 }, async () => {
        const acknowledged: string[] = [];
        while (writing) {
          const events = newEvents(1);
          await untilAnswered(store, newStream(), events);
          acknowledged.push(events[0]!.id);
          answered += 1;
        }
        return acknowledged;
      });
      for (let round = 0; round < 4; round++) {
        // In the midst of writing, however slow the machine is.
        const before = answered;
        await Promise.race([...writers, untilTrue(() => answered > before + 8)]);
        await log.breakConnections();
      }
      writing = false;
      const acknowledged = (await within(Promise.all(writers))).flat();
      expect(acknowledged.length).toBeGreaterThan(4 * 8);
      expect(ids(await readAll(store, after)).toSorted()).toEqual(acknowledged.toSorted());
    });
  });
}

/** Appends to streams at random revisions that may have gone; the ids of what was written. */
async function write(
  store: EventStore,
  streams: readonly string[],
  times: number,
  seed: number,
): Promise<string[]> {
  const written: string[] = [];
  for (let n = 0; n < times; n++) {
    const stream = streams[(seed * 7 + n * 5) % streams.length]!;
    const [last] = await store.readStream(stream, { direction: 'backwards', limit: 1 });
    const events = newEvents(1 + ((seed + n) % 3));
    try {
      await store.append(stream, last ? last.revision : 'none', events);
      written.push(...ids(events));
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
    }
  }
  return written;
}

/** As a command does it: the same ids and expected revision again while the outcome is unknown. */
async function untilAnswered(store: EventStore, stream: string, events: ReturnType<typeof newEvents>) {
  for (let attempt = 1; ; attempt++) {
    try {
      const result: AppendResult = await store.append(stream, 'none', events);
      return result;
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      if (!['OutcomeUnknown', 'StoreUnavailable'].includes(name) || attempt === 20) throw error;
    }
  }
}
