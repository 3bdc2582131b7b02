import type { AllStreamRecordedEvent, EventData, RecordedEvent as EngineEvent } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import type { PreparedEvent } from '../append-check.js';
import type { EnginePosition, EventMetadata, RecordedEvent } from '../event-store.js';

/** The stream names of Casebook's events: `category-<uuid>`. The server filters by it, so that no other event comes. */
export const streamPattern = '^[a-z][a-zA-Z]*-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
const streamName = new RegExp(streamPattern);

export function isCasebookStream(name: string): boolean {
  return streamName.test(name);
}

/** What stands in the engine's metadata of an event of ours. */
interface Envelope {
  /** Our event id. The engine's own differs for each append, and so tells whose append wrote the event. */
  readonly id: string;
  readonly schemaVersion: number;
  /** Where the event was copied from another log: when it was recorded there. */
  readonly recordedAt?: string;
  readonly metadata: EventMetadata;
}

/** Something stands in one of Casebook's streams that Casebook did not write. */
export class ForeignEvent extends Error {
  override readonly name = 'ForeignEvent';
}

/** An event as the client takes it. Its JSON is that which was checked. */
export function toEngineEvent(
  { id, type, schemaVersion, data, metadata }: PreparedEvent,
  recordedAt?: string,
): EventData {
  const at = recordedAt === undefined ? '' : `,"recordedAt":"${recordedAt}"`;
  const envelope = `{"id":"${id}","schemaVersion":${schemaVersion}${at},"metadata":${metadata}}`;
  return {
    id: randomUUID(),
    type,
    contentType: 'application/json',
    data: JSON.parse(data) as Record<string, unknown>,
    // Bytes go as they are; the class must be this one exactly.
    metadata: new Uint8Array(Buffer.from(envelope)),
  };
}

/** Bytes that the server counts of an event. */
export function engineBytes({ data, metadata, type }: PreparedEvent): number {
  const envelope = 2 * 36 + 60;
  return Buffer.byteLength(data) + Buffer.byteLength(metadata) + 2 * type.length + envelope;
}

/** @throws ForeignEvent */
export function toRecorded(event: EngineEvent | AllStreamRecordedEvent): RecordedEvent {
  const envelope = event.metadata as Partial<Envelope> | undefined;
  if (!event.isJson || typeof envelope?.id !== 'string' || !envelope.metadata || !event.position) {
    throw new ForeignEvent(
      `Revision ${event.revision} of stream ${event.streamId} was not written by Casebook`,
    );
  }
  return {
    id: envelope.id,
    type: event.type,
    schemaVersion: envelope.schemaVersion ?? 1,
    data: event.data,
    metadata: envelope.metadata,
    streamId: event.streamId,
    revision: Number(event.revision),
    position: toPosition(event.position),
    // The server counts finer, and the client drops it.
    recordedAt: envelope.recordedAt ?? event.created.toISOString().replace('Z', '000Z'),
  };
}

/**
 * The engine's position as one number: for whatever is written over gRPC, commit and prepare position are the same.
 * @throws ForeignEvent where they are not
 */
export function toPosition({ commit, prepare }: { commit: bigint; prepare: bigint }): EnginePosition {
  if (commit !== prepare)
    throw new ForeignEvent(`Position ${commit}/${prepare} is that of an old transaction`);
  return commit as EnginePosition;
}

/** About how many bytes a value has as JSON; quicker than to write it. */
export function roughBytes(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 8;
  let sum = 2;
  for (const key in value) sum += key.length + 4 + roughBytes((value as Record<string, unknown>)[key]);
  return sum;
}
