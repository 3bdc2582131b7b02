import { visibleRows } from '../../platform/access/record-tables.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Generation } from '../../platform/projections/generation.js';
import { raw, sql, statement, type Sql } from '../../platform/read-side/sql.js';
import { textTypes } from '../../platform/read-side/types.js';
import type { LiteratureSourceRow } from './literature-source.entity.js';

/** Likely duplicates of one source in one answer. */
export const maxDuplicates = 20;

/**
 * Whether two rows may be records of one work: title, year and first author agree, no two DOIs tell them apart, and
 * nobody has.
 */
function alike(a: string, b: string): Sql {
  const [one, other] = [raw(a), raw(b)];
  return sql`${other}.likeness = ${one}.likeness AND ${other}.id <> ${one}.id AND ${other}.status <> 'merged' AND ${one}.status <> 'merged' AND (${one}.doi IS NULL OR ${other}.doi IS NULL OR ${one}.doi = ${other}.doi) AND ${other}.id <> ALL(${one}.apart) AND ${one}.id <> ALL(${other}.apart)`;
}

/** The condition on the row `r` that there is such another. */
export function hasLikelyDuplicates(viewer: Viewer): Sql {
  return sql`EXISTS (SELECT FROM ${visibleRows('literature_source', viewer)} d WHERE ${alike('r', 'd')})`;
}

/** Of each of `ids`, the likely duplicates, the oldest first. */
export async function likelyDuplicates(
  generation: Generation,
  viewer: Viewer,
  ids: readonly string[],
): Promise<LiteratureSourceRow[][]> {
  const sources = visibleRows('literature_source', viewer);
  const { rows } = await generation.query<LiteratureSourceRow & { of: string }>({
    ...statement(
      sql`SELECT r.id AS of, d.* FROM ${sources} r CROSS JOIN LATERAL (SELECT d.* FROM ${sources} d WHERE ${alike('r', 'd')} ORDER BY d.recorded_ordinal LIMIT ${maxDuplicates}) d WHERE r.id = ANY(${ids}::text[]) ORDER BY r.id, d.recorded_ordinal`,
      generation.schema,
    ),
    types: textTypes,
  });
  return ids.map((id) => rows.filter(({ of }) => of === id));
}
