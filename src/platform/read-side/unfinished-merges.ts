import { allRows } from '../access/record-tables.js';
import type { Generation } from '../projections/generation.js';
import { sql, statement } from './sql.js';

interface Merge {
  readonly id: string;
  readonly into: string;
}

/** Compares merges with the records' rows: one statement, however many there are. */
export class UnfinishedMergesOnRecord {
  /** @param table of the records, with a column `merged_into` */
  constructor(
    private readonly table: string,
    private readonly generation: () => Generation,
  ) {}

  /** Those that the rows do not show. */
  async among<Given extends Merge>(merges: readonly Given[]): Promise<readonly Given[]> {
    const generation = this.generation();
    const ids = merges.map(({ id }) => id);
    const targets = merges.map(({ into }) => into);
    // A record without a row counts as unfinished: its stream, read next, knows better.
    const { rows } = await generation.query<{ nth: number }>(
      statement(
        sql`SELECT m.nth::int AS nth FROM unnest(${ids}::text[], ${targets}::text[]) WITH ORDINALITY m(id, target, nth) LEFT JOIN ${allRows(this.table)} o ON o.id = m.id WHERE o.merged_into IS DISTINCT FROM m.target ORDER BY m.nth`,
        generation.schema,
      ),
    );
    return rows.map(({ nth }) => merges[nth - 1]!);
  }
}
