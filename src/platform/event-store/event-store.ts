import type { FormerLineage } from '../../kernel/lineages.js';

/** Where an event stands in the whole log. Opaque: only compared. It means nothing outside the engine that gave it. */
export type EnginePosition = bigint & { readonly __enginePosition: unique symbol };

export const beginning = -1n as EnginePosition;

/** What is kept beside an event's data. No personal data: the actor is an opaque id. */
export interface EventMetadata {
  readonly actor: string;
  readonly role: string;
  readonly command: string;
  /** Hash of the command's input: the same idempotency key with another payload is recognised by it. */
  readonly fingerprint: string;
  /** Id of the first event that the same command wrote: it stands for the command and its idempotency key. */
  readonly firstEvent: string;
  readonly correlationId: string;
  readonly causationId?: string;
  readonly reason?: string;
  /** When the fact was true, where that differs from when it was recorded. ISO 8601. */
  readonly validAt?: string;
  /** The trace in which it was written, where traces are kept (W3C Trace Context). */
  readonly traceparent?: string;
}

export interface NewEvent {
  /** UUID. Appending an id again writes nothing. */
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  /** A JSON object. */
  readonly data: unknown;
  readonly metadata: EventMetadata;
}

export interface RecordedEvent extends NewEvent {
  readonly streamId: string;
  /** 0 for the first event of its stream. */
  readonly revision: number;
  readonly position: EnginePosition;
  /** Number of the log's events up to and including this one, from engines that know it; elsewhere the projector counts. */
  readonly ordinal?: number;
  /** ISO 8601, UTC, microseconds. */
  readonly recordedAt: string;
}

/** Revision of the stream's last event that the writer has seen; `none` when it must not exist yet. */
export type ExpectedRevision = number | 'none';

export interface AppendResult {
  /** `duplicate`: exactly these event ids stood there already, after the same expected revision. */
  readonly status: 'appended' | 'duplicate';
  /** Revision and position of the last of these events. */
  readonly revision: number;
  readonly position: EnginePosition;
}

export interface ReadStreamOptions {
  /** First revision to read (forwards: default 0; backwards: default the last one). */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  /** At most this many events; default and maximum {@link maxReadStream}. */
  readonly limit?: number;
}

/** Events of one stream in one answer, at most. */
export const maxReadStream = 10_000;

export interface ReadAllOptions {
  /** Exclusive; default {@link beginning}. */
  readonly after?: EnginePosition;
  /** Inclusive: stop at this position. */
  readonly until?: EnginePosition;
  /** Events in a batch, at most. Default 1,000. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
}

/**
 * The log. Two adapters keep its promises, and one contract suite proves them on both.
 *
 * Order: `readAll` and `subscribe` give events in the order of their positions and never skip one that is committed
 * later than a greater position was seen.
 */
export interface EventStore {
  /**
   * Appends all of `events` or none.
   * @throws RevisionConflict when the stream's revision is another than expected, and these events are not already there;
   *   whoever reads the stream afterwards sees what stood in the way
   * @throws AppendTooLarge
   * @throws OutcomeUnknown when the answer was lost: say it again with the same ids and the same expected revision
   * @throws StoreUnavailable when nothing was sent
   */
  append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult>;
  /** Empty when there is no such stream. */
  readStream(streamId: string, options?: ReadStreamOptions): Promise<RecordedEvent[]>;
  /** What is committed now, in batches, then it ends. */
  readAll(options?: ReadAllOptions): AsyncIterable<readonly RecordedEvent[]>;
  /** The same, and then what comes, until `signal` aborts. Resumes by itself after a broken connection. */
  subscribe(options: ReadAllOptions & { signal: AbortSignal }): AsyncIterable<readonly RecordedEvent[]>;
  /** Position of the last event; {@link beginning} when there is none. */
  head(): Promise<EnginePosition>;
  /** Minted when the log begins; the first half of every position that users see. */
  lineage(): Promise<string>;
  /** Those that it had before events were dropped; none for engines that do not say. */
  formerLineages?(): Promise<readonly FormerLineage[]>;
  /**
   * Says that events were dropped, for engines that can be put back: mints another lineage, in the place of `former`, of which
   * positions up to `until` mean the same. Does nothing where that is not the lineage any more.
   */
  fork?(former: string, until: number): Promise<void>;
  /** Events of one category ordered by stream and revision, up to a position, for engines that can; used by rebuilds. */
  readByStream?(category: string, until: EnginePosition): AsyncIterable<readonly RecordedEvent[]>;
  /**
   * Names the numbering of this log's positions, where they are not the ordinals: what was read by one numbering cannot be
   * read on by another, though lineage and ordinals are the same.
   */
  numbering?(): Promise<string>;
  /** Id of the event at a position, or null where none stands there; for engines that can tell at once. */
  eventAt?(position: EnginePosition): Promise<string | null>;
  /** Number of the log's events up to and including the one at this position; 0 for {@link beginning}. */
  ordinalOf(position: EnginePosition): Promise<number>;
  close(): Promise<void>;
}

export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';
  constructor(
    readonly streamId: string,
    readonly expected: ExpectedRevision,
    readonly actual: ExpectedRevision,
  ) {
    super(`Stream ${streamId} is at revision ${actual}, expected ${expected}`);
  }
}

export class AppendTooLarge extends Error {
  override readonly name = 'AppendTooLarge';
}

export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** Largest append in bytes of JSON (data and metadata of all its events): what EventStoreDB takes, so that a log can move there. */
export const maxAppendBytes = 1_000_000;
