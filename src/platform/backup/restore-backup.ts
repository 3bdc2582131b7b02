import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { Lineages } from '../../kernel/lineages.js';
import { migrationLock } from '../database/migrate.js';
import type { RecordedEvent } from '../event-store/event-store.js';
import type { Progress } from '../import/progress.js';
import { OperatorError } from '../observability/operator-error.js';
import type { ErasureLedger } from '../privacy/erasure-ledger.js';
import { eraseAgain } from '../privacy/erasures.js';
import type { Manifest } from './backup-set.js';
import { connectClient } from '../database/read-model-connection.js';
import { othersOf } from './connections.js';
import { eventsOf, vaultLines, type VerifiedBackup } from './verify-backup.js';
import { rowsAtOnce, type VaultFile, type VaultLine } from './vault-lines.js';

export interface RestoreOptions {
  readonly dir: string;
  readonly backup: VerifiedBackup;
  /** With all schemas made, and nothing in them. */
  readonly databaseUrl: string;
  readonly ledger: ErasureLedger;
  /** The operator knows that nothing was recorded after the backup: the log keeps its lineage. */
  readonly complete: boolean;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export interface Restored {
  readonly lineages: Lineages;
  /** Erasures of the ledger that the set did not know. */
  readonly erasedAgain: number;
}

/**
 * Puts a set into an empty base: all of it in one transaction, so that a restore that breaks off leaves the base as it was.
 * @throws OperatorError when the base is not empty or in use, or the ledger older than the set; DamagedBackup
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { manifest } = options.backup;
  // A COPY may take long, and is ended with the command.
  const client = await connectClient(options.databaseUrl, { name: 'casebook restore', statementTimeout: 0 });
  // A COPY under way ends with the connection only.
  const cut = () => void client.end();
  options.signal.addEventListener('abort', cut, { once: true });
  try {
    await takeLock(client);
    await client.query('BEGIN');
    await client.query('LOCK TABLE event_log.head, event_log.events, vault.secret IN ACCESS EXCLUSIVE MODE');
    // First: whoever names a base in use must not be told to put another ledger there.
    await assertUnused(client);
    await assertLedger(options.ledger, manifest);
    const lineages = lineagesAfter(manifest, options.complete);
    await putLog(client, options, lineages);
    await putVault(client, options);
    const erased = await eraseAgain(client, await options.ledger.read());
    // The start after it plans its reads of the log before anybody else has looked at what is there.
    await client.query('ANALYZE event_log.events, vault.reads, vault.data_keys');
    options.signal.throwIfAborted();
    // From here on it is done: cut off now, nobody would know whether.
    options.signal.removeEventListener('abort', cut);
    await client.query('COMMIT');
    return { lineages, erasedAgain: erased.length };
  } catch (error) {
    options.signal.throwIfAborted();
    throw error;
  } finally {
    options.signal.removeEventListener('abort', cut);
    options.progress.stop();
    await client.end().catch(() => undefined);
  }
}

/** @throws OperatorError */
async function assertLedger(ledger: ErasureLedger, { erasureLedger }: Manifest): Promise<void> {
  if (await ledger.hasGrownFrom(erasureLedger)) return;
  throw new OperatorError(
    `the ledger of erasures ${ledger.path} is older than the backup, or another one: bring the newest one there, or name it ` +
      'in CASEBOOK_ERASURE_LEDGER. Without it, what was erased would come back',
  );
}

/** So that no start migrates or serves meanwhile. */
async function takeLock(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [
    migrationLock,
  ]);
  if (!rows[0]!.mine) throw new OperatorError('another process starts or restores this base just now');
}

async function assertUnused(client: pg.Client): Promise<void> {
  const others = await othersOf(client);
  if (others.length > 0)
    throw new OperatorError(`the base is in use (${others.join(', ')}): stop that first`);
  const tables = [
    'event_log.events',
    'vault.persons',
    'vault.api_tokens',
    'vault.data_keys',
    'vault.barred',
    'vault.reads',
  ];
  for (const table of tables) {
    const { rows } = await client.query(`SELECT FROM ${table} LIMIT 1`);
    if (rows.length === 0) continue;
    throw new OperatorError(
      `the base is not empty (${table}): name one that was never started, by DATA_DIR or DATABASE_URL`,
    );
  }
}

/** What was recorded after a backup is dropped by its restore: nobody but the operator can know that nothing was. */
function lineagesAfter({ lineage, formerLineages, events }: Manifest, complete: boolean): Lineages {
  if (complete) return new Lineages(lineage, formerLineages);
  return new Lineages(randomBytes(6).toString('hex'), [...formerLineages, { lineage, until: events }]);
}

async function putLog(
  client: pg.Client,
  { dir, backup: { manifest }, progress, signal }: RestoreOptions,
  lineages: Lineages,
): Promise<void> {
  progress.start(manifest.events, 'events');
  const copying = client.query(
    copyFrom(
      'COPY event_log.events (position, event_id, stream_id, revision, type, schema_version, data, metadata, recorded_at) FROM STDIN',
    ),
  );
  await pipeline(Readable.from(copyLines(eventsOf(dir, manifest, signal), progress)), copying);
  await client.query('UPDATE event_log.head SET position = $1', [manifest.events]);
  await client.query('UPDATE event_log.lineage SET id = $1', [lineages.current]);
  await client.query('DELETE FROM event_log.former_lineages');
  for (const { lineage, until } of lineages.former) {
    await client.query('INSERT INTO event_log.former_lineages (lineage, until) VALUES ($1, $2)', [
      lineage,
      until,
    ]);
  }
}

async function* copyLines(
  events: AsyncIterable<RecordedEvent>,
  progress: Progress,
): AsyncGenerator<string, void, void> {
  let lines: string[] = [];
  for await (const event of events) {
    lines.push(copyLine(event));
    if (lines.length < rowsAtOnce) continue;
    yield lines.join('');
    progress.advance(lines.length);
    lines = [];
  }
  yield lines.join('');
}

/** COPY's text format. JSON holds no control characters, and the other columns neither those nor backslashes. */
function copyLine(event: RecordedEvent): string {
  const { ordinal, id, streamId, revision, type, schemaVersion, data, metadata, recordedAt } = event;
  const columns = [
    ordinal,
    id,
    streamId,
    revision,
    type,
    schemaVersion,
    json(data),
    json(metadata),
    recordedAt,
  ];
  return `${columns.join('\t')}\n`;
}

function json(value: unknown): string {
  return JSON.stringify(value).replaceAll('\\', '\\\\');
}

async function putVault(client: pg.Client, options: RestoreOptions): Promise<void> {
  await client.query('CREATE TEMP TABLE wrapped (name text PRIMARY KEY, wrapped bytea)');
  if (options.backup.hasKeys) await putRows(client, options, 'wrappedKeys');
  for (const file of ['access', 'reads', 'keys'] as const) await putRows(client, options, file);
  await client.query('DROP TABLE wrapped');
  await client.query(
    `SELECT setval(pg_get_serial_sequence('vault.reads', 'id'), greatest(max(id), 1), max(id) IS NOT NULL) FROM vault.reads`,
  );
}

/** A column that a set of an earlier program lacks is null. A key whose wrapped form is not there is a destroyed one. */
const INSERTS: Readonly<Record<string, string>> = {
  persons: 'INSERT INTO vault.persons SELECT * FROM json_populate_recordset(NULL::vault.persons, $1)',
  api_tokens:
    'INSERT INTO vault.api_tokens SELECT * FROM json_populate_recordset(NULL::vault.api_tokens, $1)',
  reads:
    'INSERT INTO vault.reads OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_recordset(NULL::vault.reads, $1)',
  barred: 'INSERT INTO vault.barred SELECT * FROM json_populate_recordset(NULL::vault.barred, $1)',
  secret: `UPDATE vault.secret s SET master = r.master, wrapped = r.wrapped
    FROM json_populate_recordset(NULL::vault.secret, $1) r`,
  wrapped: 'INSERT INTO wrapped SELECT * FROM json_populate_recordset(NULL::wrapped, $1)',
  data_keys: `INSERT INTO vault.data_keys (name, owner, record, version, wrapped, master, created_at, destroyed_at)
    SELECT r.name, r.owner, r.record, r.version, w.wrapped, r.master, r.created_at,
      CASE WHEN w.wrapped IS NULL THEN coalesce(r.destroyed_at, now()) END
    FROM json_populate_recordset(NULL::vault.data_keys, $1) r LEFT JOIN wrapped w ON w.name = r.name`,
};

async function putRows(
  client: pg.Client,
  { dir, backup: { manifest }, signal }: RestoreOptions,
  file: VaultFile,
): Promise<void> {
  let table = '';
  let rows: VaultLine['row'][] = [];
  const put = async () => {
    if (rows.length > 0) await client.query(INSERTS[table]!, [JSON.stringify(rows)]);
    rows = [];
  };
  for await (const line of vaultLines(dir, manifest, file, signal)) {
    if (line.table !== table || rows.length >= rowsAtOnce) await put();
    table = line.table;
    rows.push(line.row);
  }
  await put();
}
