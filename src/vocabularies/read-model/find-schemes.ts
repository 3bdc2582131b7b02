import { publicRecords } from '../../platform/access/policy.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Generation } from '../../platform/projections/generation.js';
import { sql, statement } from '../../platform/read-side/sql.js';
import { textTypes } from '../../platform/read-side/types.js';
import type { ConceptSchemeRow } from './vocabulary.entity.js';

/** Rows by id, in the order of `ids`, as far as the viewer may see them. */
export async function loadSchemes(
  generation: Generation,
  viewer: Viewer,
  ids: readonly string[],
): Promise<(ConceptSchemeRow | null)[]> {
  const { rows } = await generation.query<ConceptSchemeRow & Record<string, unknown>>({
    ...statement(
      sql`SELECT r.* FROM $schema.concept_scheme r WHERE r.id = ANY(${ids}::text[]) AND ${publicRecords.rows(viewer)}`,
      generation.schema,
    ),
    types: textTypes,
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}
