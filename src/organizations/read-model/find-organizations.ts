import { publicRecords } from '../../platform/access/policy.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Generation } from '../../platform/projections/generation.js';
import type { RecordLoaders } from '../../platform/graphql/record-loaders.js';
import { sql, statement } from '../../platform/read-side/sql.js';
import { textTypes } from '../../platform/read-side/types.js';
import type { OrganizationRow } from './organization.entity.js';

/** Rows by id, in the order of `ids`, as far as the viewer may see them. */
export async function loadOrganizations(
  generation: Generation,
  viewer: Viewer,
  ids: readonly string[],
): Promise<(OrganizationRow | null)[]> {
  const { rows } = await generation.query<OrganizationRow & Record<string, unknown>>({
    ...statement(
      sql`SELECT r.* FROM $schema.organization r WHERE r.id = ANY(${ids}::text[]) AND ${publicRecords.rows(viewer)}`,
      generation.schema,
    ),
    types: textTypes,
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}

/** Merges that are followed one after the other, at most. */
const MAX_HOPS = 50;

/** The organization that stands for `id` now: its own row, or that of what it was merged into. */
export async function standsFor(loaders: RecordLoaders, id: string): Promise<OrganizationRow | null> {
  let row = await loaders.load<OrganizationRow>('organization', id);
  for (let hops = 0; row?.merged_into != null && hops < MAX_HOPS; hops++) {
    row = await loaders.load<OrganizationRow>('organization', row.merged_into);
  }
  return row;
}
