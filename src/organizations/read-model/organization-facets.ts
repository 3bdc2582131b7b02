import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { columnCounts, conceptCounts, linkedConceptCounts } from '../../platform/read-side/concept-facet.js';
import { countFacets, type Facets } from '../../platform/read-side/facets.js';
import { matching, type CompiledList } from '../../platform/read-side/record-list.js';
import { sql, type Sql } from '../../platform/read-side/sql.js';
import { shippedSchemes, Taxonomies } from '../../vocabularies/public.js';

export type OrganizationFacet = 'missions' | 'sectors' | 'regions' | 'legalForms' | 'fictional';

export class CountOrganizationFacets extends Query<Facets> {
  constructor(
    readonly compiled: CompiledList,
    readonly facets: readonly OrganizationFacet[],
    readonly context: RequestContext,
  ) {
    super();
  }
}

@QueryHandler(CountOrganizationFacets)
export class CountOrganizationFacetsHandler implements IQueryHandler<CountOrganizationFacets> {
  constructor(private readonly taxonomies: Taxonomies) {}

  execute({ compiled, facets, context }: CountOrganizationFacets): Promise<Facets> {
    const taxonomy = this.taxonomies.of(context);
    const linked = (facet: string, scheme: string) =>
      linkedConceptCounts(
        matching(compiled, facet),
        'organization_by_concept',
        scheme,
        taxonomy.scheme(scheme).countsFor(),
      );
    const queries: Readonly<Record<OrganizationFacet, () => Sql>> = {
      missions: () => linked('missions', shippedSchemes.missions),
      sectors: () => linked('sectors', shippedSchemes.sectors),
      regions: () =>
        conceptCounts(
          sql`SELECT m.id, m.region AS code FROM (${matching(compiled, 'regions')}) m`,
          taxonomy.scheme(shippedSchemes.regions).countsFor(),
        ),
      legalForms: () => columnCounts(matching(compiled, 'legalForm'), 'legal_form'),
      fictional: () => columnCounts(matching(compiled, 'fictional'), 'fictional'),
    };
    return countFacets(
      compiled.generation,
      facets.map((name) => ({ name, counts: queries[name]() })),
    );
  }
}
