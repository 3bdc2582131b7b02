import { QueryBus } from '@nestjs/cqrs';
import { Args, Context, Extensions, ID, Info, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { FieldArgs } from '../../platform/graphql/field-args.js';
import { fictionalCounts } from '../../platform/graphql/fictional-counts.js';
import { highlightsResolver } from '../../platform/graphql/highlights.resolver.js';
import { maxItems } from '../../platform/graphql/limits/limits.js';
import {
  languagesArg,
  LocalizedTextView,
  serve,
  serveAll,
  type LanguagesArgs,
} from '../../platform/graphql/localized-text.type.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { columnCounts } from '../../platform/read-side/concept-facet.js';
import { countFacets } from '../../platform/read-side/facets.js';
import { selectedPaths } from '../../platform/read-side/look-ahead.js';
import { matching, shownAs, type RecordConnection } from '../../platform/read-side/record-list.js';
import { conceptViews, ConceptView, shippedSchemes, Taxonomies } from '../../vocabularies/public.js';
import type { FigureText } from '../domain/published-figure.events.js';
import { ListPublishedFigures } from '../read-model/list-published-figures.js';
import { gathered } from '../../platform/graphql/gathered.js';
import type { PublishedFigureRow } from '../read-model/published-figure.entity.js';
import { figuresOfIndicators, maxFigures } from '../read-model/related-figures.js';
import { findLiteratureSource } from './find-literature-source.js';
import { firstArg, firstOf } from './first-of.js';
import { LiteratureFlagView, LiteratureSourceView, sourceRetracted } from './literature-source.type.js';
import {
  PublishedFigureConnectionView,
  PublishedFigureEdgeView,
  PublishedFigureFacetsView,
  PublishedFiguresArgs,
  PublishedFigureTextEnum,
  PublishedFigureView,
} from './published-figure.type.js';

const figuresOf = gathered(figuresOfIndicators);

export async function findPublishedFigure(
  id: string,
  { loaders }: RequestContext,
): Promise<PublishedFigureView | null> {
  const row = await loaders.load<PublishedFigureRow>('publishedFigure', id);
  return row && new PublishedFigureView(row);
}

@Resolver(() => PublishedFigureView)
export class PublishedFigureResolver {
  constructor(
    private readonly queries: QueryBus,
    private readonly taxonomies: Taxonomies,
  ) {}

  @Query(() => PublishedFigureView, { nullable: true })
  publishedFigure(
    @Args('id', { type: () => ID }) id: string,
    @Context() context: RequestContext,
  ): Promise<PublishedFigureView | null> {
    return findPublishedFigure(id, context);
  }

  @Query(() => PublishedFigureConnectionView, {
    description:
      'Published figures, all that there are of an indicator: which one to use is the reader’s choice.',
  })
  async publishedFigures(
    @Args() args: PublishedFiguresArgs,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RecordConnection<PublishedFigureView>> {
    const page = await this.queries.execute(
      new ListPublishedFigures(args, context, selectedPaths(info).has('totalCount'), undefined),
    );
    return shownAs(page, (row) => new PublishedFigureView(row));
  }

  @ResolveField(() => LocalizedTextView, { description: 'What is measured.' })
  @FieldArgs(languagesArg)
  indicator({ row }: PublishedFigureView, args: LanguagesArgs, context: RequestContext): LocalizedTextView {
    return serve(row.indicator, args, context);
  }

  @ResolveField(() => LocalizedTextView, { description: 'Of whom or what it is said.' })
  @FieldArgs(languagesArg)
  population({ row }: PublishedFigureView, args: LanguagesArgs, context: RequestContext): LocalizedTextView {
    return serve(row.population, args, context);
  }

  @ResolveField(() => LocalizedTextView, { description: 'Where.' })
  @FieldArgs(languagesArg)
  geography({ row }: PublishedFigureView, args: LanguagesArgs, context: RequestContext): LocalizedTextView {
    return serve(row.geography, args, context);
  }

  @ResolveField(() => LocalizedTextView, {
    nullable: true,
    description:
      'What is counted and what is not, as far as the source says: where figures differ, look here.',
  })
  @FieldArgs(languagesArg)
  definition(
    { row }: PublishedFigureView,
    args: LanguagesArgs,
    context: RequestContext,
  ): LocalizedTextView | null {
    return serve(row.definition, args, context);
  }

  @ResolveField(() => LocalizedTextView, { nullable: true })
  @FieldArgs(languagesArg)
  note({ row }: PublishedFigureView, args: LanguagesArgs, context: RequestContext): LocalizedTextView | null {
    return serve(row.note, args, context);
  }

  @ResolveField(() => [LocalizedTextView], {
    description: 'One of its texts in all languages, each with its version.',
  })
  @FieldArgs({ text: { type: () => PublishedFigureTextEnum, nullable: false } })
  texts({ row }: PublishedFigureView, { text }: { text: string }): LocalizedTextView[] {
    return serveAll(row[text as FigureText]);
  }

  @ResolveField(() => ConceptView, {
    nullable: true,
    description: 'The region that it is about, where it is one.',
  })
  region({ row }: PublishedFigureView, _args: object, context: RequestContext): ConceptView | null {
    if (row.region === null) return null;
    return conceptViews(this.taxonomies.of(context).scheme(shippedSchemes.regions), [row.region])[0] ?? null;
  }

  @ResolveField(() => LiteratureSourceView, { nullable: true, description: 'The source that publishes it.' })
  source({ row }: PublishedFigureView, _args: object, context: RequestContext) {
    return findLiteratureSource(row.source, context);
  }

  @ResolveField(() => LiteratureSourceView, {
    nullable: true,
    description: 'The source through which it is known, where its own was not read.',
  })
  reportedBy({ row }: PublishedFigureView, _args: object, context: RequestContext) {
    return row.reported_by === null ? null : findLiteratureSource(row.reported_by, context);
  }

  @ResolveField(() => [LiteratureFlagView], {
    description: 'What readers should know before they rely on it.',
  })
  @Extensions(maxItems(2))
  async flags(
    { row }: PublishedFigureView,
    _args: object,
    context: RequestContext,
  ): Promise<LiteratureFlagView[]> {
    const ids = row.reported_by === null ? [row.source] : [row.source, row.reported_by];
    const sources = await Promise.all(ids.map((id) => findLiteratureSource(id, context)));
    return sources.flatMap((source) => (source?.row.status === 'retracted' ? [sourceRetracted(source)] : []));
  }

  @ResolveField(() => [PublishedFigureView], {
    description: 'Other figures of the same indicator, to be set beside it; retracted ones too.',
  })
  @FieldArgs(firstArg(maxFigures))
  async others(
    { row }: PublishedFigureView,
    { first }: { first?: number | null },
    context: RequestContext,
  ): Promise<PublishedFigureView[]> {
    const all = await figuresOf(context, row.indicator_code);
    return firstOf(
      all.filter(({ id }) => id !== row.id),
      first,
      maxFigures,
    ).map((other) => new PublishedFigureView(other));
  }
}

export const PublishedFigureEdgeResolver = highlightsResolver(
  PublishedFigureEdgeView,
  ({ id }: PublishedFigureView) => id,
);

/** The facets of figures, each with the filter's field that it leaves out and the column that it counts. */
const facets = {
  indicators: ['indicator', 'indicator_code'],
  units: ['unit', 'unit'],
  fictional: ['fictional', 'fictional'],
} as const;

@Resolver(() => PublishedFigureConnectionView)
export class PublishedFigureConnectionResolver {
  @ResolveField(() => PublishedFigureFacetsView)
  async facets(
    { compiled }: RecordConnection<PublishedFigureView>,
    _args: object,
    _context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<PublishedFigureFacetsView> {
    const asked = (Object.keys(facets) as (keyof typeof facets)[]).filter((facet) =>
      selectedPaths(info).has(facet),
    );
    const { counts, cut } = await countFacets(
      compiled.generation,
      asked.map((name) => ({
        name,
        counts: columnCounts(matching(compiled, facets[name][0]), facets[name][1]),
      })),
    );
    return {
      indicators: (counts.get('indicators') ?? []).map(({ value, count }) => ({
        indicatorCode: value,
        count,
      })),
      units: (counts.get('units') ?? []).map(({ value, count }) => ({ unit: value, count })),
      fictional: fictionalCounts(counts.get('fictional')),
      cut,
    };
  }
}
