import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { CasebookServer, startCasebook, type Casebook } from '../support/casebook-server.js';
import { Chance, rounds } from '../support/crash/chance.js';
import { complaintsOfLog, complaintsOfReadModel, readModelOf } from '../support/crash/verdict.js';
import { Writers } from '../support/crash/writers.js';
import { connected } from '../support/connected.js';

/*
 * SIGKILL of the service while clients write: at random moments; and when the projector's statement (rows and checkpoint in
 * one) is under way. Whatever was acknowledged stands once, and the read model is what the log says.
 */

const kills = { atRandom: rounds(100, 2), projecting: rounds(20, 2) };
const within = 60_000;
/** Of a kill after the first acknowledgement, in milliseconds. */
const longestLife = 400;

let casebook: Casebook;
let server: CasebookServer;
let watch: pg.Client;
let writers: Writers;
const chance = Chance.of('SIGKILL of the service');

beforeAll(async () => {
  casebook = await startCasebook({ samples: false });
  ({ server } = casebook);
  watch = await connected(casebook.database.url);
  writers = new Writers(chance, casebook.admin);
});
afterAll(async () => {
  await watch?.end();
  if (server && !server.program.ended) await server.kill();
  await casebook?.close();
});

const start = () => CasebookServer.start({ env: { ...casebook.env, SAMPLES: 'none', LOG_LEVEL: 'error' } });

/** Some lives overlap: the next service runs before the former is killed, and its projector takes over. */
async function killedAtRandom(): Promise<void> {
  await writers.begin(server.url);
  await writers.until(1);
  const next = chance.next() < 0.3 ? await start() : null;
  await delay(chance.between(0, longestLife));
  await server.kill();
  await writers.stop();
  server = next ?? (await start());
}

/** @param undone whether what the projector had under way is cut off, or is carried out after its death */
async function killedWhileProjecting(undone: boolean): Promise<void> {
  await writers.begin(server.url);
  await writers.until(chance.between(1, 20));
  const holder = await connected(casebook.database.url);
  await holder.query('BEGIN');
  await holder.query(`SELECT FROM ${await readModelOf(watch)}.checkpoint FOR UPDATE`);
  for (const deadline = Date.now() + within; !(await isProjecting()); await delay(5)) {
    if (Date.now() > deadline) throw new Error('The projector writes nothing');
  }
  await server.kill();
  await writers.stop();
  if (undone) {
    await watch.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE 'casebook%'`,
    );
  }
  await holder.query('ROLLBACK');
  await holder.end();
  server = await start();
}

/** Whether the projector's statement waits for the row of its checkpoint. */
async function isProjecting(): Promise<boolean> {
  const { rows } = await watch.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
     AND application_name LIKE 'casebook projector%' AND query LIKE 'WITH fence%'`,
  );
  return rows.length > 0;
}

const lives: (() => Promise<void>)[] = [
  ...Array.from({ length: kills.atRandom }, () => killedAtRandom),
  ...Array.from({ length: kills.projecting }, (_, round) => () => killedWhileProjecting(round % 2 === 0)),
];

it(
  `survives ${kills.atRandom} kills at random moments and ${kills.projecting} between batch and commit`,
  async () => {
    while (lives.length > 0) await lives.splice(chance.between(0, lives.length - 1), 1)[0]!();
    await writers.settle(server.url);
    expect(writers.acknowledged).toBeGreaterThan(kills.atRandom * 5);
    await server.stop();
    expect(await complaintsOfLog(watch, writers.wanted)).toEqual([]);
    expect(await complaintsOfReadModel(watch, casebook.database.url, casebook.env)).toEqual([]);
  },
  30 * 60_000,
);

describe('The verdict', () => {
  /** What is said of the log when it has been tampered with so, which is taken back. */
  const complaintsAfter = async (statement: string, values: unknown[] = []): Promise<string[]> => {
    await watch.query('BEGIN');
    try {
      expect((await watch.query(statement, values)).rowCount).toBe(1);
      return await complaintsOfLog(watch, writers.wanted);
    } finally {
      await watch.query('ROLLBACK');
    }
  };
  const lastWanted = () => writers.wanted.findLast(({ acknowledged }) => acknowledged)!;

  it('names an acknowledged event that is not there, one that stands twice, and one that nobody wanted', async () => {
    const { key, acknowledged } = lastWanted();
    const position = acknowledged!.position.split(':')[1];
    const lost = await complaintsAfter('DELETE FROM event_log.events WHERE position = $1', [position]);
    expect(lost).toContainEqual(expect.stringMatching(/not all the same$/));
    expect(lost).toContainEqual(
      expect.stringMatching(`${key} was acknowledged as .*, and stands as undefined`),
    );

    // A head that goes along: nothing but the record of the clients can tell.
    const copied = (
      data: string,
    ) => `WITH head AS (UPDATE event_log.head SET position = position + 1 RETURNING position)
      INSERT INTO event_log.events (position, event_id, stream_id, revision, type, schema_version, data, metadata)
      SELECT head.position, gen_random_uuid(), 'organization-' || gen_random_uuid(), 0, type, schema_version, ${data}, metadata
      FROM head, event_log.events e WHERE e.position = $1`;
    expect(await complaintsAfter(copied('data'), [position])).toEqual([
      expect.stringMatching(`${key} stands 2 times`),
    ]);
    const strange = `replace(data::text, '${key}', gen_random_uuid()::text)::json`;
    expect(await complaintsAfter(copied(strange), [position])).toEqual([
      expect.stringMatching(/stands, and nobody wanted it$/),
    ]);
    expect(await complaintsOfLog(watch, writers.wanted)).toEqual([]);
  });

  it('names the table of a row that is not what the log says', async () => {
    const table = `${await readModelOf(watch)}.initiative`;
    const changed = `UPDATE ${table} SET stage = 'retired' WHERE id = (SELECT min(id) FROM ${table})`;
    expect((await watch.query(changed)).rowCount).toBe(1);
    expect(await complaintsOfReadModel(watch, casebook.database.url, casebook.env)).toEqual([
      expect.stringMatching(/^initiative: /),
    ]);
  });
});
