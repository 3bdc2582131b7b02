import type pg from 'pg';
import { z } from 'zod';
import { DamagedBackup, setFiles, type SetFile } from './backup-set.js';

/** Rows of one statement, written or read at once. */
export const rowsAtOnce = 1_000;

/** A row of the schema `vault`, with PostgreSQL's own JSON of it: times to the microsecond, bytes in hexadecimal digits. */
export interface VaultLine {
  readonly table: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** What each file holds, in the order in which it is put back. */
export const vaultTables = {
  access: ['persons', 'api_tokens'],
  reads: ['reads'],
  keys: ['data_keys', 'barred'],
  wrappedKeys: ['secret', 'wrapped'],
} as const satisfies Partial<Record<SetFile, readonly string[]>>;
export type VaultFile = keyof typeof vaultTables;

const SELECTS: Readonly<Record<string, string>> = {
  persons: 'SELECT to_jsonb(t)::text AS row FROM vault.persons t ORDER BY id',
  api_tokens: 'SELECT to_jsonb(t)::text AS row FROM vault.api_tokens t ORDER BY id',
  data_keys: `SELECT (to_jsonb(t) - 'wrapped')::text AS row FROM vault.data_keys t ORDER BY name`,
  barred: 'SELECT to_jsonb(t)::text AS row FROM vault.barred t ORDER BY id, erased',
  secret: `SELECT (to_jsonb(t) - 'only_row')::text AS row FROM vault.secret t WHERE master IS NOT NULL`,
  wrapped: `SELECT jsonb_build_object('name', name, 'wrapped', wrapped)::text AS row
    FROM vault.data_keys WHERE wrapped IS NOT NULL ORDER BY name`,
};

interface TextRow {
  readonly row: string;
}

/** Rows of a file as of the transaction's snapshot, read piece by piece. */
export async function* snapshotLines(
  client: pg.Client,
  file: Exclude<VaultFile, 'reads'>,
): AsyncGenerator<VaultLine[], void, void> {
  for (const table of vaultTables[file]) {
    await client.query(`DECLARE rows NO SCROLL CURSOR FOR ${SELECTS[table]}`);
    for (;;) {
      const { rows } = await client.query<TextRow>(`FETCH ${rowsAtOnce} FROM rows`);
      yield linesOf(table, rows);
      if (rows.length < rowsAtOnce) break;
    }
    await client.query('CLOSE rows');
  }
}

/**
 * Reads up to one of them, without a transaction: they are only ever added to. By ranges of ids, and not so many after the
 * last one: a base that was restored just now has no statistics, and PostgreSQL sorted the whole rest for each page.
 */
export async function* readLinesUpTo(
  client: pg.Client,
  last: string,
): AsyncGenerator<VaultLine[], void, void> {
  for (let after = 0n; after < BigInt(last); after += BigInt(rowsAtOnce)) {
    const { rows } = await client.query<TextRow>(
      'SELECT to_jsonb(t)::text AS row FROM vault.reads t WHERE id > $1 AND id <= least($1::bigint + $3, $2) ORDER BY id',
      [String(after), last, rowsAtOnce],
    );
    yield linesOf('reads', rows);
  }
}

function linesOf(table: string, rows: readonly TextRow[]): VaultLine[] {
  return rows.map(({ row }) => ({ table, row: JSON.parse(row) as VaultLine['row'] }));
}

const line = z.strictObject({ table: z.string(), row: z.record(z.string(), z.unknown()) });

/** @throws DamagedBackup when it is no row of this file */
export function vaultLine(file: VaultFile, value: unknown, number: number): VaultLine {
  const result = line.safeParse(value);
  const tables: readonly string[] = vaultTables[file];
  if (result.success && tables.includes(result.data.table)) return result.data;
  throw new DamagedBackup(`${setFiles[file]} is damaged: line ${number} holds none of its rows`);
}
