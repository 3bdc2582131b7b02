import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { RecordedEvent } from '../../src/platform/event-store/event-store.js';
import { PostgresEventStore } from '../../src/platform/event-store/postgres/postgres-event-store.js';
import type { BuildContext } from '../../src/platform/projections/build-generation.js';
import { hashOf } from '../../src/platform/projections/canonical-hash.js';
import { withNewestGeneration } from '../../src/platform/projections/newest-generation.js';
import { replayStreams, type Replayed } from '../../src/platform/projections/replay.js';
import type { RunningReadModel } from '../../src/platform/projections/running-read-model.js';
import { startReadModel } from '../../src/platform/projections/start-read-model.js';
import { migratedDatabase, type TestDatabase } from '../support/database.js';
import { fillLog, tale, taleModel, tell } from '../support/tales.js';

/** Longest waits, in milliseconds: generous, since only a defect uses them up. */
const deadline = 30_000;
jest.setTimeout(120_000);

let database: TestDatabase;
let log: PostgresEventStore;
let context: BuildContext;
let service: RunningReadModel;
/** Which events this version of the program cannot read. */
let unreadable: ReadonlySet<string>;

beforeEach(async () => {
  database = await migratedDatabase();
  log = new PostgresEventStore(database.url);
  unreadable = new Set(['first', 'second']);
  context = {
    log,
    databaseUrl: database.url,
    definition: taleModel,
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    decode: (event: RecordedEvent) => {
      const { flaw } = event.data as { flaw?: string };
      if (flaw !== undefined && unreadable.has(flaw)) throw new Error(`no idea of the ${flaw} flaw`);
      // What no table takes, until the program is mended.
      return event.type === 'TaleSwollen' && !unreadable.has('first') ? told('now it fits') : event;
    },
  };
  service = await startReadModel(context);
  await service.ready;
});

afterEach(async () => {
  await service.close();
  await log.close();
  await database.drop();
});

const begun = (title: string) => ({ type: 'TaleBegun', data: { title, tags: ['new'] } });
const told = (text: string, flaw?: string) => ({ type: 'TaleTold', data: { text, flaw } });
const sung = (voices: string[], flaw?: string) => ({ type: 'VerseSung', data: { voices, flaw } });

async function say(id: string, expected: number | 'none', ...events: { type: string; data: unknown }[]) {
  const { position } = await log.append(id, expected, events.map(tell));
  expect(await service.projector.waitFor(position, deadline)).toBe(true);
}

/** As the command line does it, beside the service. */
async function replay(...ids: string[]): Promise<Replayed[] | undefined> {
  return withNewestGeneration(context, async (generation) => {
    const done: Replayed[] = [];
    const options = { log, databaseUrl: database.url, generation, decode: context.decode! };
    for await (const one of replayStreams(options, ids)) done.push(one);
    return done;
  });
}

const parked = async () => (await service.projector.parked()).map(({ streamId }) => streamId);

async function expectAsRebuilt(): Promise<void> {
  const live = await hashOf(service.readModel.current());
  const left = await service.projector.parked();
  await service.rebuild();
  expect(await hashOf(service.readModel.current())).toEqual(live);
  expect(await service.projector.parked()).toEqual(
    left.map((one) => expect.objectContaining({ streamId: one.streamId, revision: one.revision })),
  );
}

describe('A parked stream', () => {
  it('is folded from its beginning beside the owner, in all its tables, and then followed again', async () => {
    const [bad, song] = [tale(), `song-${randomUUID()}`];
    await say(bad, 'none', begun('A'), told('kept'), told('poison', 'first'), {
      type: 'TaleTagged',
      data: { tags: ['x'] },
    });
    await say(song, 'none', sung(['alto', 'bass']), sung(['tenor'], 'second'), sung(['alto']));
    await fillLog(log, 20, 4);
    await say(tale(), 'none', begun('later'));
    expect(await service.projector.parked()).toMatchObject([
      {
        streamId: bad,
        revision: 2,
        ordinal: 3,
        eventType: 'TaleTold',
        error: `TaleTold of ${bad}: no idea of the first flaw`,
        detail: expect.stringMatching(/^UnfoldableEvent: [^]*\nbecause of Error: no idea[^]*at /),
      },
      { streamId: song, revision: 1 },
    ]);

    unreadable = new Set();
    expect(await replay(bad, song, tale())).toEqual([
      { streamId: bad, folded: 4, error: null },
      { streamId: song, folded: 3, error: null },
    ]);
    expect(await parked()).toEqual([]);
    expect((await service.readModel.current().checkpoint()).replays).toBe(2);
    await say(bad, 3, told('after'));
    await say(song, 2, sung(['soprano']));
    expect(service.projector.status()).toMatchObject({ owner: true, state: 'live' });
    await expectAsRebuilt();
  });

  it('loses nothing while it is written to, and the owner keeps writing', async () => {
    const ids = Array.from({ length: 5 }, tale);
    for (const id of ids) await say(id, 'none', begun('A'), told('poison', 'first'));
    unreadable = new Set();
    let ending = false;
    const writers = [...ids, tale()].map(async (id, nth) => {
      if (nth === ids.length) await log.append(id, 'none', [tell(begun('good'))]);
      for (let revision = nth === ids.length ? 0 : 1; !ending; revision += 1)
        await log.append(id, revision, [tell(told('more'))]);
    });
    const replayed = await replay(...ids).finally(() => (ending = true));
    await Promise.all(writers);
    expect(replayed).toHaveLength(5);
    expect(replayed!.every(({ error }) => error === null)).toBe(true);
    expect(await service.projector.waitFor(await log.head(), deadline)).toBe(true);
    await expectAsRebuilt();
  });

  it('stays parked because of what fails again, behind the rows of what comes before', async () => {
    const [one, other] = [tale(), tale()];
    await say(
      one,
      'none',
      begun('A'),
      told('poison', 'first'),
      told('kept'),
      told('worse', 'second'),
      told('left out'),
    );
    await say(other, 'none', begun('B'), { type: 'TaleSwollen', data: {} });
    expect(await replay(other)).toEqual([
      { streamId: other, folded: 1, error: expect.stringContaining('out of range') },
    ]);
    unreadable = new Set(['second']);
    expect(await replay(one, other)).toEqual([
      { streamId: one, folded: 3, error: `TaleTold of ${one}: no idea of the second flaw` },
      { streamId: other, folded: 2, error: null },
    ]);
    expect(await service.projector.parked()).toMatchObject([{ streamId: one, revision: 3, ordinal: 4 }]);
    await expectAsRebuilt();
  });

  it('is tried anew by a rebuild, which parks what it cannot fold', async () => {
    const [one, other] = [tale(), tale()];
    await say(one, 'none', begun('A'), told('poison', 'first'));
    await say(other, 'none', told('from the first event on', 'second'), begun('late'));
    await service.rebuild();
    expect(await parked()).toEqual([one, other]);
    unreadable = new Set(['second']);
    await service.rebuild();
    expect(await parked()).toEqual([other]);
  });
});
