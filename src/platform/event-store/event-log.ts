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
import { observedAppend } from './observed-append.js';
import { openPayloads, sealPayloads, type PersonalSeals } from './personal-payload.js';

/** An event before it is encoded: its schema version comes from its definition. */
export type EventToAppend = Omit<NewEvent, 'schemaVersion'>;

/**
 * The log as the rest of the program sees it: events go in checked and come out in their newest shape. Personal values go in
 * sealed, and come out sealed with their places; only {@link openStream} opens them.
 */
export class EventLog {
  constructor(
    private readonly store: EventStore,
    private readonly registry: EventRegistry,
    /** Absent where no personal data are written or opened. */
    private readonly seals?: PersonalSeals,
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
    const sealed = await this.sealed(category, encoded);
    return observedAppend(sealed, (traced) => this.store.append(streamId, expected, traced));
  }

  async readStream(streamId: string, options?: ReadStreamOptions): Promise<RecordedEvent[]> {
    return (await this.store.readStream(streamId, options)).map((event) => this.registry.decode(event));
  }

  /** The same with personal values open, or erased: for deciding on a command, and nothing else. */
  async openStream(streamId: string, options?: ReadStreamOptions): Promise<RecordedEvent[]> {
    return openPayloads(await this.readStream(streamId, options), this.sealsOf(streamId));
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

  private sealed(category: string, events: readonly NewEvent[]): readonly NewEvent[] | Promise<NewEvent[]> {
    if (!this.registry.personalIn(category, events[0]?.type ?? '')) return events;
    const placed = events.map((event) => ({
      ...event,
      places: this.registry.personalIn(category, event.type) ?? new Map<string, never>(),
    }));
    return sealPayloads<NewEvent>(placed, this.sealsOf(category));
  }

  private sealsOf(stream: string): PersonalSeals {
    if (!this.seals) throw new TypeError(`This process cannot seal or open what ${stream} holds`);
    return this.seals;
  }

  private async *decoded(batches: AsyncIterable<readonly RecordedEvent[]>) {
    for await (const batch of batches) yield batch.map((event) => this.registry.decode(event));
  }
}
