import { QueryBus } from '@nestjs/cqrs';
import { Args, Context, ID, Info, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { FieldArgs } from '../../platform/graphql/field-args.js';
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
import { ListStudies } from '../read-model/list-interviews.js';
import { findStudy } from './find-interviews.js';
import { notKept } from './not-kept.js';
import { ReadsView, readsArgs, type ReadsArgs } from './read-records.type.js';
import { ReadRecordPages } from './read-records.js';
import { StudiesArgs, StudyConnectionView, StudyEdgeView, StudyView } from './study.type.js';

@Resolver(() => StudyView)
export class StudyResolver {
  constructor(
    private readonly queries: QueryBus,
    private readonly reads: ReadRecordPages,
  ) {}

  @Query(() => StudyView, { nullable: true, description: 'A study by id.' })
  study(
    @Args('id', { type: () => ID }) id: string,
    @Context() context: RequestContext,
  ): Promise<StudyView | null> {
    return findStudy(id, context);
  }

  @Query(() => StudyConnectionView, {
    description:
      'Studies: researchers, editors and admins see all, practitioners those that they take part in, readers none.',
  })
  async studies(
    @Args() args: StudiesArgs,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RecordConnection<StudyView>> {
    notKept(context);
    const page = await this.queries.execute(
      new ListStudies(args, context, selectedPaths(info).has('totalCount'), undefined),
    );
    return shownAs(page, (row) => new StudyView(row));
  }

  @ResolveField(() => LocalizedTextView)
  @FieldArgs(languagesArg)
  title({ row }: StudyView, args: LanguagesArgs, context: RequestContext): LocalizedTextView {
    return serve(row.title, args, context);
  }

  @ResolveField(() => [LocalizedTextView], {
    description: 'The title in all its languages, each with its version.',
  })
  titles({ row }: StudyView): LocalizedTextView[] {
    return serveAll(row.title);
  }

  @ResolveField(() => [ID], {
    nullable: true,
    description: 'Ids of its members besides the lead; for members and admins, null for others.',
  })
  members({ row }: StudyView, _args: object, { viewer }: RequestContext): readonly string[] | null {
    return row.is_member || viewer.role === 'admin' ? row.members : null;
  }

  @ResolveField(() => ReadsView, {
    nullable: true,
    description:
      'What admins have opened of its notes and participants, each with the purpose that they stated. For its lead and admins, null for others.',
  })
  @FieldArgs(readsArgs)
  breakGlassReads({ row }: StudyView, args: ReadsArgs, context: RequestContext): Promise<ReadsView> | null {
    if (!row.is_own && context.viewer.role !== 'admin') return null;
    return this.reads.page(context, { study: row.id, breakGlass: true }, args);
  }
}

export const StudyEdgeResolver = highlightsResolver(StudyEdgeView, ({ id }: StudyView) => id);
