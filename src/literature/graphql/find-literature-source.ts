import type { RequestContext } from '../../platform/graphql/request-context.js';
import { sourceStandingFor } from '../read-model/find-literature.js';
import { LiteratureSourceView } from './literature-source.type.js';

/** The source that stands for an id now. */
export async function findLiteratureSource(
  id: string,
  { loaders }: RequestContext,
): Promise<LiteratureSourceView | null> {
  const row = await sourceStandingFor(loaders, id);
  return row && new LiteratureSourceView(row, row.id === id ? null : id);
}
