import { validate as isUuid } from 'uuid';
import { parseStreamId } from '../../kernel/ids.js';
import { AppendTooLarge, maxAppendBytes, type ExpectedRevision, type NewEvent } from './event-store.js';

/** An event as it goes over the wire: its JSON is text already, so that what was checked is what is written. */
export interface PreparedEvent {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: string;
  readonly metadata: string;
}

export interface PreparedAppend {
  readonly streamId: string;
  readonly expected: ExpectedRevision;
  /** Revision that the first event gets. */
  readonly firstRevision: number;
  readonly events: readonly PreparedEvent[];
  /** Bytes of JSON, data and metadata. */
  readonly bytes: number;
}

/** An event id of an append stands in another stream already: ids were not made as they must be. Trying again is no use. */
export class EventIdTaken extends Error {
  override readonly name = 'EventIdTaken';
  constructor(
    readonly eventId: string,
    readonly streamId: string,
  ) {
    super(`Event id ${eventId} stands in stream ${streamId} already`);
  }
}

/** What PostgreSQL's integer and smallint hold. */
const maxRevision = 2 ** 31 - 1;
const maxSchemaVersion = 2 ** 15 - 1;
const maxTypeLength = 200;

/**
 * Checks an append and turns its events into JSON: the same for every adapter.
 * @throws TypeError when it is malformed: no events, an id said twice, not a stream id, not a UUID, not a JSON object
 * @throws AppendTooLarge
 */
export function prepareAppend(
  streamId: string,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
): PreparedAppend {
  if (!parseStreamId(streamId)) throw new TypeError(`Not a stream id: ${streamId.slice(0, 100)}`);
  if (events.length === 0) throw new TypeError(`An append to ${streamId} holds no event`);
  if (expected !== 'none' && !isIntegerIn(expected, 0, maxRevision - events.length)) {
    throw new TypeError(`Not an expected revision: ${expected}`);
  }
  const prepared = events.map(prepareEvent);
  if (prepared.length > 1 && new Set(prepared.map(({ id }) => id)).size < prepared.length) {
    throw new TypeError(`An append to ${streamId} says the same event id twice`);
  }
  const bytes = prepared.reduce(
    (sum, { data, metadata }) => sum + Buffer.byteLength(data) + Buffer.byteLength(metadata),
    0,
  );
  if (bytes > maxAppendBytes) {
    throw new AppendTooLarge(
      `An append to ${streamId} has ${bytes} bytes of JSON, at most ${maxAppendBytes} are taken`,
    );
  }
  return {
    streamId,
    expected,
    firstRevision: expected === 'none' ? 0 : expected + 1,
    events: prepared,
    bytes,
  };
}

function prepareEvent({ id, type, schemaVersion, data, metadata }: NewEvent): PreparedEvent {
  if (!isUuid(id)) throw new TypeError(`Not an event id (UUID): ${String(id).slice(0, 100)}`);
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(type) || type.length > maxTypeLength) {
    throw new TypeError(`Not an event type: ${type.slice(0, maxTypeLength)}`);
  }
  if (!isIntegerIn(schemaVersion, 1, maxSchemaVersion)) {
    throw new TypeError(`Not a schema version: ${schemaVersion} of ${type}`);
  }
  return {
    id: id.toLowerCase(),
    type,
    schemaVersion,
    data: toJsonObject(data, type, 'data'),
    metadata: toJsonObject(metadata, type, 'metadata'),
  };
}

function isIntegerIn(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}

function toJsonObject(value: unknown, type: string, part: string): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`The ${part} of ${type} must be an object`);
  }
  // A bigint or a cycle throws a TypeError by itself.
  const json: string | undefined = JSON.stringify(value);
  if (!json?.startsWith('{')) throw new TypeError(`The ${part} of ${type} must be an object`);
  return json;
}
