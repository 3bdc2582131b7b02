import { documents } from '../../platform/projections/documents.js';
import type { DoiClaimEvent } from '../domain/doi-claim.events.js';
import { DoiClaimRow } from './literature-source.entity.js';
import { literatureSources } from './literature-source.projection.js';

/** Who holds which DOI, by the claims alone; whether the holder carries it is seen when the two are joined. */
export const doiClaimDocuments = documents<DoiClaimRow, DoiClaimEvent>({
  category: 'doiClaim',
  entity: DoiClaimRow,
  fold: (_row, { streamId, data: { doi, source } }) => ({ id: streamId, doi, source }),
  indexes: new URL('./doi-claim.indexes.sql', import.meta.url),
  sources: [
    ...literatureSources,
    new URL('../domain/doi-claim.events.js', import.meta.url),
    new URL(import.meta.url),
  ],
});
