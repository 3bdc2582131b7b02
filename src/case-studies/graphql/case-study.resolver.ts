import { QueryBus } from '@nestjs/cqrs';
import { Args, Context, Extensions, ID, Info, Int, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { fromInput } from '../../kernel/localized-text.js';
import { FieldArgs } from '../../platform/graphql/field-args.js';
import { fictionalCounts } from '../../platform/graphql/fictional-counts.js';
import { highlightsResolver } from '../../platform/graphql/highlights.resolver.js';
import { maxItems } from '../../platform/graphql/limits/limits.js';
import {
  languagesArg,
  LocalizedTextView,
  serve,
  type LanguagesArgs,
} from '../../platform/graphql/localized-text.type.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { selectedPaths } from '../../platform/read-side/look-ahead.js';
import { shownAs, type RecordConnection } from '../../platform/read-side/record-list.js';
import { conceptViews, shippedSchemes, Taxonomies } from '../../vocabularies/public.js';
import { caseStudyFacets, countCaseStudies } from '../read-model/case-study-facets.js';
import type { Face } from '../read-model/faces.js';
import { ListCaseStudies } from '../read-model/list-case-studies.js';
import { FaceEnum, WorkingStateEnum } from './case-study.enums.js';
import { CaseStudiesArgs } from './case-study-where.type.js';
import {
  CaseStudyConnectionView,
  CaseStudyEdgeView,
  CaseStudyEditionView,
  CaseStudyFacetsView,
  CaseStudyView,
  NoticeView,
} from './case-study.type.js';
import { contentResolver } from './content.resolver.js';
import { editionsOf, findCaseStudy, findFace, noticesOf } from './find-case-study.js';

export const CaseStudyContentResolver = contentResolver(CaseStudyView, ({ shown }) => shown);
export const CaseStudyEdgeResolver = highlightsResolver(CaseStudyEdgeView, ({ id }: CaseStudyView) => id);

interface Listed extends RecordConnection<CaseStudyView> {
  readonly face: Face;
}

@Resolver(() => CaseStudyView)
export class CaseStudyResolver {
  constructor(private readonly queries: QueryBus) {}

  @Query(() => CaseStudyView, {
    nullable: true,
    description:
      'A case study by id: its last edition, or the face that is asked for. One without an edition is shown as it is being written, to those who may see that.',
  })
  caseStudy(
    @Args('id', { type: () => ID }) id: string,
    @Args('face', { type: () => FaceEnum, nullable: true }) face: Face | null,
    @Context() context: RequestContext,
  ): Promise<CaseStudyView | null> {
    return face == null ? findCaseStudy(id, context) : findFace(id, face, context);
  }

  @Query(() => CaseStudyConnectionView, {
    description: 'Case studies by their last editions; with the face WORKING what is being written.',
  })
  async caseStudies(
    @Args() args: CaseStudiesArgs,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Listed> {
    const face = args.face ?? 'published';
    const page = await this.queries.execute(
      new ListCaseStudies(args, face, context, selectedPaths(info).has('totalCount')),
    );
    return { ...shownAs(page, (row) => new CaseStudyView(row, face)), face };
  }

  @ResolveField(() => [NoticeView], {
    description: 'What is to be read before the text, or in its place; the first said first.',
  })
  @Extensions(maxItems(2))
  notices({ row }: CaseStudyView, _args: object, context: RequestContext): Promise<NoticeView[]> {
    return noticesOf(row, context);
  }

  @ResolveField(() => [CaseStudyEditionView], { description: 'All that were published, the first first.' })
  async editions(
    { row }: CaseStudyView,
    _args: object,
    context: RequestContext,
  ): Promise<CaseStudyEditionView[]> {
    return (await editionsOf(context, row.id)).map((edition) => new CaseStudyEditionView(edition));
  }

  @ResolveField(() => CaseStudyView, { nullable: true, description: 'By its last edition.' })
  @Extensions(maxItems(1))
  published({ row }: CaseStudyView, _args: object, context: RequestContext): Promise<CaseStudyView | null> {
    return findFace(row.id, 'published', context);
  }

  @ResolveField(() => CaseStudyView, {
    nullable: true,
    description: 'As it is being written. For editors and those who write in it; null for others.',
  })
  @Extensions(maxItems(1))
  working({ row }: CaseStudyView, _args: object, context: RequestContext): Promise<CaseStudyView | null> {
    return findFace(row.id, 'working', context);
  }

  @ResolveField(() => WorkingStateEnum, {
    nullable: true,
    description:
      'Where the next edition stands; null while there is none beyond the last, and for those who may not see it.',
  })
  async state({ row }: CaseStudyView, _args: object, context: RequestContext): Promise<string | null> {
    return (await findFace(row.id, 'working', context))?.row.working ?? null;
  }

  @ResolveField(() => Int, {
    nullable: true,
    description:
      'Number of the last submission for review, to be named by whoever approves it; 0 before the first.',
  })
  async submission({ row }: CaseStudyView, _args: object, context: RequestContext): Promise<number | null> {
    return (await findFace(row.id, 'working', context))?.row.submissions ?? null;
  }

  @ResolveField(() => LocalizedTextView, {
    nullable: true,
    description:
      'What the next edition is to say of itself, as it was submitted with the text. For those who see what is written.',
  })
  @FieldArgs(languagesArg)
  async submittedNote(
    { row }: CaseStudyView,
    args: LanguagesArgs,
    context: RequestContext,
  ): Promise<LocalizedTextView | null> {
    const note = (await findFace(row.id, 'working', context))?.row.submitted_note;
    return serve(note ? fromInput(note) : null, args, context);
  }

  @ResolveField(() => String, {
    nullable: true,
    description:
      'What was asked to be changed, until it is submitted again. For those who see what is written.',
  })
  async requestedChanges(
    { row }: CaseStudyView,
    _args: object,
    context: RequestContext,
  ): Promise<string | null> {
    return (await findFace(row.id, 'working', context))?.row.requested_changes ?? null;
  }
}

@Resolver(() => CaseStudyConnectionView)
export class CaseStudyConnectionResolver {
  constructor(private readonly taxonomies: Taxonomies) {}

  @ResolveField(() => CaseStudyFacetsView)
  async facets(
    { compiled, face }: Listed,
    _args: object,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<CaseStudyFacetsView> {
    const asked = caseStudyFacets.filter((facet) => selectedPaths(info).has(facet));
    const taxonomy = this.taxonomies.of(context);
    const { counts, cut } = await countCaseStudies(compiled, face, asked, context, taxonomy);
    const of = (facet: (typeof asked)[number]) => counts.get(facet) ?? [];
    const concepts = (facet: 'missions' | 'digitalUses' | 'sectors' | 'characteristics') =>
      of(facet).map(({ value, count }) => ({
        concept: conceptViews(taxonomy.scheme(shippedSchemes[facet]), [value])[0]!,
        count,
      }));
    return {
      missions: concepts('missions'),
      digitalUses: concepts('digitalUses'),
      sectors: concepts('sectors'),
      characteristics: concepts('characteristics'),
      standings: of('standings').map(({ value, count }) => ({ standing: value, count })),
      statuses: of('statuses').map(({ value, count }) => ({ status: value, count })),
      fictional: fictionalCounts(of('fictional')),
      cut,
    };
  }
}
