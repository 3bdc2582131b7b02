import pg from 'pg';
import { eventLogMigrations } from '../../database/migrations/index.js';
import { migrate } from '../../database/migrate.js';
import type { RecordedEvent } from '../event-store.js';
import { PostgresEventStore } from '../postgres/postgres-event-store.js';
import { BrokenLog } from './fingerprint.js';
import type { LogTarget } from './log-target.js';
import { transaction } from '../../database/transaction.js';

const connectTime = 5_000;
const statementTime = 60_000;

const BEGIN_LOG = `WITH begun AS (
    UPDATE event_log.lineage SET id = $1 WHERE (SELECT position FROM event_log.head FOR UPDATE) = 0 RETURNING id
  )
  INSERT INTO event_log.former_lineages (lineage, until)
  SELECT lineage, until FROM unnest($2::text[], $3::bigint[]) AS f(lineage, until) WHERE EXISTS (SELECT FROM begun)
  ON CONFLICT (lineage) DO NOTHING`;

const INSERT = `INSERT INTO event_log.events
    (position, event_id, stream_id, revision, type, schema_version, data, metadata, recorded_at)
  SELECT $1::bigint + n, id, stream, revision, type, version, data, metadata, at
  FROM ROWS FROM (
    unnest($2::uuid[], $3::text[], $4::integer[], $5::text[], $6::smallint[], $7::timestamptz[]),
    json_array_elements($8::json), json_array_elements($9::json)
  ) WITH ORDINALITY AS e(id, stream, revision, type, version, at, data, metadata, n)`;

/** The log in PostgreSQL, made when it is not there. */
export async function postgresLogTarget(url: string): Promise<LogTarget> {
  await migrate(url, eventLogMigrations);
  const client = new pg.Client({
    connectionString: url,
    application_name: 'casebook log copy',
    connectionTimeoutMillis: connectTime,
    statement_timeout: statementTime,
  });
  // A connection that breaks fails the next statement; without a listener the process would end.
  client.on('error', () => undefined);
  await client.connect();
  const store = new PostgresEventStore(url);
  return {
    store,
    begin: async (lineage, former) => {
      await client.query(BEGIN_LOG, [
        lineage,
        former.map((one) => one.lineage),
        former.map(({ until }) => until),
      ]);
      return store.lineage();
    },
    write: (events, written) => transaction(client, () => insert(client, events, written)),
    close: async () => {
      await store.close();
      await client.end();
    },
  };
}

async function insert(client: pg.Client, events: readonly RecordedEvent[], written: number): Promise<void> {
  const moved = await client.query('UPDATE event_log.head SET position = position + $1 WHERE position = $2', [
    events.length,
    written,
  ]);
  if (moved.rowCount !== 1) throw new BrokenLog('Somebody else writes into the log that is copied to');
  await client.query(INSERT, [
    written,
    events.map(({ id }) => id),
    events.map(({ streamId }) => streamId),
    events.map(({ revision }) => revision),
    events.map(({ type }) => type),
    events.map(({ schemaVersion }) => schemaVersion),
    events.map(({ recordedAt }) => recordedAt),
    `[${events.map(({ data }) => JSON.stringify(data)).join()}]`,
    `[${events.map(({ metadata }) => JSON.stringify(metadata)).join()}]`,
  ]);
}
