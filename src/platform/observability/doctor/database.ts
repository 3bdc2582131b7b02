import type pg from 'pg';
import type { MigrationInterface } from 'typeorm';
import { judged, type Check, type Finding } from './finding.js';

/** What the database is made for, as `server_version_num` counts. */
const testedMajor = 18;
const oldestMajor = 14;
const extensions = ['btree_gin', 'pg_trgm', 'unaccent'];
/** Connections that one service and a command beside it take, at most: see operating.md. */
const neededConnections = 40;
/** Seconds by which two clocks may differ before terms of consents are judged differently. */
const clockTolerance = 5;

/** What the PostgreSQL is that a base stands on. */
export function databaseChecks(
  client: pg.Client,
  migrations: readonly (new () => MigrationInterface)[],
): Check[] {
  return [
    { of: 'postgresql', look: () => server(client) },
    { of: 'connections', look: () => connections(client) },
    { of: 'extensions', look: () => availableExtensions(client) },
    { of: 'clock', look: () => clock(client) },
    { of: 'schemas', look: () => schemas(client, migrations) },
  ];
}

async function server(client: pg.Client): Promise<Finding[]> {
  const of = 'postgresql';
  const { rows } = await client.query<{ name: string; setting: string }>(
    `SELECT name, setting FROM pg_settings
      WHERE name IN ('server_version_num', 'server_version', 'fsync', 'full_page_writes', 'synchronous_commit', 'server_encoding')`,
  );
  const settings = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  const major = Math.floor(Number(settings['server_version_num']) / 10_000);
  const says = `version ${settings['server_version']}`;
  const risky = ['fsync', 'full_page_writes', 'synchronous_commit'].filter(
    (name) => settings[name] === 'off',
  );
  return [
    major < oldestMajor
      ? { level: 'bad', of, says: `${says}; ${oldestMajor} or later is needed` }
      : major === testedMajor
        ? { level: 'ok', of, says }
        : { level: 'note', of, says: `${says}; Casebook is tested with ${testedMajor} alone` },
    judged(
      of,
      risky.length === 0,
      'a commit is on the disk before it is answered',
      `${risky.join(', ')} is off: a crash can lose what was acknowledged`,
    ),
    judged(of, settings['server_encoding'] === 'UTF8', 'UTF-8', 'the database’s encoding must be UTF8'),
  ];
}

async function connections(client: pg.Client): Promise<Finding[]> {
  const { rows } = await client.query<{ used: number; max: number }>(
    `SELECT (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS used,
            current_setting('max_connections')::int AS max`,
  );
  const { used, max } = rows[0]!;
  const of = 'connections';
  const says = `${used} of ${max} are used`;
  if (used >= max - 5) return [{ level: 'bad', of, says: `${says}: raise max_connections` }];
  return [
    max < neededConnections
      ? {
          level: 'note',
          of,
          says: `${says}; a service with commands beside it takes up to ${neededConnections}`,
        }
      : { level: 'ok', of, says },
  ];
}

async function availableExtensions(client: pg.Client): Promise<Finding[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT name FROM pg_available_extensions WHERE name = ANY($1)',
    [extensions],
  );
  const missing = extensions.filter((name) => !rows.some((row) => row.name === name));
  return [
    judged(
      'extensions',
      missing.length === 0,
      extensions.join(', '),
      `${missing.join(', ')} cannot be had there`,
    ),
  ];
}

async function clock(client: pg.Client): Promise<Finding[]> {
  const sent = Date.now();
  const { rows } = await client.query<{ now: number }>(
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now',
  );
  const apart = Math.abs(rows[0]!.now - (sent + Date.now()) / 2) / 1_000;
  return [
    judged(
      'clock',
      apart <= clockTolerance,
      'this machine’s and the database’s agree',
      `this machine’s and the database’s are ${Math.round(apart)} s apart`,
    ),
  ];
}

async function schemas(
  client: pg.Client,
  migrations: readonly (new () => MigrationInterface)[],
): Promise<Finding[]> {
  const of = 'schemas';
  const known = migrations.map(({ name }) => name);
  const table = await client.query<{ has: boolean }>(
    `SELECT to_regclass('event_log.migrations') IS NOT NULL AS has`,
  );
  if (!table.rows[0]!.has) return [{ level: 'note', of, says: 'none yet; the first start makes them' }];
  const { rows } = await client.query<{ name: string }>('SELECT name FROM event_log.migrations');
  const made = new Set(rows.map(({ name }) => name));
  const unknown = [...made].filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    const says = `made by a newer Casebook (${unknown.join(', ')}): this one must not start on them`;
    return [{ level: 'bad', of, says }];
  }
  const missing = known.filter((name) => !made.has(name));
  return [
    missing.length > 0
      ? { level: 'note', of, says: `the next start brings them up to date (${missing.join(', ')})` }
      : { level: 'ok', of, says: 'up to date' },
  ];
}
