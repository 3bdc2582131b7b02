import { jest } from '@jest/globals';
import pg from 'pg';
import type { EnginePosition, EventStore } from '../../src/platform/event-store/event-store.js';
import { PostgresEventStore } from '../../src/platform/event-store/postgres/postgres-event-store.js';
import { BatchWriter } from '../../src/platform/projections/batch-writer.js';
import { hashOf } from '../../src/platform/projections/canonical-hash.js';
import type {
  RunningReadModel,
  ReadModelOptions,
} from '../../src/platform/projections/running-read-model.js';
import { rebuildReadModel, startReadModel } from '../../src/platform/projections/start-read-model.js';
import { migratedDatabase, type TestDatabase } from '../support/database.js';
import {
  fillLog,
  songModel,
  tale,
  taleModel,
  tell,
  withoutOrdinals,
  type TaleEvent,
} from '../support/tales.js';
import { until } from '../support/until.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** Longest waits, in milliseconds: generous, since only a defect uses them up. */
const deadline = 30_000;
jest.setTimeout(120_000);

let database: TestDatabase;
let log: EventStore;
let admin: pg.Client;
const running: RunningReadModel[] = [];

beforeEach(async () => {
  database = await migratedDatabase();
  log = new PostgresEventStore(database.url);
  admin = new pg.Client({ connectionString: database.url });
  admin.on('error', () => undefined);
  await admin.connect();
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
  await log.close();
  await admin.end();
  await database.drop();
});

async function start(options: Partial<ReadModelOptions> = {}): Promise<RunningReadModel> {
  const one = await startReadModel({
    log,
    databaseUrl: database.url,
    definition: taleModel,
    logger: quiet,
    pollInterval: 200,
    ...options,
  });
  running.push(one);
  await one.ready;
  return one;
}

async function stop(one: RunningReadModel): Promise<void> {
  running.splice(running.indexOf(one), 1);
  await one.close();
}

async function tellTale(
  id: string,
  expected: number | 'none',
  ...events: TaleEvent[]
): Promise<EnginePosition> {
  return (await log.append(id, expected, events.map(tell))).position;
}

const begun = (title: string): TaleEvent => ({ type: 'TaleBegun', data: { title, tags: ['new'] } });
const told = (text: string): TaleEvent => ({ type: 'TaleTold', data: { text } });

async function pagesOf(one: RunningReadModel, id: string): Promise<number | undefined> {
  const { schema, pool } = one.readModel.current();
  return (
    await pool.query<{ page_count: number }>(`SELECT page_count FROM ${schema}.tale WHERE id = $1`, [id])
  ).rows[0]?.page_count;
}

async function schemas(): Promise<string[]> {
  const { rows } = await admin.query<{ nspname: string }>(
    `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'rm\\_%' ORDER BY 1`,
  );
  return rows.map(({ nspname }) => nspname);
}

/** Ends the projector's connection, as the end of its process or of the network would. */
async function killProjector(schema: string): Promise<number> {
  const { rowCount } = await admin.query(
    `SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a
       JOIN pg_locks l ON l.pid = a.pid AND l.locktype = 'advisory' AND l.mode = 'ExclusiveLock' AND l.granted
      WHERE a.datname = current_database() AND application_name = $1`,
    [`casebook projector ${schema}`],
  );
  return rowCount ?? 0;
}

describe('folding live', () => {
  it('shows a write once its position is waited for, in every table', async () => {
    const one = await start();
    const id = tale();
    const position = await tellTale(id, 'none', begun('Le phare'), told('la mer'));
    expect(await one.projector.waitFor(position, deadline)).toBe(true);
    const { pool, schema } = one.readModel.current();
    const { rows } =
      await pool.query(`SELECT t.title, t.notes, s.vector @@ to_tsquery('casebook.fr', 'phares & mer') AS found,
      array(SELECT tag FROM ${schema}.tale_by_tag b WHERE b.id = t.id) AS tags, convert_from(seal, 'UTF8') AS seal
      FROM ${schema}.tale t JOIN ${schema}.tale_search s USING (id)`);
    expect(rows).toEqual([
      { title: 'Le phare', notes: [{ text: 'la mer' }], found: true, tags: ['new'], seal: 'Le phare' },
    ]);
    const checkpoint = await one.readModel.current().checkpoint();
    expect(checkpoint).toEqual({ position, ordinal: 2, lineage: await log.lineage(), replays: 0 });
    expect(one.projector.status()).toMatchObject({
      owner: true,
      state: 'live',
      lag: 0,
      ordinal: 2,
      lastError: null,
    });
  });

  it('writes satellites only where they differ, and takes them away', async () => {
    const one = await start();
    const id = tale();
    await tellTale(id, 'none', begun('A'));
    const first = await tellTale(id, 0, { type: 'TaleTagged', data: { tags: ['new', 'old'] } });
    expect(await one.projector.waitFor(first, deadline)).toBe(true);
    const { schema } = one.readModel.current();
    const search = () => admin.query(`SELECT xmin FROM ${schema}.tale_search`).then(({ rows }) => rows);
    const before = await search();
    const second = await tellTale(id, 1, { type: 'TaleTagged', data: { tags: ['old'] } });
    expect(await one.projector.waitFor(second, deadline)).toBe(true);
    expect((await admin.query(`SELECT tag, ordinal::int FROM ${schema}.tale_by_tag`)).rows).toEqual([
      { tag: 'old', ordinal: 3 },
    ]);
    expect(await search()).toEqual(before);
    const third = await tellTale(id, 2, { type: 'TaleForgotten', data: {} });
    expect(await one.projector.waitFor(third, deadline)).toBe(true);
    for (const table of ['tale', 'tale_by_tag', 'tale_search']) {
      expect((await admin.query(`SELECT count(*)::int FROM ${schema}.${table}`)).rows).toEqual([
        { count: 0 },
      ]);
    }
  });

  it('moves the checkpoint over events that no document follows', async () => {
    const one = await start();
    const { position } = await log.append(tale().replace('tale', 'other'), 'none', [
      tell({ type: 'Unknown', data: {} }),
    ]);
    expect(await one.projector.waitFor(position, deadline)).toBe(true);
  });

  it('answers false when a position is not reached in time', async () => {
    const one = await start();
    const beyond = 1_000_000n as EnginePosition;
    expect(await one.projector.waitFor(beyond, 50)).toBe(false);
  });

  it('resumes after a restart in the same generation', async () => {
    const first = await start();
    const id = tale();
    await tellTale(id, 'none', begun('A'), told('1'));
    await stop(first);
    await tellTale(id, 1, told('2'), told('3'));
    const second = await start();
    expect(second.readModel.current().number).toBe(1);
    expect(await pagesOf(second, id)).toBe(3);
  });
});

describe('rebuilding', () => {
  it('gives what folding live gave: by stream, in batches, and one event at a time', async () => {
    const live = await start({ batchSize: 7 });
    await fillLog(log, 60, 9);
    await tellTale(
      tale(),
      'none',
      begun('broken'),
      told('kept'),
      { type: 'TaleBroken', data: {} },
      told('skipped'),
    );
    expect(await live.projector.waitFor(await log.head(), deadline)).toBe(true);
    const expected = await hashOf(live.readModel.current());
    expect(Object.keys(expected).sort()).toEqual(['song', 'tale', 'tale_by_tag', 'tale_search']);
    for (const table of Object.values(expected)) expect(table).toMatch(/^[1-9]/);
    expect(await live.projector.parked()).toHaveLength(1);

    await live.rebuild();
    expect(live.readModel.current().number).toBe(2);
    expect(await hashOf(live.readModel.current())).toEqual(expected);
    expect(await live.projector.parked()).toHaveLength(1);
    await stop(live);

    await rebuildReadModel({
      log: withoutOrdinals(log),
      databaseUrl: database.url,
      definition: taleModel,
      logger: quiet,
      batchSize: 1,
    });
    const slow = await start();
    expect(slow.readModel.current().number).toBe(3);
    expect(await hashOf(slow.readModel.current())).toEqual(expected);
    expect((await slow.readModel.current().checkpoint()).ordinal).toBe(60 * 9 + 4);
  });

  it('finds the poison in batches when COPY refuses a row', async () => {
    const bad = tale();
    await tellTale(bad, 'none', begun('A'), told('kept'), { type: 'TaleSwollen', data: {} }, told('skipped'));
    await fillLog(log, 20, 5);
    const one = await start();
    expect(await one.projector.parked()).toMatchObject([
      { streamId: bad, ordinal: 3, eventType: 'TaleSwollen' },
    ]);
    expect(await pagesOf(one, bad)).toBe(1);
    expect(
      (await admin.query(`SELECT count(*)::int FROM ${one.readModel.current().schema}.song`)).rows,
    ).toEqual([{ count: 10 }]);
    expect(await schemas()).toEqual([one.readModel.current().schema]);
  });

  it('serves all along: no error, no mixed answer, nothing older than was answered before', async () => {
    const one = await start();
    await fillLog(log, 200, 6);
    expect(await one.projector.waitFor(await log.head(), deadline)).toBe(true);
    const id = tale();
    const first = await tellTale(id, 'none', begun('A'));
    expect(await one.projector.waitFor(first, deadline)).toBe(true);
    let ending = false;
    let highest = first;
    const served = new Set<string>();
    const writer = (async () => {
      for (let revision = 0; !ending; revision += 1)
        await tellTale(id, revision, { type: 'TaleTagged', data: { tags: [`${revision % 9}`] } });
    })();
    const readers = Array.from({ length: 4 }, async () => {
      while (!ending) {
        const floor = highest;
        const { generation, release } = one.readModel.acquire();
        try {
          const first = await generation.checkpoint();
          expect(first.position).toBeGreaterThanOrEqual(floor);
          const row = `SELECT t.ordinal >= c.ordinal AS exact FROM ${generation.schema}.checkpoint c, ${generation.schema}.tale t
            WHERE t.id = $1`;
          // The tale's last event is the log's last: rows and checkpoint of one statement are of one position.
          expect((await generation.pool.query(row, [id])).rows).toEqual([{ exact: true }]);
          const second = await generation.checkpoint();
          expect(second.position).toBeGreaterThanOrEqual(first.position);
          if (second.position > highest) highest = second.position;
          served.add(generation.schema);
        } finally {
          release();
        }
      }
    });
    const work = Promise.all([writer, ...readers]);
    try {
      await Promise.race([work, one.rebuild().then(() => one.rebuild())]);
      await until(() => served.has(one.readModel.current().schema), 'the newest generation answers');
    } finally {
      ending = true;
      await work;
    }
    expect(served.size).toBeGreaterThanOrEqual(2);
    await until(async () => (await schemas()).length === 1, 'the old ones are dropped');
    expect(await schemas()).toEqual([one.readModel.current().schema]);
  });

  it('keeps an old generation open for a request that holds it', async () => {
    const one = await start();
    const held = one.readModel.acquire();
    await one.rebuild();
    expect((await held.generation.checkpoint()).ordinal).toBe(0);
    expect(await schemas()).toHaveLength(2);
    held.release();
    await until(async () => (await schemas()).length === 1, 'the old one is dropped');
  });

  it('lets a running service move on to what another process built', async () => {
    const one = await start();
    await fillLog(log, 10, 3);
    const schema = await rebuildReadModel({
      log,
      databaseUrl: database.url,
      definition: taleModel,
      logger: quiet,
    });
    await until(() => one.readModel.current().schema === schema, 'the service serves it');
    const position = await tellTale(tale(), 'none', begun('after'));
    expect(await one.projector.waitFor(position, deadline)).toBe(true);
    await until(async () => (await schemas()).length === 1, 'the old one is dropped');
  });

  it('builds another when the definition changes, and drops the old one when nobody holds it', async () => {
    await fillLog(log, 20, 4);
    const old = await start();
    const next = await start({ definition: songModel });
    expect(await schemas()).toHaveLength(2);
    const { song } = await hashOf(old.readModel.current());
    expect(song).toMatch(/^[1-9]/);
    expect(await hashOf(next.readModel.current())).toEqual({ song });
    await stop(old);
    await next.rebuild();
    await until(async () => (await schemas()).length === 1, 'the old definition is dropped');
    expect(await schemas()).toEqual([next.readModel.current().schema]);
  });

  it.each([
    ['belongs to another lineage', `UPDATE event_log.lineage SET id = 'ffffffffffff'`],
    [
      'is ahead of the log',
      `DELETE FROM event_log.events WHERE position > 5; UPDATE event_log.head SET position = 5`,
    ],
  ])('builds another when the one there %s', async (_what, change) => {
    await fillLog(log, 2, 5);
    await stop(await start());
    await admin.query(change);
    const again = await start();
    expect(again.readModel.current().number).toBe(2);
    expect(await again.readModel.current().checkpoint()).toMatchObject({
      lineage: await log.lineage(),
      position: await log.head(),
    });
  });

  it('drops what a builder left behind that died', async () => {
    await admin.query(`CREATE SCHEMA rm_${taleModel.hash}_7`);
    const one = await start();
    await until(async () => (await schemas()).length === 1, 'it is dropped');
    expect(one.readModel.current().number).toBe(8);
  });

  it('builds once when two processes start at the same time', async () => {
    await fillLog(log, 50, 4);
    const [a, b] = await Promise.all([start(), start()]);
    expect(a.readModel.current().schema).toBe(b.readModel.current().schema);
    await until(() => a.projector.status().owner || b.projector.status().owner, 'one owns it');
  });
});

describe('a log that was put back to an earlier state', () => {
  const putBack = (to: number) =>
    admin.query(
      `DELETE FROM event_log.events WHERE position > ${to}; UPDATE event_log.head SET position = ${to}`,
    );

  it.each([
    ['is shorter than the rows', 0, 1],
    ['has grown beyond the rows again, with other events', 5, 0],
  ])('%s: they are built anew at the start, under another lineage', async (_what, more, until) => {
    const [kept, lost] = [tale(), tale()];
    await tellTale(kept, 'none', begun('A'));
    await tellTale(lost, 'none', begun('B'), told('1'));
    const one = await start();
    const former = one.readModel.current().schema;
    await stop(one);
    await putBack(1);
    for (let index = 0; index < more; index += 1) await tellTale(tale(), 'none', begun('C'));
    const lineage = await log.lineage();
    const two = await start();
    expect(two.readModel.current().schema).not.toBe(former);
    expect(two.readModel.current().lineages.current).not.toBe(lineage);
    expect(two.readModel.current().lineages.former).toEqual([{ lineage, until }]);
    expect(await pagesOf(two, kept)).toBe(0);
    expect(await pagesOf(two, lost)).toBeUndefined();
  });

  it('is noticed by who serves it: nothing is served any more, and it says so', async () => {
    await tellTale(tale(), 'none', begun('A'));
    await tellTale(tale(), 'none', begun('B'));
    const one = await start();
    await putBack(1);
    await tellTale(tale(), 'none', begun('C'));
    expect((await one.lost).message).toContain('put back');
    expect(one.isReady).toBe(false);
    expect(() => one.readModel.current()).toThrow('being built');
  });
});

describe('ownership', () => {
  it('has one owner; the other stands by, sees its writes, and takes over when it is gone', async () => {
    const a = await start();
    await until(() => a.projector.status().owner, 'a owns it');
    const b = await start();
    expect([a.projector.status().owner, b.projector.status().owner]).toEqual([true, false]);
    await until(() => b.projector.status().state === 'stand-by', 'b stands by');
    const first = await tellTale(tale(), 'none', begun('A'));
    expect(await b.projector.waitFor(first, deadline)).toBe(true);
    await stop(a);
    const second = await tellTale(tale(), 'none', begun('B'));
    expect(await b.projector.waitFor(second, deadline)).toBe(true);
    expect(b.projector.status()).toMatchObject({ owner: true, position: second });
  });

  it('keeps a stale owner from writing', async () => {
    const one = await start();
    const { schema } = one.readModel.current();
    await admin.query(`UPDATE ${schema}.checkpoint SET epoch = epoch + 1`);
    // Were it not fenced, this owner would fold the event into a row; so it must own again before it does.
    const epoch = () =>
      admin
        .query<{ epoch: string }>(`SELECT epoch FROM ${schema}.checkpoint`)
        .then(({ rows }) => Number(rows[0]!.epoch));
    const before = await epoch();
    const id = tale();
    const position = await tellTale(id, 'none', begun('A'), told('1'));
    expect(await one.projector.waitFor(position, deadline)).toBe(true);
    expect(await epoch()).toBe(before + 1);
    expect(await pagesOf(one, id)).toBe(1);
  });

  it.each([
    ['epoch', { epoch: 1_000n }],
    ['position', { from: 7n as EnginePosition }],
  ])('writes nothing at all under another %s', async (_what, stale) => {
    const one = await start();
    const { schema, routes } = one.readModel.current();
    const table = routes.get('song')![0]!.table;
    const { rows } = await admin.query<{ epoch: string }>(`SELECT epoch FROM ${schema}.checkpoint`);
    await stop(one);
    const changes = new Map([
      [table, { upserts: new Map([['a', { key: 'a', verses: 1 }]]), deletes: new Map() }],
    ]);
    const fence = {
      epoch: BigInt(rows[0]!.epoch),
      from: -1n as EnginePosition,
      to: 9n as EnginePosition,
      ordinal: 9,
      eventId: '9',
    };
    const writer = new BatchWriter(admin, schema);
    const songs = async () => (await admin.query(`SELECT FROM ${schema}.song`)).rowCount;
    expect(await writer.write({ changes, fence: { ...fence, ...stale } })).toBe(false);
    expect(await songs()).toBe(0);
    expect(await writer.write({ changes, fence })).toBe(true);
    expect(await songs()).toBe(1);
  });

  it('loses and doubles nothing when its connection is killed again and again', async () => {
    const a = await start({ batchSize: 20 });
    const b = await start({ batchSize: 20 });
    const { schema } = a.readModel.current();
    const filling = fillLog(log, 400, 9);
    let kills = 0;
    for (let round = 0; round < 8; round += 1) {
      await until(async () => {
        const killed = await killProjector(schema);
        kills += killed;
        return killed > 0;
      }, 'a projector is there to be killed');
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    await filling;
    const head = await log.head();
    expect(await a.projector.waitFor(head, deadline)).toBe(true);
    expect(await b.projector.waitFor(head, deadline)).toBe(true);
    expect(kills).toBeGreaterThanOrEqual(8);
    const live = await hashOf(a.readModel.current());
    expect((await a.readModel.current().checkpoint()).ordinal).toBe(400 * 9);
    await a.rebuild();
    expect(await hashOf(a.readModel.current())).toEqual(live);
  });

  it('comes back when every connection of the database is cut', async () => {
    const one = await start();
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'casebook%'`,
    );
    const position = await tellTale(tale(), 'none', begun('A'));
    expect(await one.projector.waitFor(position, deadline)).toBe(true);
    // Its lease is back as well: the schema cannot be dropped.
    await until(async () => {
      const { rows } = await admin.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM pg_locks JOIN pg_database d ON d.oid = database
          WHERE d.datname = current_database() AND locktype = 'advisory' AND mode = 'ShareLock'`,
      );
      return rows[0]!.n === 1;
    }, 'the lease is held');
  });
});

describe('poison', () => {
  it.each(['TaleBroken', 'TaleSwollen'] as const)(
    '%s parks its stream and lets all others go on',
    async (type) => {
      const one = await start();
      const bad = tale();
      const good = tale();
      await tellTale(bad, 'none', begun('bad'), told('kept'));
      await Promise.all([
        tellTale(bad, 1, { type, data: {} }, told('skipped')),
        tellTale(good, 'none', begun('good'), told('1')),
        fillLog(log, 30, 3),
      ]);
      expect(await one.projector.waitFor(await log.head(), deadline)).toBe(true);
      const later = await tellTale(bad, 3, told('skipped too'));
      expect(await one.projector.waitFor(later, deadline)).toBe(true);
      expect(await pagesOf(one, bad)).toBe(1);
      expect(await pagesOf(one, good)).toBe(1);
      expect(await one.projector.parked()).toMatchObject([
        { streamId: bad, eventType: type, error: expect.stringMatching(/no such tale|out of range/) },
      ]);
      expect(one.projector.status().state).toBe('live');
    },
  );

  it('stays parked after a restart', async () => {
    const bad = tale();
    const first = await start();
    await tellTale(bad, 'none', begun('bad'), { type: 'TaleBroken', data: {} });
    expect(await first.projector.waitFor(await log.head(), deadline)).toBe(true);
    await stop(first);
    await tellTale(bad, 1, told('skipped'));
    const second = await start();
    expect(await pagesOf(second, bad)).toBe(0);
  });
});
