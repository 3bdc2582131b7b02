import type { AllStreamRecordedEvent, EventData, RecordedEvent as EngineEvent } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import type { PreparedEvent } from '../append-check.js';
import type { EnginePosition, EventMetadata, RecordedEvent } from '../event-store.js';

/** The stream names of Casebook's events: `category-<uuid>`. The server filters by it, so that no other event comes. */
export const streamPattern = '^[a-z][a-zA-Z]*-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
const streamName = new RegExp(streamPattern);
const utf8 = new TextEncoder();

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
  return new JsonEvent(type, data, envelope) as unknown as EventData;
}

/**
 * Bytes go as they are; the class must be Uint8Array exactly. Values the client would turn into JSON, that into Base64, and this back
 * again, twice, which costs more than all that Casebook does to an append (decision 23).
 */
class JsonEvent {
  readonly id = randomUUID();
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  private isSaid = false;

  constructor(
    readonly type: string,
    data: string,
    metadata: string,
  ) {
    // Should a client come to ask otherwise than this one, then it gets a value, and what it writes is right all the same.
    this.data = Object.assign(utf8.encode(data), { toJSON: () => JSON.parse(data) as unknown });
    this.metadata = utf8.encode(metadata);
  }

  /** The client asks twice for each event: first for what it tells the server, then for how it is to write the data. */
  get contentType(): string {
    this.isSaid = !this.isSaid;
    return this.isSaid ? 'application/json' : 'application/octet-stream';
  }
}

/** Bytes that the server counts of an event. */
export function engineBytes({ data, metadata, type }: PreparedEvent): number {
  const envelope = 2 * 36 + 60;
  return Buffer.byteLength(data) + Buffer.byteLength(metadata) + 2 * type.length + envelope;
}

/** @throws ForeignEvent */
export function toRecorded(event: EngineEvent | AllStreamRecordedEvent): RecordedEvent {
  const envelope = event.metadata as Partial<Envelope> | undefined;
  const data = event.isJson ? event.data : parsed(event.data);
  if (data === undefined || typeof envelope?.id !== 'string' || !envelope.metadata || !event.position) {
    throw new ForeignEvent(
      `Revision ${event.revision} of stream ${event.streamId} was not written by Casebook`,
    );
  }
  return {
    id: envelope.id,
    type: event.type,
    schemaVersion: envelope.schemaVersion ?? 1,
    data,
    metadata: envelope.metadata,
    streamId: event.streamId,
    revision: Number(event.revision),
    position: toPosition(event.position),
    // The server counts finer, and the client drops it.
    recordedAt: envelope.recordedAt ?? event.created.toISOString().replace('Z', '000Z'),
  };
}

/** JSON that was not said to be JSON; undefined when it is none. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined;
  }
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
