import {
  AppendTooLarge,
  beginning,
  maxAppendBytes,
  RevisionConflict,
} from '../../../src/platform/event-store/event-store.js';
import type { OpenedLog } from '../event-store.contract.js';
import { asNew, ids, newEvent, newEvents, newStream, readAll, useLog } from './support.js';

export function appendContract(open: () => Promise<OpenedLog>): void {
  describe('append', () => {
    const opened = useLog(open);

    it('answers with the revision and position of its last event', async () => {
      const { store } = opened;
      const stream = newStream();
      const first = await store.append(stream, 'none', newEvents(1));
      const second = await store.append(stream, 0, newEvents(3));

      expect(first).toMatchObject({ status: 'appended', revision: 0 });
      expect(second).toMatchObject({ status: 'appended', revision: 3 });
      expect(second.position > first.position).toBe(true);
      expect(await store.head()).toBe(second.position);
    });

    it('refuses a stream that stands elsewhere, and writes nothing', async () => {
      const { store } = opened;
      const stream = newStream();
      await store.append(stream, 'none', newEvents(2));
      const head = await store.head();

      for (const [expected, count] of [
        ['none', 1],
        [0, 1],
        [0, 2],
        [2, 1],
        [7, 3],
      ] as const) {
        await expect(store.append(stream, expected, newEvents(count))).rejects.toMatchObject({
          name: 'RevisionConflict',
          streamId: stream,
          expected,
          actual: 1,
        });
      }
      await expect(store.append(newStream(), 0, newEvents(1))).rejects.toMatchObject({ actual: 'none' });
      expect(await store.head()).toBe(head);
    });

    it('knows the same events again, with the first answer, also after later ones', async () => {
      const { store } = opened;
      const stream = newStream();
      const one = newEvents(1);
      const more = newEvents(3);
      const first = await store.append(stream, 'none', one);
      const second = await store.append(stream, 0, more);
      const duplicates = [await store.append(stream, 'none', one), await store.append(stream, 0, more)];
      await store.append(stream, 3, newEvents(2));
      duplicates.push(await store.append(stream, 'none', one), await store.append(stream, 0, more));

      expect(duplicates).toEqual(
        [first, second, first, second].map((result) => ({ ...result, status: 'duplicate' })),
      );
      expect(await store.readStream(stream)).toHaveLength(6);
    });

    it('refuses events of which only some are known, and writes no second copy', async () => {
      const { store } = opened;
      const stream = newStream();
      const [a, b, c] = newEvents(3) as [ReturnType<typeof newEvent>, ...ReturnType<typeof newEvent>[]];
      await store.append(stream, 'none', [a, b!]);

      for (const [expected, events] of [
        ['none', [a, b!, c!]],
        ['none', [a, c!]],
        ['none', [b!, a]],
        [0, [b!, c!]],
        [1, [b!, c!]],
        [1, [c!, a]],
      ] as const) {
        await expect(store.append(stream, expected, events)).rejects.toThrow(RevisionConflict);
      }
      expect(ids(await store.readStream(stream))).toEqual([a.id, b!.id]);
    });

    it('refuses the same events after another expected revision', async () => {
      const { store } = opened;
      const stream = newStream();
      const events = newEvents(2);
      await store.append(stream, 'none', events);

      for (const expected of [0, 1, 5] as const) {
        await expect(store.append(stream, expected, events)).rejects.toThrow(RevisionConflict);
      }
      await expect(store.append(stream, 1, [events[0]!])).rejects.toThrow(RevisionConflict);
      await store.append(stream, 1, newEvents(1));
      await expect(store.append(stream, 2, [events[1]!])).rejects.toThrow(RevisionConflict);
      expect(await store.readStream(stream)).toHaveLength(3);
    });

    it('refuses what is malformed', async () => {
      const { store } = opened;
      const head = await store.head();
      const same = newEvent();
      for (const [stream, events] of [
        [newStream(), []],
        [newStream(), [same, same]],
        ['no-stream', newEvents(1)],
        [newStream(), [newEvent({}, 'no-uuid')]],
        [newStream(), [newEvent(['no object'])]],
        [newStream(), [newEvent({ big: 1n })]],
      ] as const) {
        await expect(store.append(stream, 'none', events)).rejects.toThrow(TypeError);
      }
      expect(await store.head()).toBe(head);
    });

    it('takes 2,000 events at once, in their order', async () => {
      const { store } = opened;
      const stream = newStream();
      const events = newEvents(2_000);
      const before = await store.head();
      expect(await store.append(stream, 'none', events)).toMatchObject({
        status: 'appended',
        revision: 1_999,
      });
      expect(await store.append(stream, 'none', events)).toMatchObject({
        status: 'duplicate',
        revision: 1_999,
      });
      expect((await readAll(store, before)).map(asNew)).toEqual(events);
    });

    it('refuses 10,000 events at once, which are more bytes than it takes, and writes none', async () => {
      const { store } = opened;
      const stream = newStream();
      const head = await store.head();
      const refused = store.append(stream, 'none', newEvents(10_000));
      await expect(refused).rejects.toThrow(AppendTooLarge);
      await expect(refused).rejects.toThrow(/\d+ bytes.*1000000/);
      expect(await store.readStream(stream)).toEqual([]);
      expect(await store.head()).toBe(head);
    });

    it('takes 10,000 events of one stream, and knows the number of each in the log', async () => {
      const { store } = opened;
      const stream = newStream();
      expect(await store.ordinalOf(beginning)).toBe(0);
      const before = await store.ordinalOf(await store.head());
      for (let n = 0; n < 5; n++) {
        const first = n * 2_000;
        const { position } = await store.append(stream, n === 0 ? 'none' : first - 1, newEvents(2_000));
        expect(await store.ordinalOf(position)).toBe(before + first + 2_000);
      }
      const events = await store.readStream(stream);
      expect(events).toHaveLength(10_000);
      for (const n of [0, 1, 999, 4_567]) {
        expect(await store.ordinalOf(events[n]!.position)).toBe(before + n + 1);
      }
    });

    it('takes just as many bytes as it says', async () => {
      const { store } = opened;
      const empty = newEvent({ text: '' });
      const room = maxAppendBytes - bytesOf(empty);
      const largest = { ...empty, data: { text: 'é'.repeat(Math.floor(room / 2)) } };
      const tooLarge = { ...newEvent(), data: { text: `${'é'.repeat(Math.floor(room / 2))}ab` } };
      const stream = newStream();
      await store.append(stream, 'none', [largest]);
      await expect(store.append(newStream(), 'none', [tooLarge])).rejects.toThrow(AppendTooLarge);
      expect((await store.readStream(stream))[0]!.data).toEqual(largest.data);
    });
  });
}

function bytesOf({ data, metadata }: { data: unknown; metadata: unknown }): number {
  return Buffer.byteLength(JSON.stringify(data)) + Buffer.byteLength(JSON.stringify(metadata));
}
