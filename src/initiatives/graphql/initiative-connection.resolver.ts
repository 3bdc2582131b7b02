import { QueryBus } from '@nestjs/cqrs';
import { ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { fictionalCounts } from '../../platform/graphql/fictional-counts.js';
import { highlightsResolver } from '../../platform/graphql/highlights.resolver.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { selectedPaths } from '../../platform/read-side/look-ahead.js';
import type { RecordConnection } from '../../platform/read-side/record-list.js';
import { conceptViews, shippedSchemes, Taxonomies } from '../../vocabularies/public.js';
import {
  CountInitiativeFacets,
  initiativeFacets,
  type InitiativeFacet,
} from '../read-model/initiative-facets.js';
import {
  InitiativeConnectionView,
  InitiativeEdgeView,
  InitiativeFacetsView,
  InitiativeView,
} from './initiative.type.js';

export const InitiativeEdgeResolver = highlightsResolver(InitiativeEdgeView, ({ id }: InitiativeView) => id);

@Resolver(() => InitiativeConnectionView)
export class InitiativeConnectionResolver {
  constructor(
    private readonly queries: QueryBus,
    private readonly taxonomies: Taxonomies,
  ) {}

  @ResolveField(() => InitiativeFacetsView)
  async facets(
    { compiled }: RecordConnection<InitiativeView>,
    _args: object,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<InitiativeFacetsView> {
    const paths = selectedPaths(info);
    const asked = initiativeFacets.filter((facet) => paths.has(facet));
    const { counts, cut } = await this.queries.execute(new CountInitiativeFacets(compiled, asked, context));
    const taxonomy = this.taxonomies.of(context);
    const concepts = (facet: InitiativeFacet, scheme: string) =>
      (counts.get(facet) ?? []).map(({ value, count }) => ({
        concept: conceptViews(taxonomy.scheme(scheme), [value])[0]!,
        count,
      }));
    return {
      missions: concepts('missions', shippedSchemes.missions),
      digitalUses: concepts('digitalUses', shippedSchemes.digitalUses),
      characteristics: concepts('characteristics', shippedSchemes.characteristics),
      sectors: concepts('sectors', shippedSchemes.sectors),
      regions: concepts('regions', shippedSchemes.regions),
      stages: (counts.get('stages') ?? []).map(({ value, count }) => ({ stage: value, count })),
      fictional: fictionalCounts(counts.get('fictional')),
      cut,
    };
  }
}
