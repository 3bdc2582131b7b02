import type { RecordLoaders } from '../../platform/graphql/record-loaders.js';
import { rowsById } from '../../platform/read-side/rows-by-id.js';
import type { OrganizationRow } from './organization.entity.js';

export const loadOrganizations = rowsById<OrganizationRow>('organization');

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
