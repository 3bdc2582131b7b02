import { setTimeout as delay } from 'node:timers/promises';
import type { ClientBase, Pool } from 'pg';
import type { Logger } from 'pino';
import { inTransaction } from '../database/transaction.js';
import { errorCode, lockNotAvailable } from '../database/error-code.js';
import { withClient } from '../database/read-model-connection.js';
import type { Erasure, ErasureLedger } from './erasure-ledger.js';

/**
 * How long the rewriting of the table of keys waits for its readers, and how long it may take, in milliseconds. Longer than
 * the second (deadlock_timeout) after which the server's own vacuum gives way.
 */
const VACUUM_LOCK_TIME = 2_500;
const VACUUM_TIME = 60_000;
/** A connection of its own: it takes longer than the vault's others may, and must serve nothing else. */
const sweepSettings = {
  name: 'casebook sweep',
  statementTimeout: VACUUM_TIME,
  server: { lock_timeout: String(VACUUM_LOCK_TIME) },
};
/** How long it waits for transactions from before the erasure, most of which are short, in milliseconds. */
const OLDER_TRANSACTIONS_TIME = 1_000;
const OLDER_TRANSACTIONS_POLL = 50;
/** How often a process looks whether it is due, in milliseconds. */
const SWEEP_AGAIN = 600_000;

/** Destroys keys. Needs no master key: what is closed can be erased all the same. */
export class Erasures {
  private readonly listeners: (() => void)[] = [];
  private again: NodeJS.Timeout | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly databaseUrl: string,
    private readonly ledger: ErasureLedger,
    private readonly logger: Pick<Logger, 'warn'>,
    private readonly now: () => Date = () => new Date(),
  ) {}

  onErased(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** In one transaction, and in the ledger before it is committed. What is erased already is left as it is. */
  async erase(erasure: Erasure): Promise<void> {
    const erased = await this.apply([erasure], (done) => this.ledger.append(done, this.now()));
    if (erased) this.tell();
    await sweep(this.databaseUrl, this.logger);
  }

  /**
   * For a start: brings ledger and vault together again, whichever of the two is older.
   * @returns how many erasures had to be done again
   * @throws ErasureLedgerUnusable
   */
  async reconcile(): Promise<number> {
    const known = await this.ledger.read();
    // Nearly always there is nothing: then nobody is kept waiting.
    const lost = await unfinished(this.pool, known);
    const again = lost.length === 0 ? 0 : await this.apply(lost, async () => undefined);
    if (again > 0) this.tell();
    // Also after an erasure that was killed before it came to this.
    await sweep(this.databaseUrl, this.logger);
    this.sweepFromNowOn();
    await this.completeLedger(known);
    return again;
  }

  /** @returns how many of them were not so yet */
  private apply(
    erasures: readonly Erasure[],
    note: (done: readonly Erasure[]) => Promise<void>,
  ): Promise<number> {
    return inTransaction(this.pool, async (client) => {
      await client.query('SELECT 1 FROM vault.secret FOR UPDATE');
      const open = await eraseAgain(client, erasures);
      if (open.length > 0) await note(open);
      return open.length;
    });
  }

  /** A ledger that was lost, or begins elsewhere, gets what the vault knows. */
  private async completeLedger(known: readonly Erasure[]): Promise<void> {
    const { rows } = await this.pool.query<{ id: string; erased: Erasure['erased']; below: number | null }>(
      'SELECT id, erased, below FROM vault.barred ORDER BY at, id, erased',
    );
    const written = new Set(known.map(keyOfErasure));
    const missing = rows
      .map((row) => (row.below === null ? { erased: row.erased, id: row.id } : row) as Erasure)
      .filter((entry) => !written.has(keyOfErasure(entry)));
    if (missing.length === 0) return;
    await this.ledger.append(missing, this.now());
  }

  /** As long as this process lives: what waits may have been left by another. */
  private sweepFromNowOn(): void {
    this.again ??= setInterval(() => {
      if (this.pool.ending) clearInterval(this.again);
      else void sweep(this.databaseUrl, this.logger);
    }, SWEEP_AGAIN).unref();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/**
 * Destroys the keys of those that are not erased yet, in the caller's transaction.
 * @returns which these were
 */
export async function eraseAgain(
  client: Pool | ClientBase,
  erasures: readonly Erasure[],
): Promise<readonly Erasure[]> {
  const open = await unfinished(client, erasures);
  for (const entry of open) await destroy(client, entry);
  if (open.length > 0) await leaveForSweep(client);
  return open;
}

/** To be said in the transaction that destroys keys, or wraps them anew: {@link sweep} is due from its end on. */
export async function leaveForSweep(client: Pool | ClientBase): Promise<void> {
  await client.query('UPDATE vault.secret SET unswept = pg_current_xact_id()');
}

function keyOfErasure(entry: Erasure): string {
  return JSON.stringify([entry.erased, entry.id, belowOf(entry)]);
}

function belowOf(entry: Erasure): number | null {
  return entry.erased === 'versions' ? entry.below : null;
}

/** Those that are not so: nothing bars them, or a key lives. */
async function unfinished(
  client: Pool | ClientBase,
  erasures: readonly Erasure[],
): Promise<readonly Erasure[]> {
  if (erasures.length === 0) return [];
  const { rows } = await client.query<{ n: number }>(
    `SELECT e.n::int - 1 AS n
     FROM unnest($1::text[], $2::text[], $3::int[]) WITH ORDINALITY AS e(id, erased, below, n)
     WHERE NOT EXISTS (
       SELECT 1 FROM vault.barred b
       WHERE b.id = e.id AND b.erased = e.erased AND (e.below IS NULL OR b.below >= e.below))
     OR EXISTS (
       SELECT 1 FROM vault.data_keys k WHERE k.wrapped IS NOT NULL
       AND CASE e.erased WHEN 'owner' THEN k.owner = e.id WHEN 'record' THEN k.record = e.id
         ELSE k.record = e.id AND k.version BETWEEN 1 AND e.below - 1 END)
     ORDER BY e.n`,
    [erasures.map(({ id }) => id), erasures.map(({ erased }) => erased), erasures.map(belowOf)],
  );
  return rows.map(({ n }) => erasures[n]!);
}

/** The condition says which keys `k` of $1 go. */
const condemned = {
  // Of whom speaks there; fingerprints of what they said; and the rest of a record in which nobody else is left.
  owner: `k.owner = $1 OR (k.owner = k.record AND k.record IN (
      SELECT record FROM vault.data_keys WHERE owner = $1 AND record <> $1)
    AND (k.version = 0 OR NOT EXISTS (
      SELECT 1 FROM vault.data_keys o WHERE o.record = k.record AND o.owner NOT IN (o.record, $1)
      AND o.wrapped IS NOT NULL)))`,
  record: 'k.record = $1',
  versions: `k.record = $1 AND (k.version BETWEEN 1 AND $2::int - 1 OR (k.version = 0 AND k.owner = k.record))`,
} as const;

async function destroy(client: Pool | ClientBase, entry: Erasure): Promise<void> {
  const below = belowOf(entry);
  await client.query(
    `INSERT INTO vault.barred AS b (id, erased, below) VALUES ($1, $2, $3)
     ON CONFLICT (id, erased) DO UPDATE SET below = greatest(b.below, excluded.below)`,
    [entry.id, entry.erased, below],
  );
  await client.query(
    `UPDATE vault.data_keys k SET wrapped = NULL, destroyed_at = now()
     WHERE k.wrapped IS NOT NULL AND (${condemned[entry.erased]})`,
    below === null ? [entry.id] : [entry.id, below],
  );
}

/**
 * Rewrites the table of keys where that is due: an update leaves the old row behind, and an ordinary VACUUM its bytes. Whoever
 * reads keys waits meanwhile, so a table in use for long is left to an ordinary one. Fails never: the keys are gone already.
 * What could not be done stays due: for the next try, erasure or start.
 */
export async function sweep(databaseUrl: string, logger: Pick<Logger, 'warn'>): Promise<void> {
  try {
    await withClient(databaseUrl, sweepSettings, async (client) => {
      const { rows } = await client.query<{ unswept: string | null }>('SELECT unswept FROM vault.secret');
      const unswept = rows[0]?.unswept ?? null;
      if (unswept !== null) await rewrite(client, unswept, logger);
    });
  } catch (error) {
    logger.warn({ err: error }, 'The table of keys could not be rewritten after an erasure');
  }
}

async function rewrite(client: ClientBase, unswept: string, logger: Pick<Logger, 'warn'>): Promise<void> {
  if (await isSeenStill(client, unswept)) {
    logger.warn('A transaction from before an erasure is open: wrapped bytes of destroyed keys stay for now');
    return;
  }
  try {
    await client.query('VACUUM (FULL) vault.data_keys');
  } catch (error) {
    if (errorCode(error) !== lockNotAvailable) throw error;
    logger.warn('The table of keys is in use: wrapped bytes of destroyed keys stay in its file for now');
    await client.query('VACUUM vault.data_keys');
    return;
  }
  await client.query('UPDATE vault.secret SET unswept = NULL WHERE unswept = $1', [unswept]);
}

async function isSeenStill(client: ClientBase, transaction: string): Promise<boolean> {
  for (let waited = 0; await isSeen(client, transaction); waited += OLDER_TRANSACTIONS_POLL) {
    if (waited >= OLDER_TRANSACTIONS_TIME) return true;
    await delay(OLDER_TRANSACTIONS_POLL);
  }
  return false;
}

/**
 * Whether the server still keeps rows that were old by then: for a transaction that is open or prepared in whichever base, as
 * the rewriting's own snapshot reaches back to it; for a snapshot in this one; for a replica.
 */
async function isSeen(client: ClientBase, transaction: string): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT WHERE pg_snapshot_xmin(pg_current_snapshot()) <= $1::xid8
     UNION ALL SELECT FROM pg_stat_activity
       WHERE pid <> pg_backend_pid() AND (datname = current_database() OR datname IS NULL)
       AND age(backend_xmin) >= age($1::xid8::xid)
     UNION ALL SELECT FROM pg_replication_slots WHERE age(xmin) >= age($1::xid8::xid)
     LIMIT 1`,
    [transaction],
  );
  return rows.length > 0;
}
