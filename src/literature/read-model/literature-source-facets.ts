import { columnCounts } from '../../platform/read-side/concept-facet.js';
import { countFacets, type Facets } from '../../platform/read-side/facets.js';
import { matching, type CompiledList } from '../../platform/read-side/record-list.js';

/** The facets of sources, each with the filter's field that it leaves out and the column that it counts. */
const facets = {
  types: ['type', 'type'],
  years: ['year', 'year'],
  languages: ['language', 'language'],
  reliabilities: ['reliability', 'reliability'],
  fictional: ['fictional', 'fictional'],
} as const;
export type LiteratureSourceFacet = keyof typeof facets;
export const literatureSourceFacets = Object.keys(facets) as LiteratureSourceFacet[];

export function countLiteratureSources(
  compiled: CompiledList,
  asked: readonly LiteratureSourceFacet[],
): Promise<Facets> {
  return countFacets(
    compiled.generation,
    asked.map((name) => ({
      name,
      counts: columnCounts(matching(compiled, facets[name][0]), facets[name][1]),
    })),
  );
}
