import fc from 'fast-check';
import { v4 as uuidv4 } from 'uuid';
import { RevisionConflict, type ExpectedRevision } from '../../../src/platform/event-store/event-store.js';
import type { OpenedLog } from '../event-store.contract.js';
import { Follower, ids, newEvent, newStream, readAll, useLog } from './support.js';

/** One append, told by what it refers to: a stream, where it believes the stream to stand, and which ids it says. */
interface Step {
  readonly stream: number;
  readonly kind: 'valid' | 'stale' | 'ahead' | 'repeat' | 'overlap' | 'moved';
  readonly count: number;
  /** Picks an earlier append of the same stream. */
  readonly pick: number;
  /** Which of two stores on the same log says it: each may know what the other does not. */
  readonly by: 0 | 1;
}

/** What is read at the end, in the model and in the log. */
interface Look {
  readonly stream: number;
  readonly direction: 'forwards' | 'backwards';
  readonly from: number;
  readonly limit: number;
  /** Picks the event behind which the whole log is read. */
  readonly behind: number;
  readonly batchSize: number;
}

interface Append {
  readonly expected: ExpectedRevision;
  readonly ids: readonly string[];
}

const step: fc.Arbitrary<Step> = fc.record({
  stream: fc.nat(2),
  kind: fc.constantFrom('valid', 'valid', 'valid', 'stale', 'ahead', 'repeat', 'overlap', 'moved'),
  count: fc.integer({ min: 1, max: 4 }),
  pick: fc.nat(),
  by: fc.constantFrom(0, 1),
});
const look: fc.Arbitrary<Look> = fc.record({
  stream: fc.nat(2),
  direction: fc.constantFrom('forwards', 'backwards'),
  from: fc.nat(30),
  limit: fc.integer({ min: 1, max: 12 }),
  behind: fc.nat(),
  batchSize: fc.integer({ min: 1, max: 9 }),
});

/** The contract in a few lines: streams are arrays of ids. */
class ModelLog {
  readonly order: string[] = [];
  private readonly streams = new Map<string, string[]>();

  /** Revision of the last of these ids and whether they were there, or null for a conflict. */
  append(stream: string, { expected, ids: said }: Append): { status: string; revision: number } | null {
    const known = this.streams.get(stream) ?? [];
    const first = expected === 'none' ? 0 : expected + 1;
    const revision = first + said.length - 1;
    if (said.every((id, n) => known[first + n] === id)) return { status: 'duplicate', revision };
    if (first !== known.length || said.some((id) => this.order.includes(id))) return null;
    this.streams.set(stream, [...known, ...said]);
    this.order.push(...said);
    return { status: 'appended', revision };
  }

  stream(name: string): readonly string[] {
    return this.streams.get(name) ?? [];
  }

  read(name: string, { direction, from, limit }: Look): readonly string[] {
    const known = this.stream(name);
    const part = direction === 'forwards' ? known.slice(from) : known.slice(0, from + 1).toReversed();
    return part.slice(0, limit);
  }
}

function toAppend({ kind, count, pick }: Step, length: number, earlier: readonly Append[]): Append {
  const at = (revision: number): ExpectedRevision => (revision < 0 ? 'none' : revision);
  const fresh = Array.from({ length: count }, () => uuidv4());
  const before = earlier[pick % Math.max(1, earlier.length)];
  switch (kind) {
    case 'valid':
      return { expected: at(length - 1), ids: fresh };
    case 'stale':
      return { expected: at(length - 2 - (pick % 3)), ids: fresh };
    case 'ahead':
      return { expected: length + (pick % 3), ids: fresh };
    case 'repeat':
      return before ?? { expected: 'none', ids: fresh };
    case 'overlap':
      return {
        expected: before?.expected ?? 'none',
        ids: [...(before?.ids.slice(pick % 2) ?? []), ...fresh],
      };
    case 'moved':
      return { expected: at(length - 1), ids: before?.ids ?? fresh };
  }
}

export function modelContract(open: () => Promise<OpenedLog>): void {
  describe('any sequence of appends', () => {
    const opened = useLog(open);

    it('answers as a log of arrays would, whichever of two stores is asked', async () => {
      const stores = [opened.store, await opened.log.another()] as const;
      const plan = fc.tuple(
        fc.array(step, { minLength: 1, maxLength: 25 }),
        fc.array(look, { maxLength: 4 }),
      );
      await fc.assert(
        fc.asyncProperty(plan, async ([steps, looks]) => {
          const model = new ModelLog();
          const names = [newStream(), newStream(), newStream()];
          const earlier = new Map<string, Append[]>(names.map((name) => [name, []]));
          const before = await opened.store.head();
          for (const each of steps) {
            const name = names[each.stream]!;
            const append = toAppend(each, model.stream(name).length, earlier.get(name)!);
            const expected = model.append(name, append);
            const answer = stores[each.by].append(
              name,
              append.expected,
              append.ids.map((id) => newEvent({ id }, id)),
            );
            if (expected) expect(await answer).toMatchObject(expected);
            else await expect(answer).rejects.toThrow(RevisionConflict);
            if (expected?.status === 'appended') earlier.get(name)!.push(append);
          }
          for (const name of names) expect(ids(await stores[1].readStream(name))).toEqual(model.stream(name));
          const all = await readAll(opened.store, before);
          expect(ids(all)).toEqual(model.order);
          for (const [n, each] of looks.entries()) {
            const name = names[each.stream]!;
            const { direction, from, limit, batchSize } = each;
            const read = await stores[n % 2]!.readStream(name, { direction, from, limit });
            expect(ids(read)).toEqual(model.read(name, each));
            const index = all.length === 0 ? -1 : each.behind % all.length;
            const follower = new Follower(stores[n % 2]!, all[index]?.position ?? before, { batchSize });
            await follower.has(model.order.length - index - 1);
            await follower.stop();
            expect(ids(follower.events)).toEqual(model.order.slice(index + 1));
          }
        }),
        { numRuns: 25 },
      );
    });
  });
}
