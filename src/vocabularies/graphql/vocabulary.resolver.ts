import { QueryBus } from '@nestjs/cqrs';
import { Args, Context, Extensions, ID, Info, Int, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { PageArgs } from '../../platform/graphql/connection.type.js';
import { highlightsResolver } from '../../platform/graphql/highlights.resolver.js';
import { FieldArgs } from '../../platform/graphql/field-args.js';
import { keepable } from '../../platform/graphql/http/keepable.js';
import {
  languagesArg,
  LocalizedTextView,
  serve,
  serveAll,
  type LanguagesArgs,
} from '../../platform/graphql/localized-text.type.js';
import { badInput } from '../../platform/errors/bad-input.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { selectedPaths } from '../../platform/read-side/look-ahead.js';
import { shownAs, type RecordConnection } from '../../platform/read-side/record-list.js';
import { schemeId } from '../domain/concept-scheme.commands.js';
import { ListConcepts, ListConceptSchemes } from '../read-model/list-vocabularies.js';
import { Taxonomies } from '../read-model/taxonomies.js';
import type { ConceptSchemeRow } from '../read-model/vocabulary.entity.js';
import {
  ConceptConnectionView,
  ConceptEdgeView,
  ConceptsArgs,
  ConceptSchemeConnectionView,
  ConceptSchemeEdgeView,
  ConceptSchemesArgs,
  ConceptSchemeView,
} from './concept-scheme.type.js';
import { firstArg, firstConcepts, type FirstArgs } from './concept-views.js';
import { ConceptView } from './concept.type.js';

export async function findScheme(id: string, { loaders }: RequestContext): Promise<ConceptSchemeView | null> {
  const row = await loaders.load<ConceptSchemeRow>('conceptScheme', id);
  return row && new ConceptSchemeView(row);
}

@Resolver(() => ConceptSchemeView)
export class VocabularyResolver {
  constructor(
    private readonly queries: QueryBus,
    private readonly taxonomies: Taxonomies,
  ) {}

  @Query(() => ConceptSchemeView, { nullable: true, description: 'A vocabulary by its id or by its code.' })
  @Extensions(keepable)
  conceptScheme(
    @Args('id', { type: () => ID, nullable: true }) id: string | null,
    @Args('code', { type: () => String, nullable: true }) code: string | null,
    @Context() context: RequestContext,
  ): Promise<ConceptSchemeView | null> {
    if ((id == null) === (code == null)) throw badInput('Give either id or code');
    return findScheme(id ?? schemeId(code!), context);
  }

  @Query(() => ConceptView, {
    nullable: true,
    description: 'A concept by the codes of its scheme and its own; a merged one as what it stands for.',
  })
  @Extensions(keepable)
  concept(
    @Args('scheme', { type: () => String }) scheme: string,
    @Args('code', { type: () => String }) code: string,
    @Context() context: RequestContext,
  ): ConceptView | null {
    const concepts = this.taxonomies.of(context).scheme(scheme);
    const row = concepts.get(concepts.canonical(code));
    return row ? new ConceptView(concepts, row) : null;
  }

  @Query(() => ConceptSchemeConnectionView)
  @Extensions(keepable)
  async conceptSchemes(
    @Args() args: ConceptSchemesArgs,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RecordConnection<ConceptSchemeView>> {
    const page = await this.queries.execute(
      new ListConceptSchemes(args, context, selectedPaths(info).has('totalCount')),
    );
    return shownAs(page, (row) => new ConceptSchemeView(row));
  }

  @Query(() => ConceptConnectionView)
  @Extensions(keepable)
  concepts(
    @Args() args: ConceptsArgs,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RecordConnection<ConceptView>> {
    return this.listConcepts(args, context, info);
  }

  @ResolveField(() => LocalizedTextView)
  @FieldArgs(languagesArg)
  title({ row }: ConceptSchemeView, args: LanguagesArgs, context: RequestContext): LocalizedTextView {
    return serve(row.title, args, context);
  }

  @ResolveField(() => [LocalizedTextView], { description: 'The title in all its languages.' })
  titles({ row }: ConceptSchemeView): LocalizedTextView[] {
    return serveAll(row.title);
  }

  @ResolveField(() => [ConceptView], {
    description:
      'Concepts without a broader one, in the order in which they were added. `topConceptCount` tells how many there are; `concepts(where: { schemes, top: true })` pages them all, merged ones among them.',
  })
  @FieldArgs(firstArg)
  topConcepts({ row }: ConceptSchemeView, args: FirstArgs, context: RequestContext): ConceptView[] {
    const concepts = this.taxonomies.of(context).scheme(row.code);
    return firstConcepts(concepts, concepts.topConcepts(), args);
  }

  @ResolveField(() => Int, { description: 'How many concepts there are without a broader one.' })
  topConceptCount({ row }: ConceptSchemeView, _args: object, context: RequestContext): number {
    return this.taxonomies.of(context).scheme(row.code).topConcepts().length;
  }

  @ResolveField(() => ConceptConnectionView, {
    name: 'concepts',
    description: 'The concepts of this scheme.',
  })
  @FieldArgs({
    first: { type: () => Int },
    after: { type: () => String },
  })
  conceptsOf(
    { row }: ConceptSchemeView,
    args: PageArgs,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<RecordConnection<ConceptView>> {
    const order = { field: 'RECORDED', direction: 'asc' };
    return this.listConcepts({ ...args, where: { schemes: [row.code] }, orderBy: order }, context, info);
  }

  private async listConcepts(
    args: ConceptsArgs,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<RecordConnection<ConceptView>> {
    const page = await this.queries.execute(
      new ListConcepts(args, context, selectedPaths(info).has('totalCount')),
    );
    const taxonomy = this.taxonomies.of(context);
    return shownAs(page, (row) => new ConceptView(taxonomy.scheme(row.scheme_code), row));
  }
}

export const ConceptSchemeEdgeResolver = highlightsResolver(
  ConceptSchemeEdgeView,
  ({ id }: ConceptSchemeView) => id,
);

export const ConceptEdgeResolver = highlightsResolver(ConceptEdgeView, ({ row }: ConceptView) => row.id);
