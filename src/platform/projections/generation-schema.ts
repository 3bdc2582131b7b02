import type pg from 'pg';
import { quoteIdentifier } from '../database/read-model-connection.js';

/** One generation as the database knows it. */
export interface GenerationRecord {
  readonly schema: string;
  readonly hash: string;
  readonly number: number;
  /** False while it is being built, and for ever when its builder died. */
  readonly complete: boolean;
  readonly position: bigint;
  readonly ordinal: number;
  readonly lineage: string | null;
  /** Id of the event at `position`; null before the first. */
  readonly eventId: string | null;
  /** Orders generations of different definitions. ISO 8601; null when its builder died before its first step ended. */
  readonly createdAt: string | null;
}

const name = /^rm_([0-9a-f]{12})_(\d+)$/;

export function generationSchema(hash: string, number: number): string {
  return `rm_${hash}_${number}`;
}

/** Every `ordinalStep`-th event's position is kept, to find the way from an ordinal back into the log. */
export const ordinalStep = 1_000;

/**
 * The generation's own tables, beside those of its documents. The checkpoint's row is rewritten in place (HOT) with each batch;
 * `replays` counts the changes of rows that did not move its position: see replay.ts.
 */
export async function createBookkeeping(client: pg.Client, schema: string, lineage: string): Promise<void> {
  const s = quoteIdentifier(schema);
  await client.query('BEGIN');
  await client.query(`CREATE SCHEMA ${s}`);
  await client.query(`
    CREATE TABLE ${s}.checkpoint (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
      position bigint NOT NULL,
      ordinal bigint NOT NULL,
      lineage text NOT NULL,
      event_id text,
      epoch bigint NOT NULL,
      complete boolean NOT NULL,
      replays bigint NOT NULL DEFAULT 0,
      created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
    ) WITH (fillfactor = 10);
    CREATE TABLE ${s}.ordinal_map (ordinal bigint PRIMARY KEY, position bigint NOT NULL);
    CREATE TABLE ${s}.parked_streams (
      stream_id text PRIMARY KEY,
      position bigint NOT NULL,
      ordinal bigint NOT NULL,
      revision int NOT NULL DEFAULT 0,
      event_type text NOT NULL,
      error text NOT NULL,
      detail text,
      parked_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )`);
  await client.query(
    `INSERT INTO ${s}.checkpoint (position, ordinal, lineage, epoch, complete) VALUES (-1, 0, $1, 0, false)`,
    [lineage],
  );
  await client.query('COMMIT');
}

/** All generations in the database, of whatever definition, oldest number first. */
export async function listGenerations(client: pg.Client): Promise<GenerationRecord[]> {
  const { rows } = await client.query<{ schema: string; has: boolean }>(
    `SELECT nspname AS schema, to_regclass(quote_ident(nspname) || '.checkpoint') IS NOT NULL AS has
       FROM pg_namespace WHERE nspname ~ '^rm_[0-9a-f]{12}_[0-9]+$'`,
  );
  const records: GenerationRecord[] = [];
  for (const { schema, has } of rows) {
    const [, hash, number] = name.exec(schema)!;
    const row = has ? await readRecord(client, schema) : undefined;
    records.push({
      schema,
      hash: hash!,
      number: Number(number),
      complete: row?.complete ?? false,
      position: BigInt(row?.position ?? -1),
      ordinal: Number(row?.ordinal ?? 0),
      lineage: row?.lineage ?? null,
      eventId: row?.event_id ?? null,
      createdAt: row?.created_at ?? null,
    });
  }
  return records.sort((a, b) => a.number - b.number);
}

interface RecordRow {
  position: string;
  ordinal: string;
  lineage: string;
  event_id: string | null;
  complete: boolean;
  created_at: string;
}

const noSuchTable = '42P01';

async function readRecord(client: pg.Client, schema: string): Promise<RecordRow | undefined> {
  try {
    // By name out of the whole row, for an earlier program's table lacks the column.
    const { rows } = await client.query<RecordRow>(
      `SELECT position, ordinal, lineage, to_jsonb(c) ->> 'event_id' AS event_id, complete,
              to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS created_at
         FROM ${quoteIdentifier(schema)}.checkpoint c`,
    );
    return rows[0];
  } catch (error) {
    // Dropped by another process since it was listed.
    if ((error as { code?: string }).code === noSuchTable) return undefined;
    throw error;
  }
}
