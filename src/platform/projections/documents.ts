import type { EntityTarget, ObjectLiteral } from 'typeorm';
import type { EventMetadata } from '../event-store/event-store.js';

/** An event as a fold sees it: decoded, upcast, and with its place in the log. */
export type ProjectedEvent<Event extends { type: string; data: unknown }> = Event & {
  readonly streamId: string;
  readonly revision: number;
  /** Number of the log's events up to and including this one: what users see as the position's second half. */
  readonly ordinal: number;
  /** ISO 8601, UTC, microseconds. */
  readonly recordedAt: string;
  readonly metadata: EventMetadata;
};

/** Rows that follow from one document alone (links by concept, search text): written only where they differ. */
export interface Satellite<Row extends ObjectLiteral, SatelliteRow extends ObjectLiteral> {
  readonly entity: EntityTarget<SatelliteRow>;
  /** All rows of the document. Their primary key must begin with, or contain, the document's key. */
  rows(row: Row): readonly Partial<SatelliteRow>[];
}

/**
 * A read model's documents: one row per key, folded from the events of one category in the order of the log.
 * A fold is pure and knows no database. A row holds only what its own stream says.
 *
 * A fold sees its former row from memory or loaded, and must not be able to tell: columns keep what is put into them.
 * `timestamptz` takes the text of `recordedAt`, `date` takes YYYY-MM-DD, `bigint` a safe integer as number, `bytea` a Buffer,
 * fractions are `float8`; what is absent is null. The same events give the same rows anywhere: no clock, no random source,
 * no locale. A unique index beside the key must hold in whatever order the rows of a batch are written.
 */
export interface Documents<
  Row extends ObjectLiteral = ObjectLiteral,
  Event extends { type: string; data: unknown } = { type: string; data: unknown },
> {
  readonly category: string;
  readonly entity: EntityTarget<Row>;
  /** Primary key value of the rows that an event concerns. Default: its stream's id. All lie in one stream. */
  keys?(event: ProjectedEvent<Event>): readonly string[];
  /** The next row, or null when it is gone (or still absent). Must not change `row`. */
  fold(row: Row | null, event: ProjectedEvent<Event>, key: string): Row | null;
  readonly satellites?: readonly Satellite<Row, any>[]; // eslint-disable-line @typescript-eslint/no-explicit-any -- each has a row type of its own
  /** SQL run once after the tables exist and are filled: the indexes that entities cannot say. `$schema` stands for the schema. */
  readonly indexes?: URL;
  /** Files whose change changes rows: projection, entity, events, helpers. They make the definition's hash. */
  readonly sources: readonly URL[];
}

/** Infers types and erases them, so that definitions of different rows fit in one list. */
export function documents<Row extends ObjectLiteral, Event extends { type: string; data: unknown }>(
  definition: Documents<Row, Event>,
): Documents {
  return definition;
}
