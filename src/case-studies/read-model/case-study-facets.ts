import { partsOfRow } from '../../platform/access/record-tables.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { columnCounts, linkedConceptCounts } from '../../platform/read-side/concept-facet.js';
import { countFacets, type Facets } from '../../platform/read-side/facets.js';
import { matching, type CompiledList } from '../../platform/read-side/record-list.js';
import { sql, type Sql } from '../../platform/read-side/sql.js';
import { shippedSchemes, type Taxonomy } from '../../vocabularies/public.js';
import { editionOf, tablesOf, type Face } from './faces.js';
import { standingOf } from './standing.js';

export const caseStudyFacets = [
  'missions',
  'digitalUses',
  'sectors',
  'characteristics',
  'standings',
  'statuses',
  'fictional',
] as const;
export type CaseStudyFacet = (typeof caseStudyFacets)[number];

/** Counts over all matching case studies; each facet leaves out the filter on itself. */
export function countCaseStudies(
  compiled: CompiledList,
  face: Face,
  asked: readonly CaseStudyFacet[],
  { viewer }: RequestContext,
  taxonomy: Taxonomy,
): Promise<Facets> {
  const { byConcept, claim, evidence } = tablesOf[face];
  const filed = (field: string, scheme: string) =>
    linkedConceptCounts(matching(compiled, field), byConcept, scheme, taxonomy.scheme(scheme).countsFor());
  const standings = (): Sql => {
    const claims = sql`SELECT c.* FROM (${matching(compiled, 'standing')}) r JOIN LATERAL (SELECT c.* FROM ${partsOfRow(claim, 'c')} AND c.edition = ${editionOf(face, 'r')}) c ON true`;
    return sql`SELECT value, count(DISTINCT id)::int AS count FROM (SELECT r.id, ${standingOf(evidence, viewer)} AS value FROM (${claims}) r) s GROUP BY 1`;
  };
  const queries: Readonly<Record<CaseStudyFacet, () => Sql>> = {
    missions: () => filed('missions', shippedSchemes.missions),
    digitalUses: () => filed('digitalUses', shippedSchemes.digitalUses),
    sectors: () => filed('sectors', shippedSchemes.sectors),
    characteristics: () => filed('characteristics', shippedSchemes.characteristics),
    standings,
    statuses: () => columnCounts(matching(compiled, 'status'), 'status'),
    fictional: () => columnCounts(matching(compiled, 'fictional'), 'fictional'),
  };
  return countFacets(
    compiled.generation,
    asked.map((name) => ({ name, counts: queries[name]() })),
  );
}
