import { allRows } from '../access/record-tables.js';
import type { Generation } from '../projections/generation.js';
import { sql, statement, type Sql } from './sql.js';

const PAGE = 2_000;

/**
 * The records that refer to a register, page by page, one entry for each reference. `condition` speaks of the row as `r`.
 * All of them, whoever imports: one that was left out would pass for missing.
 */
export async function* allOfSystem(
  generation: Generation,
  tables: { readonly records: string; readonly references: string },
  system: string,
  condition: Sql,
): AsyncGenerator<{ readonly id: string; readonly externalId: string }> {
  let after = { id: '', externalId: '' };
  for (;;) {
    const { rows } = await generation.query<{ id: string; externalId: string }>(
      statement(
        sql`SELECT x.id, x.reference AS "externalId" FROM ${allRows(tables.references)} x JOIN ${allRows(tables.records)} r ON r.id = x.id WHERE x.system = ${system} AND ${condition} AND (x.reference, x.id) > (${after.externalId}, ${after.id}) ORDER BY x.reference, x.id LIMIT ${PAGE}`,
        generation.schema,
      ),
    );
    yield* rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)!;
  }
}
