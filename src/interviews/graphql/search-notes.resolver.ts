import { Args, ArgsType, Context, Field, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { apiEnum } from '../../platform/graphql/enums.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { findInterviewNote } from './find-interviews.js';
import { InterviewNoteWhere } from './interview-note-where.type.js';
import { InterviewNoteView } from './interview-note.type.js';
import { searchLimits, SearchNotes, searchStops, type NoteSearchArgs } from './search-notes.js';

const SearchStopEnum = apiEnum('NoteSearchStop', searchStops, 'Why a search stopped where it did.', {
  descriptions: {
    end: 'All notes that you may read were looked through.',
    found: 'As many were found as were asked for.',
    notes: `${searchLimits.notes} notes were looked through.`,
    time: 'It took too long.',
  },
});

@ObjectType('InterviewNoteHit')
export class InterviewNoteHitView {
  @Field(() => InterviewNoteView)
  note!: InterviewNoteView;

  @Field(() => [String], {
    description:
      'Pieces of the text around what was found, as HTML: the words in <mark>, all else is escaped.',
  })
  highlights!: readonly string[];
}

@ObjectType('InterviewNoteSearch', {
  description:
    'What a search has found, and how far it has come. Notes that you may not read are no part of it.',
})
export class InterviewNoteSearchView {
  @Field(() => [InterviewNoteHitView], { description: 'The note that was added last first.' })
  hits!: readonly InterviewNoteHitView[];

  @Field(() => Int, { description: 'How many notes were looked through.' })
  scanned!: number;

  @Field(() => SearchStopEnum)
  stoppedBecause!: string;

  @Field(() => String, {
    nullable: true,
    description: 'To go on from here, give it as `after`; null when all were looked through.',
  })
  stoppedAt!: string | null;
}

@ArgsType()
export class SearchNotesArgs implements NoteSearchArgs {
  @Field({
    description: 'Words or "a phrase", all of which must stand in the note; case and accents do not count.',
  })
  text!: string;

  @Field(() => InterviewNoteWhere, { nullable: true })
  where?: InterviewNoteWhere | null;

  @Field(() => Int, { nullable: true, description: 'How many to find; at most 100, default 20.' })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Where an earlier search stopped.' })
  after?: string | null;
}

@Resolver()
export class SearchNotesResolver {
  constructor(private readonly notes: SearchNotes) {}

  @Query(() => InterviewNoteSearchView, {
    description:
      'Looks for words in the notes whose body you may read. They are sealed: each is opened and read for it, which is recorded.',
  })
  async searchInterviewNotes(
    @Args() args: SearchNotesArgs,
    @Context() context: RequestContext,
  ): Promise<InterviewNoteSearchView> {
    const { hits, scanned, stop, last } = await this.notes.search(args, context);
    const found = await Promise.all(hits.map(({ id }) => findInterviewNote(id, context)));
    return {
      hits: hits.flatMap(({ highlights }, index) => {
        const note = found[index];
        return note ? [{ note, highlights }] : [];
      }),
      scanned,
      stoppedBecause: stop,
      stoppedAt: last,
    };
  }
}
