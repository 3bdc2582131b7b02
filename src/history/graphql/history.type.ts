import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { RecordedEvent } from '../../platform/event-store/event-store.js';
import { pageLimits } from '../../platform/read-side/page.js';
import {
  connectionTypes,
  type ConnectionView,
  type EdgeView,
} from '../../platform/graphql/connection.type.js';
import type { FieldArg } from '../../platform/graphql/field-args.js';
import { DateScalar, DateTimeScalar } from '../../platform/graphql/scalars.js';
import { encodeHistoryCursor, type HistoryPageArgs } from '../read-model/history-page.js';
import { maxFolded, type ToldHistory } from '../read-model/told-history.js';

@ObjectType('HistoryChange', { description: 'What became of one field.' })
export class HistoryChangeView {
  @Field({ description: 'Name of the field in this API.' })
  field!: string;

  @Field(() => String, { nullable: true, description: 'BCP-47 tag, where the field is a localized text.' })
  language!: string | null;

  @Field(() => String, {
    nullable: true,
    description: `Null when there was nothing, or when it is not known: only the first ${maxFolded} changes of a record show it.`,
  })
  before!: string | null;

  @Field(() => String, { nullable: true, description: 'Null when there is nothing any more.' })
  after!: string | null;
}

@ObjectType('HistoryEntry', { description: 'One change of a record, in plain words.' })
export class HistoryEntryView {
  constructor(
    readonly history: ToldHistory,
    readonly event: RecordedEvent,
  ) {}

  @Field(() => Int, { description: 'Revision of the record after this change; its first is 0.' })
  get revision(): number {
    return this.event.revision;
  }

  @Field(() => DateTimeScalar)
  get recordedAt(): string {
    return this.event.recordedAt;
  }

  @Field(() => DateScalar, { nullable: true, description: 'When the fact was true, where that was said.' })
  get validOn(): string | null {
    return this.history.validOn(this.event);
  }

  @Field({ description: 'Type of the event in the log.' })
  get type(): string {
    return this.event.type;
  }

  @Field({ description: 'What happened, in one sentence.' })
  get summary(): string {
    return this.history.summary(this.event);
  }

  @Field({ description: 'Language of the words: fr or en.' })
  get language(): string {
    return this.history.language;
  }

  @Field({ description: 'Role in which somebody made the change.' })
  get role(): string {
    return this.event.metadata.role;
  }

  @Field(() => String, {
    nullable: true,
    description: 'Why it was changed. Shown to those who may edit the record.',
  })
  get reason(): string | null {
    return this.history.reason(this.event);
  }
}

const types = connectionTypes('History', () => HistoryEntryView);

@ObjectType('HistoryConnection', { description: 'Changes of a record, newest first.' })
export class HistoryConnectionView extends types.Connection {
  @Field(() => Int)
  totalCount!: number;
}

export interface HistoryArgs extends HistoryPageArgs {
  readonly languages?: readonly string[] | null;
}

/** The arguments of every `history` field. */
export const historyArgs: Readonly<Record<keyof HistoryArgs, FieldArg>> = {
  first: { type: () => Int, description: `At most ${pageLimits.max}; default ${pageLimits.default}.` },
  after: { type: () => String, description: 'Cursor after which the page begins.' },
  languages: {
    type: () => [String],
    description:
      'BCP-47 tags in order of preference, of which fr and en are spoken. Default: Accept-Language, then French.',
  },
};

export interface HistoryConnection extends ConnectionView<HistoryEntryView> {
  readonly edges: readonly EdgeView<HistoryEntryView>[];
  readonly nodes: readonly HistoryEntryView[];
  readonly totalCount: number;
}

export function historyConnection(history: ToldHistory): HistoryConnection {
  const nodes = history.events.map((event) => new HistoryEntryView(history, event));
  const edges = nodes.map((node) => ({
    cursor: encodeHistoryCursor({ revision: node.revision, event: node.event.id }),
    node,
  }));
  const { newest, oldest } = history.range;
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: newest >= 0 && oldest > 0,
      hasPreviousPage: newest < history.revision,
      startCursor: edges[0]?.cursor,
      endCursor: edges.at(-1)?.cursor,
    },
    totalCount: history.revision + 1,
  };
}
