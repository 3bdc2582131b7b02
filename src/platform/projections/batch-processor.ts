import type { EnginePosition, RecordedEvent } from '../event-store/event-store.js';
import {
  foldPlan,
  keysToLoad,
  planBatch,
  rowChanges,
  UnfoldableEvent,
  type Decode,
  type OrdinalEvent,
} from './batch-fold.js';
import type { BatchWriter, OrdinalMark, ParkedMark } from './batch-writer.js';
import { ordinalStep } from './generation-schema.js';
import type { ProjectionLogger } from './logger.js';
import type { DocumentTables, Routes } from './tables.js';

export interface ProcessorStart {
  readonly epoch: bigint;
  readonly position: EnginePosition;
  readonly ordinal: number;
  readonly parked: Iterable<string>;
}

/** SQLSTATE classes that a row's own content causes: cardinality, data, integrity, program limits. */
const dataErrorClasses = new Set(['21', '22', '23', '54']);
/** Characters of an error that are kept, and of where it was thrown. */
const maxErrorText = 2_000;
const maxDetailText = 8_000;

/** Whether an error comes from an event's content, so that trying again cannot help. */
export function isPoison(error: unknown): boolean {
  if (error instanceof UnfoldableEvent) return true;
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && code.length === 5 && dataErrorClasses.has(code.slice(0, 2));
}

/** What stands in `parked_streams` for an event that failed. */
export function parkedMark(event: OrdinalEvent, error: unknown): ParkedMark {
  return {
    stream_id: event.streamId,
    position: String(event.position),
    ordinal: event.ordinal,
    revision: event.revision,
    event_type: event.type,
    ...errorTexts(error),
  };
}

/** An error as it is kept, in a form that PostgreSQL takes. */
function errorTexts(error: unknown): Pick<ParkedMark, 'error' | 'detail'> {
  const keepable = (text: string, length: number): string =>
    text.replaceAll('\0', '').slice(0, length).toWellFormed();
  const message = error instanceof Error ? error.message : String(error);
  const stacks: string[] = [];
  for (let one = error; one instanceof Error && stacks.length < 5; one = one.cause)
    stacks.push(one.stack ?? one.message);
  return {
    error: keepable(message.replaceAll(/\s+/g, ' '), maxErrorText),
    detail: stacks.length > 0 ? keepable(stacks.join('\nbecause of '), maxDetailText) : null,
  };
}

/**
 * Folds batches into one generation, in order, from where its checkpoint stands. A batch that fails on its content is
 * halved until the event is found; that event's stream is parked and all others go on.
 */
export class BatchProcessor {
  readonly #parked: Set<string>;
  #position: EnginePosition;
  #ordinal: number;

  constructor(
    private readonly writer: BatchWriter,
    private readonly routes: Routes,
    private readonly decode: Decode,
    private readonly logger: ProjectionLogger,
    private readonly start: ProcessorStart,
  ) {
    this.#parked = new Set(start.parked);
    this.#position = start.position;
    this.#ordinal = start.ordinal;
  }

  get position(): EnginePosition {
    return this.#position;
  }

  get ordinal(): number {
    return this.#ordinal;
  }

  get hasParked(): boolean {
    return this.#parked.size > 0;
  }

  /**
   * @param events the log's next ones, none left out
   * @returns false when another owner has raised the epoch; nothing more may be written then
   * @throws the driver's error when it is none of the events' own; the checkpoint says what was written
   */
  apply(events: readonly RecordedEvent[]): Promise<boolean> {
    let ordinal = this.#ordinal;
    return this.#apply(
      events.map((event) => {
        ordinal = event.ordinal ?? ordinal + 1;
        return { ...event, ordinal };
      }),
    );
  }

  async #apply(events: readonly OrdinalEvent[]): Promise<boolean> {
    if (events.length === 0) return true;
    try {
      return await this.#fold(events);
    } catch (error) {
      if (!isPoison(error)) throw error;
      if (events.length === 1) return this.#park(events[0]!, error);
      const half = events.length >> 1;
      return (await this.#apply(events.slice(0, half))) && (await this.#apply(events.slice(half)));
    }
  }

  async #fold(events: readonly OrdinalEvent[]): Promise<boolean> {
    const plan = planBatch(events, this.routes, this.#parked, this.decode);
    const loaded: Map<DocumentTables, Awaited<ReturnType<BatchWriter['load']>>> = new Map();
    // One after the other: the fence holds on one connection, and a connection answers one query at a time.
    for (const [tables, keys] of keysToLoad(plan)) loaded.set(tables, await this.writer.load(tables, keys));
    const changes = rowChanges(foldPlan(plan, loaded));
    const ordinals = events
      .filter(({ ordinal }) => ordinal % ordinalStep === 0)
      .map(({ ordinal, position }): OrdinalMark => ({ ordinal, position: String(position) }));
    return this.#moved(events, (fence) => this.writer.write({ fence, changes, ordinals }));
  }

  async #park(event: OrdinalEvent, error: unknown): Promise<boolean> {
    const parked = parkedMark(event, error);
    const ordinals =
      event.ordinal % ordinalStep === 0 ? [{ ordinal: event.ordinal, position: parked.position }] : [];
    const owned = await this.#moved([event], (fence) =>
      this.writer.write({ fence, changes: new Map(), ordinals, parked }),
    );
    if (owned) {
      this.#parked.add(event.streamId);
      this.logger.error({ err: error, streamId: event.streamId, ordinal: event.ordinal }, 'Stream parked');
    }
    return owned;
  }

  async #moved(
    events: readonly OrdinalEvent[],
    write: (fence: Parameters<BatchWriter['write']>[0]['fence']) => Promise<boolean>,
  ): Promise<boolean> {
    const { position: to, ordinal, id: eventId } = events[events.length - 1]!;
    const owned = await write({ epoch: this.start.epoch, from: this.#position, to, ordinal, eventId });
    if (owned) {
      this.#position = to;
      this.#ordinal = ordinal;
    }
    return owned;
  }
}
