import { QueryBus } from '@nestjs/cqrs';
import { Args, Context, ID, Info, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { InitiativeView, type InitiativeRow } from '../../initiatives/public.js';
import { OrganizationView, standsFor } from '../../organizations/public.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { DateScalar } from '../../platform/graphql/scalars.js';
import { selectedPaths } from '../../platform/read-side/look-ahead.js';
import { shownAs, type RecordConnection } from '../../platform/read-side/record-list.js';
import { ListNotes } from '../read-model/list-interviews.js';
import { assertOrderIsKnown } from '../read-model/note-filters.js';
import { findInterviewNote, findParticipant, findStudy } from './find-interviews.js';
import { InterviewNoteConnectionView, InterviewNotesArgs } from './interview-note-where.type.js';
import { InterviewNoteView, NoteBodyView, NoteCodingView, NoteVersionView } from './interview-note.type.js';
import { notKept } from './not-kept.js';
import { OpenedNotes, type OpenedNote } from './opened-notes.js';
import { ParticipantView } from './participant.type.js';
import { StudyView } from './study.type.js';

@Resolver(() => InterviewNoteView)
export class InterviewNoteResolver {
  constructor(
    private readonly queries: QueryBus,
    private readonly opened: OpenedNotes,
  ) {}

  @Query(() => InterviewNoteView, { nullable: true, description: 'A note by id.' })
  interviewNote(
    @Args('id', { type: () => ID }) id: string,
    @Context() context: RequestContext,
  ): Promise<InterviewNoteView | null> {
    return findInterviewNote(id, context);
  }

  @Query(() => InterviewNoteConnectionView, {
    description: 'Notes that you may know of, by what is known of them without their bodies.',
  })
  async interviewNotes(
    @Args() args: InterviewNotesArgs,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RecordConnection<InterviewNoteView>> {
    notKept(context);
    const orderBy = args.orderBy ?? { field: 'YEAR', direction: null };
    assertOrderIsKnown(orderBy.field, args.where, context.viewer);
    const page = await this.queries.execute(
      new ListNotes(
        { ...args, orderBy: orderBy as never },
        context,
        selectedPaths(info).has('totalCount'),
        undefined,
      ),
    );
    return shownAs(page, (row) => new InterviewNoteView(row));
  }

  @ResolveField(() => StudyView, { nullable: true, description: 'Null where it is not yours to see.' })
  study({ row }: InterviewNoteView, _args: object, context: RequestContext): Promise<StudyView | null> {
    return findStudy(row.study, context);
  }

  @ResolveField(() => OrganizationView, {
    nullable: true,
    description: 'What it is about, where that is an organization; a merged one as what it was merged into.',
  })
  async organization(
    { row: { about_organization: id } }: InterviewNoteView,
    _args: object,
    context: RequestContext,
  ): Promise<OrganizationView | null> {
    const found = id === null ? null : await standsFor(context.loaders, id);
    return found && new OrganizationView(found, found.id === id ? null : id);
  }

  @ResolveField(() => InitiativeView, {
    nullable: true,
    description: 'What it is about, where that is an initiative.',
  })
  async initiative(
    { row: { about_initiative: id } }: InterviewNoteView,
    _args: object,
    { loaders }: RequestContext,
  ): Promise<InitiativeView | null> {
    const row = id === null ? null : await loaders.load<InitiativeRow>('initiative', id);
    return row && new InitiativeView(row);
  }

  @ResolveField(() => [ParticipantView], { description: 'Those who speak in it and whom you may know of.' })
  async participants(
    { row }: InterviewNoteView,
    _args: object,
    context: RequestContext,
  ): Promise<ParticipantView[]> {
    const found = await Promise.all(row.participants.map((id) => findParticipant(id, context)));
    return found.filter((each) => each !== null);
  }

  @ResolveField(() => NoteBodyView, {
    nullable: true,
    description: 'What was said; null for who may not read it.',
  })
  async body(
    { id }: InterviewNoteView,
    _args: object,
    context: RequestContext,
  ): Promise<NoteBodyView | null> {
    const note = await this.opened.of(context, id, 'body');
    return note && new NoteBodyView(note);
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'The texts of all segments, one after the other: offsets of codings count its code points.',
  })
  async text({ id }: InterviewNoteView, _args: object, context: RequestContext): Promise<string | null> {
    return (await this.opened.of(context, id, 'body'))?.text ?? null;
  }

  @ResolveField(() => DateScalar, {
    nullable: true,
    description:
      'Exact date of the interview; null for who may not read the body, and where it is not known.',
  })
  async date({ id }: InterviewNoteView, _args: object, context: RequestContext): Promise<string | null> {
    return (await this.opened.of(context, id, 'date'))?.date ?? null;
  }

  @ResolveField(() => [NoteCodingView], {
    nullable: true,
    description: 'Passages that are coded, in the order of the text; null for who may not read the body.',
  })
  async codings(
    { id }: InterviewNoteView,
    _args: object,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<NoteCodingView[] | null> {
    const field = selectedPaths(info).has('quote') ? 'quotes' : 'codings';
    const note = await this.opened.of(context, id, field);
    return note && codingsOf(note);
  }

  @ResolveField(() => [NoteVersionView], {
    nullable: true,
    description:
      'Versions of the body that can still be read, the first one first; null for who may not read the body.',
  })
  async versions(
    { id }: InterviewNoteView,
    _args: object,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<NoteVersionView[] | null> {
    const field = selectedPaths(info).has('text') ? 'versionTexts' : 'versions';
    const note = await this.opened.of(context, id, field);
    return note && note.versions.map((version) => new NoteVersionView(version));
  }
}

function codingsOf(note: OpenedNote): NoteCodingView[] {
  return note.codings.map((coding) => new NoteCodingView(note, coding));
}
