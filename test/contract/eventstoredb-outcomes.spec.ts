import fc from 'fast-check';
import {
  OutcomeUnknown,
  RevisionConflict,
  type AppendResult,
  type EventStore,
  type NewEvent,
} from '../../src/platform/event-store/event-store.js';
import { EventStoreDbEventStore } from '../../src/platform/event-store/eventstoredb/eventstoredb-event-store.js';
import type { Times } from '../../src/platform/event-store/eventstoredb/limits.js';
import { StandIn } from '../support/eventstoredb/stand-in.js';
import { ids, newEvents, newStream } from './event-store/support.js';

/**
 * Each append once, whatever becomes of its answer, and however many processes say it: the cases that decision 29 goes
 * through. Every store here stands for a process of its own: none knows what another has said.
 */
describe('an append whose outcome is unknown', () => {
  let server: StandIn;
  let stores: EventStoreDbEventStore[];
  const impatient: Partial<Times> = { answerTime: 200, appendRetryTime: 0 };
  const open = (times: Partial<Times> = {}) => {
    const store = new EventStoreDbEventStore(server.url, times);
    stores.push(store);
    return store;
  };

  beforeAll(async () => {
    server = await StandIn.start();
  });
  afterAll(() => server.close());
  beforeEach(() => {
    stores = [];
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
  });

  /** A process says it and dies without an answer. */
  async function unanswered(
    fault: 'write-silently' | 'hold',
    stream: string,
    expected: 'none' | number,
    events: NewEvent[],
  ): Promise<void> {
    const first = open(impatient);
    server.failAppends(fault);
    await expect(first.append(stream, expected, events)).rejects.toThrow(OutcomeUnknown);
  }

  it('was written: the next process is told where, also after later events', async () => {
    const stream = newStream();
    const events = newEvents(3);
    await unanswered('write-silently', stream, 'none', events);
    const there = { status: 'duplicate', revision: 2 };
    const again = await open().append(stream, 'none', events);
    expect(again).toMatchObject(there);
    await open().append(stream, 2, newEvents(2));
    expect(await open().append(stream, 'none', events)).toEqual(again);
    expect(await open().readStream(stream)).toHaveLength(5);
  });

  it('comes late, after the next process has said it: the engine refuses it', async () => {
    const stream = newStream();
    const events = newEvents(2);
    await unanswered('hold', stream, 'none', events);
    expect(await open().append(stream, 'none', events)).toMatchObject({ status: 'appended', revision: 1 });
    expect(server.releaseHeld()).toEqual(['wrong-version']);
    expect(ids(await open().readStream(stream))).toEqual(ids(events));
  });

  it('comes late, before the next process says it: that one is told', async () => {
    const stream = newStream();
    const events = newEvents(2);
    await unanswered('hold', stream, 'none', events);
    expect(server.releaseHeld()).toEqual(['success']);
    expect(await open().append(stream, 'none', events)).toMatchObject({ status: 'duplicate', revision: 1 });
    expect(ids(await open().readStream(stream))).toEqual(ids(events));
  });

  it('comes late, after others went first and it was decided again behind them: once', async () => {
    const stream = newStream();
    const [others, events] = [newEvents(2), newEvents(1)];
    await unanswered('hold', stream, 'none', events);
    await open().append(stream, 'none', others);
    await expect(open().append(stream, 'none', events)).rejects.toThrow(RevisionConflict);
    expect(await open().append(stream, 1, events)).toMatchObject({ status: 'appended', revision: 2 });
    expect(server.releaseHeld()).toEqual(['wrong-version']);
    expect(ids(await open().readStream(stream))).toEqual([...ids(others), ...ids(events)]);
  });

  it('was written, and is said behind itself by a process that has not seen it: refused', async () => {
    const stream = newStream();
    const events = newEvents(2);
    await unanswered('write-silently', stream, 'none', events);
    await expect(open().append(stream, 1, events)).rejects.toThrow(RevisionConflict);
    await expect(open().append(stream, 1, [events[1]!])).rejects.toThrow(RevisionConflict);
    expect(await open().readStream(stream)).toHaveLength(2);
  });

  it('stands once in any interleaving of processes that say it as commands do', async () => {
    const fault = fc.constantFrom(
      'lose-answer',
      'lose-request',
      'time-out',
      'write-silently',
      'hold',
      'none',
    );
    const plan = fc.record({
      /** Who says each command: several numbers of processes say the same one. */
      commands: fc.array(fc.uniqueArray(fc.nat(2), { minLength: 1, maxLength: 3 }), {
        minLength: 2,
        maxLength: 5,
      }),
      faults: fc.array(fault, { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ commands, faults }) => {
        const processes = [open(impatient), open(impatient), open(impatient)];
        const stream = newStream();
        const said = commands.map((by, n) => ({ by, events: newEvents(1 + (n % 2)) }));
        server.failAppends(...faults.filter((each) => each !== 'none'));
        const answers = await Promise.all(
          said.flatMap(({ by, events }) =>
            by.map(async (process) => ({
              events,
              answer: await untilKnown(processes[process]!, stream, events),
            })),
          ),
        );
        server.releaseHeld();
        const there = await processes[0]!.readStream(stream);
        expect(ids(there).toSorted()).toEqual(said.flatMap(({ events }) => ids(events)).toSorted());
        for (const { events, answer } of answers) {
          expect(there[answer.revision]).toMatchObject({
            id: events.at(-1)!.id,
            position: answer.position,
          });
        }
        await Promise.all(processes.map((store) => store.close()));
      }),
      { numRuns: 6 },
    );
  });
});

/** Reads, looks for its ids, appends behind what it has read; again from the start while it does not know. */
async function untilKnown(
  store: EventStore,
  stream: string,
  events: NewEvent[],
): Promise<Pick<AppendResult, 'revision' | 'position'>> {
  for (let attempt = 1; ; attempt++) {
    try {
      const there = await store.readStream(stream);
      const known = there.find(({ id }) => id === events.at(-1)!.id);
      if (known) return known;
      return await store.append(stream, there.at(-1)?.revision ?? 'none', events);
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      if (!['OutcomeUnknown', 'StoreUnavailable', 'RevisionConflict'].includes(name) || attempt === 50)
        throw error;
    }
  }
}
