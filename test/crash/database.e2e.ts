import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { readPidFile } from '../../src/platform/database/embedded-postgres-process.js';
import { CasebookServer, removeFolder, temporaryFolder } from '../support/casebook-server.js';
import { whileConnected } from '../support/connected.js';
import { Chance, isLong, rounds } from '../support/crash/chance.js';
import { embeddedUrl } from '../support/crash/embedded.js';
import { complaintsOfLog, complaintsOfReadModel, readModelOf } from '../support/crash/verdict.js';
import { Writers } from '../support/crash/writers.js';

/*
 * SIGKILL of the embedded PostgreSQL while clients write and the projector follows: of its first process, or of one that serves
 * the projector or the appends, which makes PostgreSQL begin anew. The service recovers by itself, and in the end all that was
 * acknowledged stands once.
 */

const kills = rounds(50, 3);
/** A service gives up on a PostgreSQL that went down more often; then it is killed as well. */
const killsInOneLife = 8;
const within = 60_000;

let folder: string;
let server: CasebookServer;
let writers: Writers;
const chance = Chance.of('SIGKILL of PostgreSQL');

beforeAll(async () => {
  folder = await temporaryFolder();
  server = await start();
  const token = await readFile(join(folder, 'admin-token'), 'utf8');
  writers = new Writers(chance, token.trim());
});
afterAll(async () => {
  if (server && !server.program.ended) await server.kill();
  await removeFolder(folder);
});

const start = () => CasebookServer.start({ env: { DATA_DIR: folder, SAMPLES: 'none', LOG_LEVEL: 'silent' } });

async function withDatabase<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  return whileConnected(await embeddedUrl(folder), work, { statement_timeout: within });
}

const targets = ['first process', 'casebook projector%', 'casebook event log: appends'] as const;

async function pidOf(target: (typeof targets)[number]): Promise<number | undefined> {
  if (target === 'first process') return (await readPidFile(join(folder, 'postgres')))?.pid;
  return withDatabase(async (client) => {
    const { rows } = await client.query<{ pid: number }>(
      'SELECT pid FROM pg_stat_activity WHERE application_name LIKE $1 LIMIT 1',
      [target],
    );
    return rows[0]?.pid;
  });
}

async function kill(target: (typeof targets)[number]): Promise<void> {
  for (const deadline = Date.now() + within; Date.now() < deadline; await delay(10)) {
    const pid = await pidOf(target).catch(() => undefined);
    if (pid === undefined) continue;
    await delay(chance.between(0, 100));
    if (killed(pid)) return;
  }
  throw new Error(`There is no ${target} to be killed:\n${server.stdout}\n${server.stderr}`);
}

/** False where it has ended by itself meanwhile: the next of its kind is taken. */
function killed(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

async function caughtUp(): Promise<void> {
  for (const deadline = Date.now() + within; Date.now() < deadline; await delay(50)) {
    const isThere = await withDatabase(async (client) => {
      const { rows } = await client.query<{ yes: boolean }>(
        `SELECT h.position = c.position AS yes FROM event_log.head h, ${await readModelOf(client)}.checkpoint c`,
      );
      return rows[0]!.yes;
    });
    if (isThere) return;
  }
  throw new Error('The projector does not catch up');
}

it(
  `survives ${kills} kills of PostgreSQL while it is written to and projected`,
  async () => {
    await writers.begin(server.url);
    for (let round = 0; round < kills; round++) {
      await writers.until(chance.between(1, 10));
      await kill(isLong ? chance.of(targets) : targets[round % targets.length]!);
      if (round % killsInOneLife !== killsInOneLife - 1) continue;
      await server.kill();
      await writers.stop();
      server = await start();
      await writers.begin(server.url);
    }
    await writers.until(10);
    await writers.stop();
    await writers.settle(server.url);
    expect(server.program.ended).toBe(false);
    await caughtUp();
    // PostgreSQL outlives it, and is looked into.
    await server.kill();
    await withDatabase(async (client) => {
      expect(await complaintsOfLog(client, writers.wanted)).toEqual([]);
      const url = await embeddedUrl(folder);
      expect(await complaintsOfReadModel(client, url, { DATABASE_URL: url, DATA_DIR: folder })).toEqual([]);
    });
  },
  30 * 60_000,
);
