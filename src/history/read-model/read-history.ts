import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GraphQLError } from 'graphql';
import { parseStreamId } from '../../kernel/ids.js';
import { policyOf } from '../../platform/access/policies.js';
import { positionForked } from '../../platform/errors/position-forked.js';
import { StoreUnavailable, type RecordedEvent } from '../../platform/event-store/event-store.js';
import { preferred } from '../../platform/graphql/localized-text.type.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import type { RecordRow } from '../../platform/read-side/record-row.js';
import { InterviewHistories, type ToldRecord } from '../../interviews/public.js';
import { CasebookRuntime } from '../../platform/runtime/casebook-runtime.js';
import { Taxonomies } from '../../vocabularies/public.js';
import { historyRecords } from '../history-records.js';
import { Speech, spokenLanguage } from '../words/speech.js';
import { HistoryNames } from './history-names.js';
import {
  decodeHistoryCursor,
  revisionsOf,
  type HistoryCursor,
  type HistoryPageArgs,
} from './history-page.js';
import { ToldHistory } from './told-history.js';

/** Events that are read at a time to find what stood before a change. */
const CHUNK = 200;

/** A page of a record's history, newest first; null for records that have none to show. */
export class ReadHistory extends Query<ToldHistory | null> {
  constructor(
    /** As the viewer may see it. Its revision is the last one told, so that the answer shows one state of the record. */
    readonly record: RecordRow,
    readonly args: HistoryPageArgs & { readonly languages?: readonly string[] | null },
    readonly context: RequestContext,
  ) {
    super();
  }
}

@QueryHandler(ReadHistory)
export class ReadHistoryHandler implements IQueryHandler<ReadHistory> {
  constructor(
    private readonly runtime: CasebookRuntime,
    private readonly taxonomies: Taxonomies,
    private readonly interviews: InterviewHistories,
  ) {}

  /**
   * @throws BAD_USER_INPUT, POSITION_FORKED, UNAVAILABLE; PURPOSE_REQUIRED, PERSONAL_DATA_CLOSED where something is sealed
   */
  async execute({ record: loaded, args, context }: ReadHistory): Promise<ToldHistory | null> {
    const category = parseStreamId(loaded.id)?.category ?? '';
    const kind = historyRecords.get(category);
    const policy = policyOf(category);
    if (!kind || !policy) return null;
    const record = kind.told ? kind.told(loaded) : loaded;
    if (!record) return null;
    const range = revisionsOf(args, record.revision);
    if (args.after != null) await this.assertStands(record.id, decodeHistoryCursor(args.after));
    const parts = await kind.parts?.(record, context.loaders);
    const opened = (events: readonly RecordedEvent[]) =>
      kind.sealed ? this.interviews.opened(record as RecordRow & ToldRecord, events, context) : events;
    const names = new HistoryNames(this.taxonomies.of(context), context.loaders, parts);
    return ToldHistory.of({
      revision: record.revision,
      range,
      events: await opened(await this.read(record.id, range.newest, range.newest - range.oldest + 1)),
      words: kind.words,
      speech: new Speech(spokenLanguage(preferred(args.languages, context)), names),
      seesPersons: kind.forEditors ?? policy.seesPersons(context.viewer),
      readBefore: (until, take) =>
        this.readBefore(record.id, until, async (events) => take(await opened(events))),
      learnNames: (events) => names.learn(events.flatMap((event) => kind.words.mentions(event))),
    });
  }

  /** @throws POSITION_FORKED when another event stands at a cursor's revision, or none */
  private async assertStands(id: string, { revision, event }: HistoryCursor): Promise<void> {
    const [there] = await available(this.runtime.log.readStream(id, { from: revision, limit: 1 }));
    if (there?.id !== event) throw positionForked('This cursor');
  }

  /** At most `count` events from `from` down. */
  private async read(id: string, from: number, count: number): Promise<RecordedEvent[]> {
    if (from < 0 || count < 1) return [];
    return available(this.runtime.log.readStream(id, { direction: 'backwards', from, limit: count }));
  }

  /** Gives the events before revision `until` from the first one on, some at a time. */
  private async readBefore(
    id: string,
    until: number,
    take: (events: readonly RecordedEvent[]) => Promise<void>,
  ): Promise<void> {
    for (let from = 0; from < until; from += CHUNK) {
      await take(
        await available(this.runtime.log.readStream(id, { from, limit: Math.min(CHUNK, until - from) })),
      );
    }
  }
}

async function available<Result>(reading: Promise<Result>): Promise<Result> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    throw new GraphQLError('The event log cannot be reached; try again later', {
      extensions: { code: 'UNAVAILABLE' },
      originalError: error,
    });
  }
}
