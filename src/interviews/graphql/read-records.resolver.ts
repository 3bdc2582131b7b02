import { Args, ArgsType, Context, Field, Int, Query, Resolver } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { ReadRecordPages } from './read-records.js';
import { PersonalReadWhere, ReadsView, readsArgs, type ReadsArgs } from './read-records.type.js';

@ArgsType()
export class InterviewNoteReadsArgs implements ReadsArgs {
  @Field(() => PersonalReadWhere, { nullable: true })
  where?: PersonalReadWhere | null;

  @Field(() => Int, { nullable: true, description: readsArgs.first.description })
  first?: number | null;

  @Field(() => String, { nullable: true, description: readsArgs.after.description })
  after?: string | null;
}

@Resolver()
export class ReadRecordsResolver {
  constructor(private readonly reads: ReadRecordPages) {}

  @Query(() => ReadsView, {
    description: 'Who read what is personal, when and for what. For admins; FORBIDDEN for others.',
  })
  async interviewNoteReads(
    @Args() { where, ...page }: InterviewNoteReadsArgs,
    @Context() context: RequestContext,
  ): Promise<ReadsView> {
    if (context.viewer.role !== 'admin') {
      throw new GraphQLError('Admins see who has read what', { extensions: { code: 'FORBIDDEN' } });
    }
    const filter = {
      ...(where?.records && { records: where.records }),
      ...(where?.study != null && { study: where.study }),
      ...(where?.reader != null && { actor: where.reader }),
      ...(where?.breakGlass != null && { breakGlass: where.breakGlass }),
    };
    return this.reads.page(context, filter, page);
  }
}
