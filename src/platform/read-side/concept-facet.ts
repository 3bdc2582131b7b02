import { allRows } from '../access/record-tables.js';
import { raw, sql, type Sql } from './sql.js';

/** Each code with each concept that it counts for. */
export interface CountsFor {
  readonly codes: readonly string[];
  readonly concepts: readonly string[];
}

/**
 * Counts records by the concepts of one scheme, over a link table with keys `scheme:code`.
 * @param matching the records' rows, as far as the viewer may see them: only their links are counted
 */
export function linkedConceptCounts(
  matching: Sql,
  table: string,
  scheme: string,
  { codes, concepts }: CountsFor,
): Sql {
  const keys = codes.map((code) => `${scheme}:${code}`);
  return sql`SELECT k.concept AS value, count(DISTINCT m.id)::int AS count FROM (${matching}) m JOIN ${allRows(table)} l ON l.id = m.id JOIN unnest(${keys}::text[], ${concepts}::text[]) k(key, concept) ON k.key = l.concept GROUP BY 1`;
}

/** Counts records by concept where `pairs` gives each record's `id` and `code`. */
export function conceptCounts(pairs: Sql, { codes, concepts }: CountsFor): Sql {
  return sql`SELECT k.concept AS value, count(DISTINCT p.id)::int AS count FROM (${pairs}) p JOIN unnest(${codes}::text[], ${concepts}::text[]) k(code, concept) ON k.code = p.code GROUP BY 1`;
}

/** Counts records by a plain column. */
export function columnCounts(matching: Sql, column: string): Sql {
  return sql`SELECT m.${raw(column)} AS value, count(*)::int AS count FROM (${matching}) m WHERE m.${raw(column)} IS NOT NULL GROUP BY 1`;
}
