import fc from 'fast-check';
import { OrderedScheduler, schedulerLimits, type SchedulerLimits, type Task } from './ordered-scheduler.js';

type Numbered = Task<number>;

const key = fc.constantFrom('a', 'b', 'c', 'd');
const task = fc.record({
  target: fc.option(key),
  groups: fc.boolean(),
  mentions: fc.uniqueArray(key, { maxLength: 3 }),
  lane: fc.constantFrom('records', 'records', 'records', 'vocabularies'),
  size: fc.integer({ min: 1, max: 100 }),
  duration: fc.integer({ min: 0, max: 3 }),
});

async function* list<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  for (const item of items) yield item;
}

async function run(
  tasks: readonly (Omit<Numbered, 'payload'> & { duration: number })[],
  limits: SchedulerLimits,
) {
  const spans: { begin: number; end: number }[] = [];
  const groups: number[][] = [];
  let clock = 0;
  let running = 0;
  let most = 0;
  const scheduler = new OrderedScheduler<number>(async (payloads) => {
    groups.push([...payloads]);
    running += payloads.length;
    most = Math.max(most, running);
    for (const payload of payloads) {
      const begin = clock++;
      for (let turn = 0; turn < tasks[payload]!.duration; turn++) await new Promise(setImmediate);
      spans[payload] = { begin, end: clock++ };
    }
    running -= payloads.length;
  }, limits);
  await scheduler.runAll(list(tasks.map((entry, payload) => ({ ...entry, payload }))));
  return { spans, groups, most };
}

function conflict(a: Omit<Numbered, 'payload'>, b: Omit<Numbered, 'payload'>): boolean {
  if (a.lane !== b.lane) return true;
  const touches = (one: typeof a, wanted: string | null) =>
    wanted !== null && (one.target === wanted || one.mentions.includes(wanted));
  return touches(b, a.target) || touches(a, b.target);
}

describe('the scheduler', () => {
  it('runs everything once; of two that conflict, the later begins when the earlier has ended', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(task, { maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        async (tasks, width) => {
          const limits = {
            running: width,
            unfinished: width * 3,
            unfinishedSize: 500,
            group: 4,
            groupSize: 200,
          };
          const { spans } = await run(tasks, limits);
          expect(Object.keys(spans)).toHaveLength(tasks.length);
          for (let later = 0; later < tasks.length; later++) {
            for (let earlier = 0; earlier < later; earlier++) {
              if (conflict(tasks[earlier]!, tasks[later]!))
                expect(spans[earlier]!.end).toBeLessThan(spans[later]!.begin);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  const plain = { target: null, groups: true, mentions: [], lane: 'records', size: 1, duration: 1 };

  it('runs side by side what does not conflict, up to its limit', async () => {
    const { most } = await run(
      Array.from({ length: 100 }, () => ({ ...plain, mentions: ['shared'] })),
      { ...schedulerLimits, running: 10 },
    );
    expect(most).toBe(10);
  });

  it('says many commands of one stream in few groups', async () => {
    const { groups } = await run(
      Array.from({ length: 10_000 }, () => ({ ...plain, target: 'scheme', duration: 0 })),
      schedulerLimits,
    );
    expect(groups.length).toBeLessThanOrEqual(30);
    expect(groups.flat()).toEqual(Array.from({ length: 10_000 }, (_, index) => index));
  });

  it('begins nothing more when one fails, and throws that', async () => {
    const begun: number[] = [];
    const scheduler = new OrderedScheduler<number>(async ([payload]) => {
      begun.push(payload!);
      if (payload === 3) throw new Error('out of reach');
    });
    const tasks = Array.from({ length: 50 }, (_, payload) => ({
      ...plain,
      target: 'one',
      groups: false,
      payload,
    }));
    await expect(scheduler.runAll(list(tasks))).rejects.toThrow('out of reach');
    expect(begun).toEqual([0, 1, 2, 3]);
  });
});
