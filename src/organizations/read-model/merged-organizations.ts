import { isVisible, visibleRows } from '../../platform/access/record-tables.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { raw, sql, type Sql } from '../../platform/read-side/sql.js';

/*
 * Merges are followed as far as the viewer sees the organizations on the way, here as in `standsFor`: what is hidden
 * neither stands for another nor leads to one.
 */

/**
 * The organizations that `ids` gives, with all that were merged into them, however many times.
 * @param ids query giving `id`, of organizations that the viewer may see
 */
export function withMergedInto(ids: Sql, viewer: Viewer): Sql {
  return sql`WITH RECURSIVE asked(id) AS (${ids} UNION SELECT m.id FROM asked a JOIN ${visibleRows('organization', viewer)} m ON m.merged_into = a.id) SELECT id FROM asked`;
}

/**
 * Each merged organization (`id`) with what stands for it now (`current`). Few rows: it begins at the merged ones.
 * Merges form no cycle; the UNION would end one all the same.
 */
export function currentOrganization(viewer: Viewer): Sql {
  const organizations = visibleRows('organization', viewer);
  return sql`WITH RECURSIVE merged(id, into_id) AS (SELECT m.id, m.merged_into FROM ${organizations} m WHERE m.merged_into IS NOT NULL UNION SELECT s.id, n.merged_into FROM merged s JOIN ${organizations} n ON n.id = s.into_id WHERE n.merged_into IS NOT NULL) SELECT s.id, s.into_id AS current FROM merged s JOIN ${organizations} n ON n.id = s.into_id WHERE n.merged_into IS NULL`;
}

/** The organization that `id` stands for now, and all that were merged into it, as ids to look for. */
export function sameAs(ids: readonly string[], viewer: Viewer): Sql {
  // Ids are compared byte by byte: the recursion wants one collation throughout.
  return withMergedInto(
    sql`SELECT coalesce(c.current, w.id) COLLATE "C" AS id FROM unnest(${ids}::text[]) w(id) LEFT JOIN (${currentOrganization(viewer)}) c ON c.id = w.id WHERE ${isVisible('organization', raw('w.id'), viewer)}`,
    viewer,
  );
}
