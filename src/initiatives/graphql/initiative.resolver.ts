import { QueryBus } from '@nestjs/cqrs';
import { Args, Context, Extensions, ID, Info, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import {
  citationArgs,
  citationLanguage,
  Citations,
  CitationView,
  type CitationArgs,
} from '../../literature/public.js';
import { OrganizationView, type OrganizationRow } from '../../organizations/public.js';
import { isEditor } from '../../platform/access/viewer.js';
import { FieldArgs } from '../../platform/graphql/field-args.js';
import { keepable } from '../../platform/graphql/http/keepable.js';
import {
  languagesArg,
  LocalizedTextView,
  serve,
  serveAll,
  type LanguagesArgs,
} from '../../platform/graphql/localized-text.type.js';
import { moment, PlaceView } from '../../platform/graphql/record.type.js';
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
import { recordShapeOf, shapeOf } from '../read-model/initiative-columns.js';
import { ListInitiatives } from '../read-model/list-initiatives.js';
import { findShaped } from './find-initiative.js';
import { InitiativesArgs } from './initiative-where.type.js';
import {
  InitiativeConnectionView,
  InitiativeRegionsView,
  InitiativeView,
  StageMoveView,
} from './initiative.type.js';
import { ownersOf, withOwners } from './owners.js';
import type { PlaceWithRegion } from './place.resolver.js';

/** What a citation says that it is. */
const genres = {
  'fr-CA': (fictional: boolean) => (fictional ? 'Initiative numérique fictive' : 'Initiative numérique'),
  'en-US': (fictional: boolean) => (fictional ? 'Fictional digital initiative' : 'Digital initiative'),
} as const;

@Resolver(() => InitiativeView)
export class InitiativeResolver {
  constructor(
    private readonly queries: QueryBus,
    private readonly taxonomies: Taxonomies,
    private readonly citations: Citations,
  ) {}

  @Query(() => InitiativeView, { nullable: true, description: 'An initiative by id.' })
  @Extensions(keepable)
  initiative(
    @Args('id', { type: () => ID }) id: string,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<InitiativeView | null> {
    return findShaped(id, recordShapeOf(selectedPaths(info)), context);
  }

  @Query(() => InitiativeConnectionView)
  @Extensions(keepable)
  async initiatives(
    @Args() args: InitiativesArgs,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RecordConnection<InitiativeView>> {
    const paths = selectedPaths(info);
    const page = await this.queries.execute(
      new ListInitiatives(args, context, paths.has('totalCount'), shapeOf(paths)),
    );
    return shownAs(page, (row) => new InitiativeView(row));
  }

  @ResolveField(() => LocalizedTextView)
  @FieldArgs(languagesArg)
  title({ row }: InitiativeView, args: LanguagesArgs, context: RequestContext): LocalizedTextView {
    return serve(row.title, args, context);
  }

  @ResolveField(() => CitationView, {
    description: 'How it is cited as it reads now. Its owners stand as its authors.',
  })
  @FieldArgs(citationArgs)
  async citation(
    initiative: InitiativeView,
    args: CitationArgs,
    context: RequestContext,
  ): Promise<CitationView> {
    const { row } = initiative;
    const title = serve(row.title, args, context);
    const owners = new Map((await ownersOf(initiative, context)).map((owner) => [owner?.id, owner]));
    const record = {
      genre: genres[citationLanguage(args, context)](row.fictional),
      marked: row.fictional,
      title: title.text,
      language: title.language,
      authors: [...owners.values()].flatMap((owner) =>
        owner ? [{ literal: serve(owner.name, args, context).text }] : [],
      ),
      issued: moment(row.updated_at),
    };
    return this.citations.ofRecord(record, row, args, context);
  }

  @ResolveField(() => [LocalizedTextView], {
    description: 'The title in all its languages, each with its version.',
  })
  titles({ row }: InitiativeView): LocalizedTextView[] {
    return serveAll(row.title);
  }

  @ResolveField(() => LocalizedTextView, { nullable: true })
  @FieldArgs(languagesArg)
  summary({ row }: InitiativeView, args: LanguagesArgs, context: RequestContext): LocalizedTextView | null {
    return serve(row.summary, args, context);
  }

  @ResolveField(() => [LocalizedTextView], {
    description: 'The summary in all its languages, each with its version.',
  })
  summaries({ row }: InitiativeView): LocalizedTextView[] {
    return serveAll(row.summary);
  }

  @ResolveField(() => [OrganizationView], {
    description:
      'In the order that was chosen. A merged one is shown as what it was merged into, and none twice.',
  })
  owners(
    initiative: InitiativeView,
    _args: object,
    context: RequestContext,
  ): OrganizationView[] | Promise<OrganizationView[]> {
    return withOwners(initiative, context, (owners) => {
      const views: OrganizationView[] = [];
      owners.forEach((owner, index) => {
        if (owner === null || views.some(({ id }) => id === owner.id)) return;
        const asked = initiative.row.owners[index]!;
        // A list reads only the columns that were selected.
        views.push(new OrganizationView(owner as OrganizationRow, asked === owner.id ? null : asked));
      });
      return views;
    });
  }

  @ResolveField(() => [ConceptView])
  digitalUses({ row }: InitiativeView, _args: object, context: RequestContext): ConceptView[] {
    return this.concepts(shippedSchemes.digitalUses, row.digital_uses, context);
  }

  @ResolveField(() => [ConceptView], {
    description: "Its own; those of its owners are the organizations' missions.",
  })
  missions({ row }: InitiativeView, _args: object, context: RequestContext): ConceptView[] {
    return this.concepts(shippedSchemes.missions, row.missions, context);
  }

  @ResolveField(() => [ConceptView], { description: 'What is distinctive of the social economy in it.' })
  characteristics({ row }: InitiativeView, _args: object, context: RequestContext): ConceptView[] {
    return this.concepts(shippedSchemes.characteristics, row.characteristics, context);
  }

  @ResolveField(() => PlaceView, { nullable: true })
  place({ row: { country, region, municipality } }: InitiativeView): PlaceWithRegion | null {
    return country === null && region === null && municipality === null
      ? null
      : { country, regionCode: region, municipality };
  }

  @ResolveField(() => InitiativeRegionsView)
  regions(
    initiative: InitiativeView,
    _args: object,
    context: RequestContext,
  ): InitiativeRegionsView | Promise<InitiativeRegionsView> {
    const { region } = initiative.row;
    const views = (codes: readonly string[]) => this.concepts(shippedSchemes.regions, codes, context);
    if (region !== null) return { concepts: views([region]), from: 'place' };
    return withOwners(initiative, context, (owners) => {
      const codes = owners.flatMap((owner) => owner?.region ?? []);
      return { concepts: views(codes), from: codes.length > 0 ? 'owners' : 'unknown' };
    });
  }

  @ResolveField(() => [StageMoveView], { description: 'How it came to its stage, the first move first.' })
  stageHistory({ row }: InitiativeView, _args: object, context: RequestContext): StageMoveView[] {
    const seesReasons = isEditor(context.viewer);
    return row.stage_history.map((move) => ({ ...move, reason: seesReasons ? (move.reason ?? null) : null }));
  }

  @ResolveField(() => [RecordFlagView], {
    description:
      'What readers should know of how it is filed. OWNER_NOT_FOUND: an owner that is named does not exist.',
  })
  flags(
    initiative: InitiativeView,
    _args: object,
    context: RequestContext,
  ): RecordFlagView[] | Promise<RecordFlagView[]> {
    const { row } = initiative;
    const taxonomy = this.taxonomies.of(context);
    const ofConcepts = (scheme: string, codes: readonly string[]) =>
      conceptFlags(taxonomy.scheme(scheme), codes, row.filed_ordinals);
    return withOwners(initiative, context, (owners) => [
      ...ofConcepts(shippedSchemes.digitalUses, row.digital_uses),
      ...ofConcepts(shippedSchemes.missions, row.missions),
      ...ofConcepts(shippedSchemes.characteristics, row.characteristics),
      ...ofConcepts(shippedSchemes.regions, row.region === null ? [] : [row.region]),
      ...row.owners
        .filter((_, index) => owners[index] === null)
        .map((id) => ({ code: 'OWNER_NOT_FOUND', message: `There is no organization ${id}` })),
    ]);
  }

  private concepts(scheme: string, codes: readonly string[], context: RequestContext): ConceptView[] {
    return conceptViews(this.taxonomies.of(context).scheme(scheme), codes);
  }
}
