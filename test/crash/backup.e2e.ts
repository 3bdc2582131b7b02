import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { organization } from '../../src/organizations/app/organization.aggregate.js';
import { organizationEvents } from '../../src/organizations/domain/organization.events.js';
import { AggregateRunner } from '../../src/platform/commands/aggregate-runner.js';
import { readPidFile } from '../../src/platform/database/embedded-postgres-process.js';
import { EventRegistry } from '../../src/platform/event-store/event-codec.js';
import { EventLog } from '../../src/platform/event-store/event-log.js';
import { PostgresEventStore } from '../../src/platform/event-store/postgres/postgres-event-store.js';
import { Program, removeFolder, run, temporaryFolder } from '../support/casebook-server.js';
import { whileConnected } from '../support/connected.js';
import { Chance, rounds } from '../support/crash/chance.js';
import { embeddedUrl } from '../support/crash/embedded.js';
import { migratedDatabase, testDatabase, type TestDatabase } from '../support/database.js';

/*
 * SIGKILL of `backup` and of `restore`, and of the PostgreSQL that is restored into, at random moments. A set is whole or not
 * there, a base is as it was or complete, and what is said again succeeds.
 */

const kills = { backup: rounds(30, 2), restore: rounds(30, 2), database: rounds(6, 1) };
const events = 20_000;
const within = 60_000;
const tables = [
  'event_log.events',
  'vault.persons',
  'vault.api_tokens',
  'vault.reads',
  'vault.data_keys',
] as const;

let folder: string;
let source: TestDatabase;
let wanted: readonly string[];
/** How long a backup and a restore take from their start, in milliseconds: kills come at any moment of it. */
const takes = { backup: 0, restore: 0 };
const chance = Chance.of('SIGKILL of backup and restore');
const place = (name: string) => join(folder, name);
const envOf = (name: string, url?: string) => ({
  DATA_DIR: place(name),
  CASEBOOK_ERASURE_LEDGER: place('erasures.ndjson'),
  ...(url !== undefined && { DATABASE_URL: url }),
});

beforeAll(async () => {
  [folder, source] = await Promise.all([temporaryFolder(), migratedDatabase()]);
  await fill(source.url);
  wanted = (await contentOf(source.url))!;
  const begun = performance.now();
  expect((await backup('whole')).code).toBe(0);
  takes.backup = performance.now() - begun;
});
afterAll(async () => {
  await source?.drop();
  await removeFolder(folder, place('embedded/postgres'));
});

/** One organization as it is registered, and many like it; somebody with a token, and what they have read. */
async function fill(url: string): Promise<void> {
  const store = new PostgresEventStore(url);
  const runner = new AggregateRunner(new EventLog(store, new EventRegistry([organizationEvents])));
  const context = {
    actor: 'person-1',
    role: 'editor',
    correlationId: 'request-1',
    idempotencyKey: 'one',
  } as const;
  const name = [{ language: 'fr', text: 'Coopérative fictive' }];
  await runner.run(organization, 'RegisterOrganization', { name, legalForm: 'cooperative' }, context);
  await store.close();
  await whileConnected(url, async (client) => {
    await client.query(
      `INSERT INTO event_log.events (position, event_id, stream_id, revision, type, schema_version, data, metadata)
       SELECT n, gen_random_uuid(), 'organization-' || gen_random_uuid(), 0, type, schema_version, data, metadata
       FROM event_log.events, generate_series(2, ${events}) n`,
    );
    await client.query(`UPDATE event_log.head SET position = ${events}`);
    await client.query(`INSERT INTO vault.persons (id, name) VALUES ('person-1', 'Ana Fictive')`);
    await client.query(
      `INSERT INTO vault.api_tokens (id, hash, person, role) VALUES ('token-1', '\\x01', 'person-1', 'editor')`,
    );
    await client.query(
      `INSERT INTO vault.reads (actor, role, record, fields, purpose, break_glass)
       SELECT 'person-1', 'editor', 'interviewNote-' || n, '{text}', 'none', false FROM generate_series(1, 5000) n`,
    );
  });
}

/** What a base holds, table by table; null where that is nothing. */
async function contentOf(url: string): Promise<readonly string[] | null> {
  return whileConnected(url, async (client) => {
    const found: string[] = [];
    for (const table of tables) {
      const { rows: made } = await client.query<{ made: boolean }>(
        'SELECT to_regclass($1) IS NOT NULL AS made',
        [table],
      );
      if (!made[0]!.made) continue;
      const { rows } = await client.query<{ hash: string }>(
        `SELECT count(*) || ' ' || md5(coalesce(string_agg(md5(to_jsonb(t)::text), '' ORDER BY to_jsonb(t)::text COLLATE "C"), '')) AS hash FROM ${table} t`,
      );
      found.push(`${table} ${rows[0]!.hash}`);
    }
    return found.every((one) => / 0 /.test(one)) ? null : found;
  });
}

const backup = (name: string) => run('cli.js', ['backup', place(name)], { env: envOf('source', source.url) });

/** Kills a command at a moment between its start, or the time from which on `writes` holds, and its end. */
async function killed(
  args: string[],
  env: Readonly<Record<string, string>>,
  time: number,
  writes?: () => Promise<boolean>,
): Promise<void> {
  const program = new Program('cli.js', args, { env });
  if (writes) {
    for (const end = Date.now() + within; !program.ended && !(await writes()); await delay(5))
      if (Date.now() > end) throw new Error(`Nothing is written:\n${program.stderr}`);
  }
  await delay(chance.between(0, Math.ceil(writes ? time / 2 : time)));
  program.child.kill('SIGKILL');
  await program.end(within);
}

/** Until nobody is connected any more whom the database has not missed yet. */
async function alone(client: pg.Client, name: string): Promise<void> {
  for (const end = Date.now() + within; Date.now() < end; await delay(20)) {
    const { rowCount } = await client.query('SELECT FROM pg_stat_activity WHERE datname = $1', [name]);
    if (rowCount === 0) return;
  }
  throw new Error('Somebody is still connected');
}

it(
  `a backup that is killed, ${kills.backup} times, is whole or not there; the next one clears away what was left`,
  async () => {
    const drafts = async () => (await readdir(folder)).filter((name) => name.startsWith('set.partial-'));
    let broken = 0;
    for (let round = 0; round < kills.backup; round += 1) {
      const writes = round % 2 === 0 ? async () => (await drafts()).length > 0 : undefined;
      await killed(['backup', place('set')], envOf('source', source.url), takes.backup, writes);
      if (!existsSync(place('set'))) {
        broken += 1;
        continue;
      }
      expect((await run('cli.js', ['backup', 'verify', place('set')], { env: {} })).code).toBe(0);
      await rm(place('set'), { recursive: true });
    }
    process.stderr.write(`${broken} of ${kills.backup} backups were killed before their end\n`);
    expect((await backup('set')).code).toBe(0);
    expect(await drafts()).toEqual([]);
  },
  30 * 60_000,
);

it(
  `a restore that is killed, ${kills.restore} times, leaves the base empty or complete; then it succeeds`,
  async () => {
    let target = await testDatabase();
    const anew = async () => {
      await target.drop();
      target = await testDatabase();
    };
    try {
      const restore = ['restore', place('whole')];
      const begun = performance.now();
      expect((await run('cli.js', restore, { env: envOf('target', target.url) })).code).toBe(0);
      takes.restore = performance.now() - begun;
      expect(await contentOf(target.url)).toEqual(wanted);
      await anew();
      let broken = 0;
      await whileConnected(source.url, async (watch) => {
        for (let round = 0; round < kills.restore; round += 1) {
          const name = new URL(target.url).pathname.slice(1);
          const connected = `SELECT FROM pg_stat_activity WHERE datname = $1 AND application_name = 'casebook restore'`;
          const writes =
            round % 2 === 0 ? async () => (await watch.query(connected, [name])).rowCount! > 0 : undefined;
          await killed(restore, envOf('target', target.url), takes.restore, writes);
          await alone(watch, name);
          const found = await contentOf(target.url);
          if (found === null) broken += 1;
          else expect(found).toEqual(wanted);
          if (found !== null) await anew();
        }
      });
      process.stderr.write(`${broken} of ${kills.restore} restores were killed before their end\n`);
      expect((await run('cli.js', restore, { env: envOf('target', target.url) })).code).toBe(0);
      expect(await contentOf(target.url)).toEqual(wanted);
    } finally {
      await target.drop();
    }
  },
  30 * 60_000,
);

it(
  `a restore whose PostgreSQL is killed, ${kills.database} times, fails, and leaves the base as it was`,
  async () => {
    const restore = () => new Program('cli.js', ['restore', place('whole')], { env: envOf('embedded') });
    const copies = async () => {
      const url = await embeddedUrl(place('embedded'));
      return whileConnected(url, async (client) => {
        const { rowCount } = await client.query(
          `SELECT FROM pg_stat_activity WHERE application_name = 'casebook restore' AND query LIKE 'COPY%'`,
        );
        return rowCount! > 0;
      });
    };
    for (let round = 0; round < kills.database; round += 1) {
      const program = restore();
      // Until it copies; its server may not be there yet, or may be about to stop.
      await program.until(() => copies().catch(() => false), within);
      await delay(chance.between(0, 100));
      process.kill((await readPidFile(join(place('embedded'), 'postgres')))!.pid, 'SIGKILL');
      expect(await program.end(within)).toBe(1);
      expect(program.stderr).toMatch(/^casebook: (?!something unexpected).+\n$/);
    }
    // Into a base that holds anything it would be refused.
    const last = restore();
    expect([await last.end(within), last.stderr.split('\n')[0]]).toEqual([
      0,
      expect.stringContaining('Tokens stand as'),
    ]);
  },
  30 * 60_000,
);
