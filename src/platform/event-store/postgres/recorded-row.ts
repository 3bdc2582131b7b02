import type { EnginePosition, EventMetadata, RecordedEvent } from '../event-store.js';

/** The columns of an event, in the order of {@link RecordedRow}. */
export const COLUMNS =
  'position, event_id, stream_id, revision, type, schema_version, data, metadata, recorded_at';

/** One event as the parsers of {@link recordedRows} leave it. */
export type RecordedRow = [
  position: EnginePosition,
  id: string,
  streamId: string,
  revision: number,
  type: string,
  schemaVersion: number,
  data: unknown,
  metadata: EventMetadata,
  recordedAt: string,
];

/** Parsers by PostgreSQL's type: int8, int2, int4, json, timestamptz; everything else stays text. */
const parsers = new Map<number, (text: string) => unknown>([
  [20, BigInt],
  [21, Number],
  [23, Number],
  [114, JSON.parse],
  [1184, toIso],
]);
const asText = (text: string) => text;

/**
 * For a query whose rows are {@link RecordedRow}s. Values are parsed as they arrive, so that a large answer is never
 * held as text as well; and no time becomes a Date, which knows no microseconds.
 */
export const recordedRows = {
  rowMode: 'array' as const,
  types: { getTypeParser: (type: number) => parsers.get(type) ?? asText },
};

export function toRecorded(row: RecordedRow): RecordedEvent {
  return {
    id: row[1],
    type: row[4],
    schemaVersion: row[5],
    data: row[6],
    metadata: row[7],
    streamId: row[2],
    revision: row[3],
    position: row[0],
    // Positions have no gaps here and begin at 1, so they count the events.
    ordinal: Number(row[0]),
    recordedAt: row[8],
  };
}

/** `2026-01-31 09:05:00.12+00` → `2026-01-31T09:05:00.120000Z`. PostgreSQL leaves out zeros at the end. */
export function toIso(timestamp: string): string {
  const seconds = timestamp.slice(11, -3);
  return `${timestamp.slice(0, 10)}T${seconds.length === 15 ? seconds : padded(seconds)}Z`;
}

function padded(seconds: string): string {
  return (seconds.includes('.') ? seconds : `${seconds}.`).padEnd(15, '0');
}
