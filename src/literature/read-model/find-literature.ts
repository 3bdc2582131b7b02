import type { RecordLoaders } from '../../platform/graphql/record-loaders.js';
import { rowsById } from '../../platform/read-side/rows-by-id.js';
import { derivedId } from '../../kernel/ids.js';
import type { DoiClaimRow, LiteratureSourceRow } from './literature-source.entity.js';
import type { PublishedFigureRow } from './published-figure.entity.js';

export const loadLiteratureSources = rowsById<LiteratureSourceRow>('literature_source');
export const loadDoiClaims = rowsById<DoiClaimRow>('doi_claim');
export const loadPublishedFigures = rowsById<PublishedFigureRow>('published_figure');

/** Merges that are followed one after the other, at most. */
const MAX_HOPS = 50;

/** The source that stands for `id` now: its own row, or that of what it was merged into. */
export async function sourceStandingFor(
  loaders: RecordLoaders,
  id: string,
): Promise<LiteratureSourceRow | null> {
  let row = await loaders.load<LiteratureSourceRow>('literatureSource', id);
  for (let hops = 0; row?.merged_into != null && hops < MAX_HOPS; hops++) {
    row = await loaders.load<LiteratureSourceRow>('literatureSource', row.merged_into);
  }
  return row;
}

/**
 * The other source that holds the DOI of this one: the one that stands for the latest claimant. Null where it is this
 * one, or where the claim is void because its source does not carry the DOI.
 */
export async function otherHolder(
  loaders: RecordLoaders,
  { id, doi, status }: Pick<LiteratureSourceRow, 'id' | 'doi' | 'status'>,
): Promise<LiteratureSourceRow | null> {
  if (doi === null || status === 'merged') return null;
  const claim = await loaders.load<DoiClaimRow>('doiClaim', derivedId('doiClaim', doi));
  if (!claim || claim.source === id) return null;
  const claimant = await loaders.load<LiteratureSourceRow>('literatureSource', claim.source);
  if (claimant?.doi !== doi) return null;
  const holder = await sourceStandingFor(loaders, claim.source);
  return holder?.id === id ? null : holder;
}
