import type pg from 'pg';
import { readSource, type ReadModelDefinition } from './definition.js';
import type { Generation } from './generation.js';
import type { Table } from './tables.js';

/** Statements that make keys and indexes again. */
export type IndexStatements = readonly string[];

/** Drops the tables' keys and indexes and says how to make them again. */
export async function takeIndexes(client: pg.Client, tables: readonly Table[]): Promise<IndexStatements> {
  const names = [tables.map(({ name }) => name)];
  const constraints = await client.query<{ drop: string; make: string }>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
            format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS make
       FROM pg_constraint WHERE contype IN ('p', 'u') AND conrelid = ANY($1::regclass[])`,
    names,
  );
  const indexes = await client.query<{ drop: string; make: string }>(
    `SELECT format('DROP INDEX %s', indexrelid::regclass) AS drop, pg_get_indexdef(indexrelid) AS make
       FROM pg_index WHERE indrelid = ANY($1::regclass[])
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)`,
    names,
  );
  const all = [...constraints.rows, ...indexes.rows];
  for (const { drop } of all) await client.query(drop);
  return all.map(({ make }) => make);
}

/** Runs statements that do not depend on each other, on as many connections as are given. */
export async function runAll(clients: readonly pg.Client[], statements: IndexStatements): Promise<void> {
  const waiting = [...statements];
  await Promise.all(
    clients.map(async (client) => {
      await client.query(`SET maintenance_work_mem = '128MB'`);
      for (let statement = waiting.shift(); statement; statement = waiting.shift())
        await client.query(statement);
    }),
  );
}

/**
 * The slices' own indexes. A file that holds nothing but indexes is taken apart, a statement ending with its line, so that
 * they are made side by side; any other runs as a whole, in one transaction.
 */
export function sliceIndexes(definition: ReadModelDefinition, generation: Generation): IndexStatements {
  const files = new Set(definition.documents.flatMap(({ indexes }) => (indexes ? [indexes.href] : [])));
  return [...files].flatMap((file) => {
    const text = readSource(new URL(file))
      .toString('utf8')
      .replace(/^\s*--.*$/gm, '');
    const whole = text.replaceAll('$schema', () => generation.quoted);
    const statements = whole.split(/;\s*$/m).filter((statement) => statement.trim() !== '');
    return statements.every((statement) => /^\s*CREATE (UNIQUE )?INDEX\b/.test(statement))
      ? statements
      : [whole];
  });
}

/** Most of the time that ANALYZE takes goes into documents, whose statistics no plan looks at; autovacuum adds them later. */
const unanalyzed = ['json', 'jsonb'];

/** What tells the planner of freshly filled tables all that it needs at once. */
export async function analyzeStatements(
  client: pg.Client,
  tables: readonly Table[],
): Promise<IndexStatements> {
  const { rows } = await client.query<{ statement: string }>(
    `SELECT format('ANALYZE %s (%s)', attrelid::regclass, string_agg(quote_ident(attname), ', ')) AS statement
       FROM pg_attribute WHERE attrelid = ANY($1::regclass[]) AND attnum > 0 AND NOT attisdropped
        AND format_type(atttypid, NULL) <> ALL($2) GROUP BY attrelid`,
    [tables.map(({ name }) => name), unanalyzed],
  );
  return rows.map(({ statement }) => statement);
}
