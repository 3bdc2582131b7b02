import { allRows } from '../../platform/access/record-tables.js';
import type { Generation } from '../../platform/projections/generation.js';
import { sql, statement } from '../../platform/read-side/sql.js';
import type { DecidedMerge, UnfinishedMerges } from '../app/merge-completion.js';

/** Compares merges with the organizations' rows: one statement, however many there are. */
export class UnfinishedMergesOnRecord implements UnfinishedMerges {
  constructor(private readonly generation: () => Generation) {}

  async among(merges: readonly DecidedMerge[]): Promise<readonly DecidedMerge[]> {
    const generation = this.generation();
    const ids = merges.map(({ organization }) => organization);
    const targets = merges.map(({ into }) => into);
    // An organization without a row counts as unfinished: its stream, read next, knows better.
    const { rows } = await generation.query<{ nth: number }>(
      statement(
        sql`SELECT m.nth::int AS nth FROM unnest(${ids}::text[], ${targets}::text[]) WITH ORDINALITY m(id, target, nth) LEFT JOIN ${allRows('organization')} o ON o.id = m.id WHERE o.merged_into IS DISTINCT FROM m.target ORDER BY m.nth`,
        generation.schema,
      ),
    );
    return rows.map(({ nth }) => merges[nth - 1]!);
  }
}
