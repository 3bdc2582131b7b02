import fc from 'fast-check';
import { maxReadStream, type RecordedEvent } from '../../../src/platform/event-store/event-store.js';
import type { OpenedLog } from '../event-store.contract.js';
import { asNew, ids, newEvent, newEvents, newStream, readAll, useLog } from './support.js';

export function readContract(open: () => Promise<OpenedLog>): void {
  describe('read', () => {
    const opened = useLog(open);

    it('begins before everything, with a lineage that stays', async () => {
      const { store, log } = opened;
      const lineage = await store.lineage();
      expect(lineage).toMatch(/^[0-9a-z]{8,}$/);
      expect(await (await log.another()).lineage()).toBe(lineage);
    });

    it('gives an event back as it was said, with its place and time', async () => {
      const { store } = opened;
      const stream = newStream();
      const event = newEvent({ z: 1, a: [null, true, { deep: 'x' }] });
      const { position } = await store.append(stream, 'none', [event]);
      const [recorded] = await store.readStream(stream);

      expect(asNew(recorded!)).toEqual(event);
      expect(recorded).toMatchObject({ streamId: stream, revision: 0, position });
      expect(recorded!.recordedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      expect(Math.abs(Date.parse(recorded!.recordedAt) - Date.now())).toBeLessThan(60_000);
    });

    it('finds nothing in a stream that is not there', async () => {
      const { store } = opened;
      expect(await store.readStream(newStream())).toEqual([]);
      expect(await store.readStream(newStream(), { direction: 'backwards' })).toEqual([]);
      expect(await Promise.all([store.readStream(newStream()), store.readStream(newStream())])).toEqual([
        [],
        [],
      ]);
    });

    it('reads a stream from any revision, in both directions, up to a limit', async () => {
      const { store } = opened;
      const stream = newStream();
      await store.append(stream, 'none', newEvents(10));
      const revisions = async (options?: Parameters<typeof store.readStream>[1]) =>
        (await store.readStream(stream, options)).map(({ revision }) => revision);

      expect(await revisions()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(await revisions({ from: 7 })).toEqual([7, 8, 9]);
      expect(await revisions({ from: 2, limit: 3 })).toEqual([2, 3, 4]);
      expect(await revisions({ from: 10 })).toEqual([]);
      expect(await revisions({ direction: 'backwards', limit: 2 })).toEqual([9, 8]);
      expect(await revisions({ direction: 'backwards', from: 3 })).toEqual([3, 2, 1, 0]);
      expect(await revisions({ direction: 'backwards', from: 5, limit: 2 })).toEqual([5, 4]);
      for (const limit of [0, -1, 1.5, maxReadStream + 1]) {
        await expect(store.readStream(stream, { limit })).rejects.toThrow(RangeError);
      }
    });

    it('reads many streams at once, long ones, short ones and missing ones, each whole', async () => {
      const { store } = opened;
      const lengths = [0, 1, 3, 99, 100, 101, 350, 2];
      const streams = await Promise.all(
        lengths.map(async (length) => {
          const stream = newStream();
          const events = newEvents(length);
          if (length > 0) await store.append(stream, 'none', events);
          return { stream, events };
        }),
      );
      const wanted = [...streams, ...streams];
      const read = await Promise.all(wanted.map(({ stream }) => store.readStream(stream)));
      read.forEach((events, index) => expect(events.map(asNew)).toEqual(wanted[index]!.events));
    });

    it('reads the whole log in order, between any two positions, in batches', async () => {
      const { store } = opened;
      const before = await store.head();
      const appended = [];
      for (let n = 0; n < 25; n++) {
        const events = newEvents(1 + (n % 3));
        appended.push({ events, ...(await store.append(newStream(), 'none', events)) });
      }
      const all = appended.flatMap(({ events }) => ids(events));
      for (const batchSize of [1, 7, 1_000])
        expect(ids(await readAll(store, before, batchSize))).toEqual(all);

      const after = appended[4]!.position;
      const until = appended[9]!.position;
      const between: RecordedEvent[] = [];
      for await (const batch of store.readAll({ after, until, batchSize: 4 })) {
        expect(batch.length).toBeLessThanOrEqual(4);
        between.push(...batch);
      }
      expect(ids(between)).toEqual(appended.slice(5, 10).flatMap(({ events }) => ids(events)));
      expect(between.every(({ position }, n) => n === 0 || position > between[n - 1]!.position)).toBe(true);
      expect(await readAll(store, await store.head())).toEqual([]);
    });

    it('does not take a part for the whole when it is aborted', async () => {
      const { store } = opened;
      await store.append(newStream(), 'none', newEvents(10));
      const abort = new AbortController();
      const read = async () => {
        for await (const batch of store.readAll({ batchSize: 1, signal: abort.signal })) {
          expect(batch).toHaveLength(1);
          abort.abort();
        }
      };
      await expect(read()).rejects.toThrow(/abort/i);
    });

    it('gives large events in batches that fit into memory', async () => {
      const { store } = opened;
      const before = await store.head();
      const events = Array.from({ length: 24 }, () => newEvent({ text: 'x'.repeat(900_000) }));
      for (const event of events) await store.append(newStream(), 'none', [event]);
      expect(ids(await readAll(store, before, 1_000))).toEqual(ids(events));
    });

    it('reads one category by stream and revision, up to a position', async () => {
      const { store, log } = opened;
      expect(store.readByStream !== undefined).toBe(log.readsByStream);
      if (!store.readByStream) return;
      // More than any adapter reads at a time, and its reads end in the middle of a stream.
      const streams = Array.from({ length: 47 }, () => newStream('kind'));
      for (const revision of ['none', 6, 13, 20, 27, 34, 41] as const) {
        await Promise.all(streams.map((stream) => store.append(stream, revision, newEvents(7))));
        await store.append(newStream('kin'), 'none', newEvents(1));
        await store.append(newStream('kindred'), 'none', newEvents(1));
      }
      const until = await store.head();
      await store.append(streams[0]!, 48, newEvents(1));

      const places: string[] = [];
      for await (const batch of store.readByStream('kind', until)) {
        places.push(...batch.map(({ streamId, revision }) => `${streamId} ${revision}`));
      }
      expect(places).toEqual(
        streams.toSorted().flatMap((stream) => Array.from({ length: 49 }, (_, n) => `${stream} ${n}`)),
      );
    });

    it('keeps every JSON object as it is', async () => {
      const stories = [
        { text: 'Québec — « élève » 🧑‍🌾👩🏽‍💻 𝒳 \u202eעברית العربية\u202c \u2028\u2029' },
        { text: '\\ \\\\ " \' \t \r\n \b \f {} [] , \\u0000 \\N $1 \u0001' },
        { numbers: [0, -0.5, 1e15, 1.7976931348623157e308, 5e-324, Number.MAX_SAFE_INTEGER, 0.1 + 0.2] },
        { '': 'empty key', __proto_: 1, constructor: { prototype: null } },
        JSON.parse('{"a":'.repeat(500) + '1' + '}'.repeat(500)),
      ];
      for (const data of stories) expect(await throughTheLog(opened, data)).toEqual(data);

      await fc.assert(
        fc.asyncProperty(
          fc.dictionary(storable, fc.jsonValue({ stringUnit: storableUnit })),
          async (data) => {
            const json: unknown = JSON.parse(JSON.stringify(data));
            expect(await throughTheLog(opened, json)).toEqual(json);
          },
        ),
        { numRuns: 50 },
      );
    });
  });
}

/** NUL cannot be stored everywhere; the fields of events do not let it pass either. */
const storableUnit = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 1 })
  .filter((unit) => unit !== '\0');
const storable = fc.string({ unit: storableUnit });

async function throughTheLog({ store }: { store: OpenedLog['store'] }, data: unknown): Promise<unknown> {
  const stream = newStream();
  await store.append(stream, 'none', [newEvent(data)]);
  return (await store.readStream(stream))[0]!.data;
}
