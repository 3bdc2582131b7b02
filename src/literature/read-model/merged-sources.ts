import { visibleRows } from '../../platform/access/record-tables.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { sql, type Sql } from '../../platform/read-side/sql.js';

/**
 * Each of `sources` (`asked`) with all ids under which others may refer to it (`id`): its own, and those of what was
 * merged into it, however many times. Merges form no cycle; the UNION would end one all the same.
 */
export function sameSources(sources: readonly string[], viewer: Viewer): Sql {
  // Ids are compared byte by byte: the recursion wants one collation throughout.
  return sql`WITH RECURSIVE same(asked, id) AS (SELECT w.id, w.id COLLATE "C" FROM unnest(${sources}::text[]) w(id) UNION SELECT s.asked, m.id FROM same s JOIN ${visibleRows('literature_source', viewer)} m ON m.merged_into = s.id) SELECT asked, id FROM same`;
}

/**
 * Each merged source (`id`) with what stands for it now (`current`). Few rows: it begins at the merged ones. For joins
 * from what refers to a source, by `LEFT JOIN … ON m.id = x.source` and `coalesce(m.current, x.source)`.
 */
export function currentSource(viewer: Viewer): Sql {
  const sources = visibleRows('literature_source', viewer);
  return sql`WITH RECURSIVE merged(id, into_id) AS (SELECT m.id, m.merged_into FROM ${sources} m WHERE m.merged_into IS NOT NULL UNION SELECT s.id, n.merged_into FROM merged s JOIN ${sources} n ON n.id = s.into_id WHERE n.merged_into IS NOT NULL) SELECT s.id, s.into_id AS current FROM merged s JOIN ${sources} n ON n.id = s.into_id WHERE n.merged_into IS NULL`;
}
