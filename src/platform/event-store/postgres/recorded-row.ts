import type { CustomTypesConfig } from 'pg';
import type { EnginePosition, EventMetadata, RecordedEvent } from '../event-store.js';

/** The columns of an event, in the order that {@link toRecorded} takes them. */
export const COLUMNS =
  'position, event_id, stream_id, revision, type, schema_version, data, metadata, recorded_at';

/** One event as PostgreSQL writes it, in text: parsers chosen by type would cost more than the parsing. */
export type RecordedRow = [string, string, string, string, string, string, string, string, string];

/** For a query whose rows are {@link RecordedRow}s. */
export const asText = {
  rowMode: 'array' as const,
  types: { getTypeParser: () => (text: string) => text } as unknown as CustomTypesConfig,
};

export function toRecorded(row: RecordedRow): RecordedEvent {
  return {
    id: row[1],
    type: row[4],
    schemaVersion: Number(row[5]),
    data: JSON.parse(row[6]),
    metadata: JSON.parse(row[7]) as EventMetadata,
    streamId: row[2],
    revision: Number(row[3]),
    position: BigInt(row[0]) as EnginePosition,
    // Positions have no gaps here and begin at 1, so they count the events.
    ordinal: Number(row[0]),
    recordedAt: toIso(row[8]),
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
