import { sql, type Sql } from '../../platform/read-side/sql.js';

/**
 * The organizations that `ids` gives, with all that were merged into them, however many times.
 * @param ids query giving `id`
 */
export function withMergedInto(ids: Sql): Sql {
  return sql`WITH RECURSIVE asked(id) AS (${ids} UNION SELECT m.id FROM asked a JOIN $schema.organization m ON m.merged_into = a.id) SELECT id FROM asked`;
}

/**
 * Each merged organization (`id`) with what stands for it now (`current`). Few rows: it begins at the merged ones.
 * Merges form no cycle; the UNION would end one all the same.
 */
export const currentOrganization: Sql = sql`WITH RECURSIVE merged(id, into_id) AS (SELECT m.id, m.merged_into FROM $schema.organization m WHERE m.merged_into IS NOT NULL UNION SELECT s.id, n.merged_into FROM merged s JOIN $schema.organization n ON n.id = s.into_id WHERE n.merged_into IS NOT NULL) SELECT s.id, s.into_id AS current FROM merged s JOIN $schema.organization n ON n.id = s.into_id WHERE n.merged_into IS NULL`;

/** The organization that `id` stands for now, and all that were merged into it, as ids to look for. */
export function sameAs(ids: readonly string[]): Sql {
  // Ids are compared byte by byte: the recursion wants one collation throughout.
  return withMergedInto(
    sql`SELECT coalesce(c.current, w.id) COLLATE "C" AS id FROM unnest(${ids}::text[]) w(id) LEFT JOIN (${currentOrganization}) c ON c.id = w.id`,
  );
}
