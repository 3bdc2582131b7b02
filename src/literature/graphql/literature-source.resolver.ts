import { QueryBus } from '@nestjs/cqrs';
import { Args, Context, Extensions, ID, Info, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { FieldArgs } from '../../platform/graphql/field-args.js';
import { fictionalCounts } from '../../platform/graphql/fictional-counts.js';
import { highlightsResolver } from '../../platform/graphql/highlights.resolver.js';
import { maxItems } from '../../platform/graphql/limits/limits.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { selectedPaths } from '../../platform/read-side/look-ahead.js';
import { shownAs, type RecordConnection } from '../../platform/read-side/record-list.js';
import { otherHolder } from '../read-model/find-literature.js';
import { likelyDuplicates, maxDuplicates } from '../read-model/likely-duplicates.js';
import { ListLiteratureSources } from '../read-model/list-literature-sources.js';
import { countLiteratureSources, literatureSourceFacets } from '../read-model/literature-source-facets.js';
import { gathered } from '../../platform/graphql/gathered.js';
import { figuresOfSources, maxFigures } from '../read-model/related-figures.js';
import { citationArgs, CitationView, type CitationArgs } from './citation.type.js';
import { Citations } from './citations.js';
import { findLiteratureSource } from './find-literature-source.js';
import { firstArg, firstOf } from './first-of.js';
import { LiteratureSourcesArgs } from './literature-source-where.type.js';
import {
  doiNotHeld,
  LikelyDuplicateView,
  sourceRetracted,
  LiteratureFlagView,
  LiteratureSourceConnectionView,
  LiteratureSourceEdgeView,
  LiteratureSourceFacetsView,
  LiteratureSourceView,
} from './literature-source.type.js';
import { PublishedFigureView } from './published-figure.type.js';

const duplicatesOf = gathered(likelyDuplicates);
const figuresOf = gathered(figuresOfSources);

@Resolver(() => LiteratureSourceView)
export class LiteratureSourceResolver {
  constructor(
    private readonly queries: QueryBus,
    private readonly citations: Citations,
  ) {}

  @Query(() => LiteratureSourceView, {
    nullable: true,
    description: 'A source of the literature by id; a merged one is shown as what it was merged into.',
  })
  literatureSource(
    @Args('id', { type: () => ID }) id: string,
    @Context() context: RequestContext,
  ): Promise<LiteratureSourceView | null> {
    return findLiteratureSource(id, context);
  }

  @Query(() => LiteratureSourceConnectionView)
  async literatureSources(
    @Args() args: LiteratureSourcesArgs,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RecordConnection<LiteratureSourceView>> {
    const page = await this.queries.execute(
      new ListLiteratureSources(args, context, selectedPaths(info).has('totalCount'), undefined),
    );
    return shownAs(page, (row) => new LiteratureSourceView(row));
  }

  @ResolveField(() => CitationView, {
    description: 'How it is cited; the entry says when it was retracted or is invented.',
  })
  @FieldArgs(citationArgs)
  citation(
    { row }: LiteratureSourceView,
    args: CitationArgs,
    context: RequestContext,
  ): Promise<CitationView> {
    return this.citations.ofSource(row, args, context);
  }

  @ResolveField(() => [LiteratureFlagView], {
    description: 'What readers should know before they rely on it.',
  })
  @Extensions(maxItems(2))
  async flags(
    source: LiteratureSourceView,
    _args: object,
    { loaders }: RequestContext,
  ): Promise<LiteratureFlagView[]> {
    const { row } = source;
    const holder = await otherHolder(loaders, row);
    return [
      ...(row.status === 'retracted' ? [sourceRetracted(source)] : []),
      ...(holder ? [doiNotHeld(row.doi!, new LiteratureSourceView(holder))] : []),
    ];
  }

  @ResolveField(() => [LiteratureSourceView], {
    description:
      'Others that may be records of the same work: titles, years and first authors agree or nearly so, no two DOIs, volumes or numbers in titles differ, and nobody has said that they are not. `likelyDuplicatePairs` says why.',
  })
  @FieldArgs(firstArg(maxDuplicates))
  async likelyDuplicates(
    { row }: LiteratureSourceView,
    { first }: { first?: number | null },
    context: RequestContext,
  ): Promise<LiteratureSourceView[]> {
    const rows = firstOf(await duplicatesOf(context, row.id), first, maxDuplicates);
    return rows.map(({ row: other }) => new LiteratureSourceView(other));
  }

  @ResolveField(() => [LikelyDuplicateView], { description: 'As `likelyDuplicates`, each with the reason.' })
  @FieldArgs(firstArg(maxDuplicates))
  async likelyDuplicatePairs(
    { row }: LiteratureSourceView,
    { first }: { first?: number | null },
    context: RequestContext,
  ): Promise<LikelyDuplicateView[]> {
    const rows = firstOf(await duplicatesOf(context, row.id), first, maxDuplicates);
    return rows.map(({ row: other, reason }) => ({ source: new LiteratureSourceView(other), reason }));
  }

  @ResolveField(() => [PublishedFigureView], {
    description: `Figures that it publishes or reports, at most ${maxFigures}; retracted ones too.`,
  })
  @FieldArgs(firstArg(maxFigures))
  async publishedFigures(
    { row }: LiteratureSourceView,
    { first }: { first?: number | null },
    context: RequestContext,
  ): Promise<PublishedFigureView[]> {
    const rows = firstOf(await figuresOf(context, row.id), first, maxFigures);
    return rows.map((each) => new PublishedFigureView(each));
  }
}

export const LiteratureSourceEdgeResolver = highlightsResolver(
  LiteratureSourceEdgeView,
  ({ id }: LiteratureSourceView) => id,
);

@Resolver(() => LiteratureSourceConnectionView)
export class LiteratureSourceConnectionResolver {
  @ResolveField(() => LiteratureSourceFacetsView)
  async facets(
    { compiled }: RecordConnection<LiteratureSourceView>,
    _args: object,
    _context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<LiteratureSourceFacetsView> {
    const asked = literatureSourceFacets.filter((facet) => selectedPaths(info).has(facet));
    const { counts, cut } = await countLiteratureSources(compiled, asked);
    const of = (facet: (typeof asked)[number]) => counts.get(facet) ?? [];
    return {
      types: of('types').map(({ value, count }) => ({ type: value, count })),
      years: of('years').map(({ value, count }) => ({ year: Number(value), count })),
      languages: of('languages').map(({ value, count }) => ({ language: value, count })),
      reliabilities: of('reliabilities').map(({ value, count }) => ({ reliability: value, count })),
      fictional: fictionalCounts(of('fictional')),
      cut,
    };
  }
}
