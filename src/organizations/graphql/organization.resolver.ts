import { QueryBus } from '@nestjs/cqrs';
import { Args, Context, Extensions, ID, Info, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { FieldArgs } from '../../platform/graphql/field-args.js';
import { keepable } from '../../platform/graphql/http/keepable.js';
import { fictionalCounts } from '../../platform/graphql/fictional-counts.js';
import { highlightsResolver } from '../../platform/graphql/highlights.resolver.js';
import {
  languagesArg,
  LocalizedTextView,
  serve,
  serveAll,
  type LanguagesArgs,
} from '../../platform/graphql/localized-text.type.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { selectedPaths } from '../../platform/read-side/look-ahead.js';
import { shownAs, type RecordConnection } from '../../platform/read-side/record-list.js';
import {
  conceptFlags,
  conceptViews,
  ConceptView,
  RecordFlagView,
  shippedSchemes,
  Taxonomies,
} from '../../vocabularies/public.js';
import { standsFor } from '../read-model/find-organizations.js';
import { ListOrganizations } from '../read-model/list-organizations.js';
import { CountOrganizationFacets, type OrganizationFacet } from '../read-model/organization-facets.js';
import {
  OrganizationConnectionView,
  OrganizationEdgeView,
  OrganizationFacetsView,
  OrganizationsArgs,
  OrganizationView,
} from './organization.type.js';

/** The organization that stands for an id now. */
export async function findOrganization(
  id: string,
  { loaders }: RequestContext,
): Promise<OrganizationView | null> {
  const row = await standsFor(loaders, id);
  return row && new OrganizationView(row, row.id === id ? null : id);
}

@Resolver(() => OrganizationView)
export class OrganizationResolver {
  constructor(
    private readonly queries: QueryBus,
    private readonly taxonomies: Taxonomies,
  ) {}

  @Query(() => OrganizationView, {
    nullable: true,
    description: 'An organization by id; a merged one is shown as what it was merged into.',
  })
  @Extensions(keepable)
  organization(
    @Args('id', { type: () => ID }) id: string,
    @Context() context: RequestContext,
  ): Promise<OrganizationView | null> {
    return findOrganization(id, context);
  }

  @Query(() => OrganizationConnectionView)
  @Extensions(keepable)
  async organizations(
    @Args() args: OrganizationsArgs,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RecordConnection<OrganizationView>> {
    const page = await this.queries.execute(
      new ListOrganizations(args, context, selectedPaths(info).has('totalCount')),
    );
    return shownAs(page, (row) => new OrganizationView(row));
  }

  @ResolveField(() => String, {
    description: 'The name, as plain text; localizedName says in which language.',
  })
  @FieldArgs(languagesArg)
  name({ row }: OrganizationView, args: LanguagesArgs, context: RequestContext): string {
    return serve(row.name, args, context).text;
  }

  @ResolveField(() => LocalizedTextView, {
    description: 'The name, with the language in which it is served.',
  })
  @FieldArgs(languagesArg)
  localizedName({ row }: OrganizationView, args: LanguagesArgs, context: RequestContext): LocalizedTextView {
    return serve(row.name, args, context);
  }

  @ResolveField(() => [LocalizedTextView], {
    description: 'The name in all its languages, each with its version.',
  })
  names({ row }: OrganizationView): LocalizedTextView[] {
    return serveAll(row.name);
  }

  @ResolveField(() => LocalizedTextView, { nullable: true })
  @FieldArgs(languagesArg)
  description(
    { row }: OrganizationView,
    args: LanguagesArgs,
    context: RequestContext,
  ): LocalizedTextView | null {
    return serve(row.description, args, context);
  }

  @ResolveField(() => [LocalizedTextView], { description: 'The description in all its languages.' })
  descriptions({ row }: OrganizationView): LocalizedTextView[] {
    return serveAll(row.description);
  }

  @ResolveField(() => ConceptView, { nullable: true })
  region({ row }: OrganizationView, _args: object, context: RequestContext): ConceptView | null {
    if (row.region === null) return null;
    return conceptViews(this.taxonomies.of(context).scheme(shippedSchemes.regions), [row.region])[0] ?? null;
  }

  @ResolveField(() => [ConceptView])
  sectors({ row }: OrganizationView, _args: object, context: RequestContext): ConceptView[] {
    return conceptViews(this.taxonomies.of(context).scheme(shippedSchemes.sectors), row.sectors);
  }

  @ResolveField(() => [ConceptView])
  missions({ row }: OrganizationView, _args: object, context: RequestContext): ConceptView[] {
    return conceptViews(this.taxonomies.of(context).scheme(shippedSchemes.missions), row.missions);
  }

  @ResolveField(() => [RecordFlagView], { description: 'What readers should know of how it is classified.' })
  flags({ row }: OrganizationView, _args: object, context: RequestContext): RecordFlagView[] {
    const taxonomy = this.taxonomies.of(context);
    const ofConcepts = (scheme: string, codes: readonly string[]) =>
      conceptFlags(taxonomy.scheme(scheme), codes, row.filed_ordinals);
    return [
      ...ofConcepts(shippedSchemes.sectors, row.sectors),
      ...ofConcepts(shippedSchemes.missions, row.missions),
      ...ofConcepts(shippedSchemes.regions, row.region === null ? [] : [row.region]),
    ];
  }
}

export const OrganizationEdgeResolver = highlightsResolver(
  OrganizationEdgeView,
  ({ id }: OrganizationView) => id,
);

@Resolver(() => OrganizationConnectionView)
export class OrganizationConnectionResolver {
  constructor(
    private readonly queries: QueryBus,
    private readonly taxonomies: Taxonomies,
  ) {}

  @ResolveField(() => OrganizationFacetsView)
  async facets(
    { compiled }: RecordConnection<OrganizationView>,
    _args: object,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<OrganizationFacetsView> {
    const asked = (['missions', 'sectors', 'regions', 'legalForms', 'fictional'] as const).filter((facet) =>
      selectedPaths(info).has(facet),
    );
    const { counts, cut } = await this.queries.execute(new CountOrganizationFacets(compiled, asked, context));
    const concepts = (facet: OrganizationFacet, scheme: string) =>
      (counts.get(facet) ?? []).map(({ value, count }) => ({
        concept: conceptViews(this.taxonomies.of(context).scheme(scheme), [value])[0]!,
        count,
      }));
    return {
      missions: concepts('missions', shippedSchemes.missions),
      sectors: concepts('sectors', shippedSchemes.sectors),
      regions: concepts('regions', shippedSchemes.regions),
      legalForms: (counts.get('legalForms') ?? []).map(({ value, count }) => ({ legalForm: value, count })),
      fictional: fictionalCounts(counts.get('fictional')),
      cut,
    };
  }
}
