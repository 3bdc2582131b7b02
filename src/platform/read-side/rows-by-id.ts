import { visibleRows } from '../access/record-tables.js';
import type { Viewer } from '../access/viewer.js';
import type { Generation } from '../projections/generation.js';
import { raw, sql, statement, type Sql } from './sql.js';
import { textTypes } from './types.js';

/** Columns over the row `r`; what they join they ask the viewer's policies for. */
export type ColumnsFor = (viewer: Viewer) => Sql;

const allColumns: ColumnsFor = () => raw('r.*');

/**
 * Reads a table's rows by id, for `registerRecordLoader`.
 * @returns rows in the order of `ids`, as far as the viewer may see them; null for the others
 */
export function rowsById<Row extends { readonly id: string }>(table: string, columns = allColumns) {
  return async (generation: Generation, viewer: Viewer, ids: readonly string[]): Promise<(Row | null)[]> => {
    // By itself an id is looked up with a plan that is kept; for an array PostgreSQL plans every call anew.
    const wanted = ids.length === 1 ? sql`r.id = ${ids[0]}` : sql`r.id = ANY(${ids}::text[])`;
    const { rows } = await generation.query<Row & Record<string, unknown>>({
      ...statement(
        sql`SELECT ${columns(viewer)} FROM ${visibleRows(table, viewer)} r WHERE ${wanted}`,
        generation.schema,
      ),
      types: textTypes,
    });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  };
}
