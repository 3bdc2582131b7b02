import { publicRecords } from '../../platform/access/policy.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Generation } from '../../platform/projections/generation.js';
import { sql, statement } from '../../platform/read-side/sql.js';
import { textTypes } from '../../platform/read-side/types.js';
import type { InitiativeRow } from './initiative.entity.js';

/** Rows by id, in the order of `ids`, as far as the viewer may see them. */
export async function loadInitiatives(
  generation: Generation,
  viewer: Viewer,
  ids: readonly string[],
): Promise<(InitiativeRow | null)[]> {
  const { rows } = await generation.query<InitiativeRow & Record<string, unknown>>({
    ...statement(
      sql`SELECT r.* FROM $schema.initiative r WHERE r.id = ANY(${ids}::text[]) AND ${publicRecords.rows(viewer)}`,
      generation.schema,
    ),
    types: textTypes,
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}
