import { parseStreamId } from '../../kernel/ids.js';
import type { EventRegistry } from './event-codec.js';
import type {
  AppendResult,
  EnginePosition,
  EventStore,
  ExpectedRevision,
  NewEvent,
  ReadAllOptions,
  ReadStreamOptions,
  RecordedEvent,
} from './event-store.js';

/** An event before it is encoded: its schema version comes from its definition. */
export type EventToAppend = Omit<NewEvent, 'schemaVersion'>;

/** The log as the rest of the program sees it: events go in checked and come out in their newest shape. */
export class EventLog {
  constructor(
    private readonly store: EventStore,
    private readonly registry: EventRegistry,
  ) {}

  /**
   * Appends all of `events` or none; see {@link EventStore.append} for what it throws besides.
   * @throws InvalidEvent, UnknownEvent
   */
  async append(
    streamId: string,
    expected: ExpectedRevision,
    events: readonly EventToAppend[],
  ): Promise<AppendResult> {
    const category = parseStreamId(streamId)?.category;
    if (category === undefined) throw new TypeError(`Not a stream id: ${streamId.slice(0, 100)}`);
    const encoded = await Promise.all(
      events.map(async ({ id, metadata, type, data }) => ({
        id,
        metadata,
        ...(await this.registry.encode(category, { type, data })),
      })),
    );
    return this.store.append(streamId, expected, encoded);
  }

  async readStream(streamId: string, options?: ReadStreamOptions): Promise<RecordedEvent[]> {
    return (await this.store.readStream(streamId, options)).map((event) => this.registry.decode(event));
  }

  readAll(options?: ReadAllOptions): AsyncIterable<readonly RecordedEvent[]> {
    return this.decoded(this.store.readAll(options));
  }

  subscribe(options: ReadAllOptions & { signal: AbortSignal }): AsyncIterable<readonly RecordedEvent[]> {
    return this.decoded(this.store.subscribe(options));
  }

  /** Null where the engine cannot: then `readAll`. */
  readByStream(category: string, until: EnginePosition): AsyncIterable<readonly RecordedEvent[]> | null {
    const events = this.store.readByStream?.(category, until);
    return events ? this.decoded(events) : null;
  }

  head(): Promise<EnginePosition> {
    return this.store.head();
  }

  lineage(): Promise<string> {
    return this.store.lineage();
  }

  private async *decoded(batches: AsyncIterable<readonly RecordedEvent[]>) {
    for await (const batch of batches) yield batch.map((event) => this.registry.decode(event));
  }
}
