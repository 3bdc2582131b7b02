import { Client } from 'pg';
import type { MigrationInterface } from 'typeorm';
import { errorCode, lockNotAvailable } from './error-code.js';
import { OperatorError } from '../observability/operator-error.js';
import { boundSilence } from './silence.js';

/** Holds off a second process that starts at once. Any number would do, as long as it stays the same. */
export const migrationLock = 7_203_114_982;
/** How long one process waits for another's migrations, in milliseconds. */
const LOCK_TIME = 60_000;
const CONNECT_TIME = 10_000;

/**
 * Brings the database at `url` up to date: each migration in a transaction of its own, one process at a time.
 * @returns names of the migrations that were run now
 * @throws when a migration fails (it is rolled back then) or another process holds the lock for more than a minute
 */
export async function migrate(
  url: string,
  migrations: readonly (new () => MigrationInterface)[],
): Promise<string[]> {
  const lock = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIME,
    lock_timeout: LOCK_TIME,
  });
  // A lock that is lost makes the next statement on it fail; without a listener the process would end.
  lock.on('error', () => undefined);
  await lock.connect();
  boundSilence(lock, LOCK_TIME);
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [migrationLock]).catch((error: unknown) => {
      if (errorCode(error) !== lockNotAvailable) throw error;
      throw new OperatorError(
        'another process migrates or restores this base: start again when it has ended',
      );
    });
    // Where TypeORM notes what it has run: it makes that table, but not its schema.
    await lock.query('CREATE SCHEMA IF NOT EXISTS event_log');
    return (await areDone(lock, migrations)) ? [] : await run(url, migrations);
  } finally {
    await lock.end();
  }
}

/** Most starts find all done: they need no TypeORM, which takes long to load. */
async function areDone(
  client: Client,
  migrations: readonly (new () => MigrationInterface)[],
): Promise<boolean> {
  const { rows } = await client.query<{ made: boolean }>(
    "SELECT to_regclass('event_log.migrations') IS NOT NULL AS made",
  );
  if (!rows[0]!.made) return false;
  const done = await client.query<{ name: string }>('SELECT name FROM event_log.migrations');
  const names = new Set(done.rows.map(({ name }) => name));
  return migrations.every(({ name }) => names.has(name));
}

async function run(url: string, migrations: readonly (new () => MigrationInterface)[]): Promise<string[]> {
  const { DataSource } = await import('typeorm');
  const source = new DataSource({
    type: 'postgres',
    url,
    schema: 'event_log',
    migrations: [...migrations],
    migrationsTableName: 'migrations',
    connectTimeoutMS: CONNECT_TIME,
  });
  await source.initialize();
  try {
    return (await source.runMigrations({ transaction: 'each' })).map(({ name }) => name);
  } finally {
    await source.destroy();
  }
}
