import { publicRecords } from '../../platform/access/policy.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Generation } from '../../platform/projections/generation.js';
import { sql, statement } from '../../platform/read-side/sql.js';
import { textTypes } from '../../platform/read-side/types.js';
import type { ListedInitiative } from './initiative-columns.js';

/** Rows by id with their owners' whole rows, in the order of `ids`, as far as the viewer may see them. */
export async function loadInitiatives(
  generation: Generation,
  viewer: Viewer,
  ids: readonly string[],
): Promise<(ListedInitiative | null)[]> {
  // By itself an id is looked up with a plan that is kept; for an array PostgreSQL plans every call anew.
  const wanted = ids.length === 1 ? sql`r.id = ${ids[0]}` : sql`r.id = ANY(${ids}::text[])`;
  const { rows } = await generation.query<ListedInitiative & Record<string, unknown>>({
    ...statement(
      sql`SELECT r.*, (SELECT json_agg(o) FROM (SELECT r.* FROM $schema.organization r WHERE ${publicRecords.rows(viewer)}) o WHERE o.id = ANY(r.owners)) AS owner_rows FROM $schema.initiative r WHERE ${wanted} AND ${publicRecords.rows(viewer)}`,
      generation.schema,
    ),
    types: textTypes,
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}
