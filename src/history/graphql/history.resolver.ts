import { QueryBus } from '@nestjs/cqrs';
import { Args, ArgsType, Context, Field, ID, Int, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { parseStreamId } from '../../kernel/ids.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import type { RecordRow } from '../../platform/read-side/record-row.js';
import { CasebookRuntime } from '../../platform/runtime/casebook-runtime.js';
import { PersonNames } from '../read-model/person-names.js';
import { ReadHistory } from '../read-model/read-history.js';
import {
  HistoryChangeView,
  historyConnection,
  HistoryConnectionView,
  HistoryEntryView,
  historyArgs,
  type HistoryArgs,
  type HistoryConnection,
} from './history.type.js';

@ArgsType()
export class HistoryQueryArgs implements HistoryArgs {
  @Field(() => ID, { description: 'Id of the record.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: historyArgs.first.description })
  first?: number | null;

  @Field(() => String, { nullable: true, description: historyArgs.after.description })
  after?: string | null;

  @Field(() => [String], { nullable: true, description: historyArgs.languages.description })
  languages?: string[] | null;
}

@Resolver(() => HistoryEntryView)
export class HistoryResolver {
  constructor(
    private readonly queries: QueryBus,
    private readonly runtime: CasebookRuntime,
    private readonly persons: PersonNames,
  ) {}

  @Query(() => HistoryConnectionView, {
    nullable: true,
    description:
      'The changes of a record, newest first; null when there is none that may be seen. A merged record keeps its own.',
  })
  async history(
    @Args() { id, ...args }: HistoryQueryArgs,
    @Context() context: RequestContext,
  ): Promise<HistoryConnection | null> {
    const category = parseStreamId(id)?.category;
    const record = category === undefined ? null : await context.loaders.load<RecordRow>(category, id);
    const told = record && (await this.queries.execute(new ReadHistory(record, args, context)));
    return told && historyConnection(told);
  }

  @ResolveField(() => String, { description: 'Where in the log it stands: `<lineage>:<ordinal>`.' })
  position({ event }: HistoryEntryView): Promise<string> {
    return this.runtime.positionOf(event.position);
  }

  @ResolveField(() => [HistoryChangeView], { description: 'Field by field.' })
  changes({ history, event }: HistoryEntryView): Promise<readonly HistoryChangeView[]> {
    return history.changes(event);
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'Who made the change. Shown to those who may edit the record; null for Casebook itself.',
  })
  person(
    { history, event }: HistoryEntryView,
    _args: object,
    context: RequestContext,
  ): Promise<string | null> | null {
    return history.seesPersons ? this.persons.of(context).load(event.metadata.actor) : null;
  }
}
