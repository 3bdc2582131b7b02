import { z } from 'zod';
import type { EnginePosition, RecordedEvent } from '../event-store/event-store.js';
import { DamagedBackup, setFiles } from './backup-set.js';

/** An event as it stands in a set: all that it has but its place in one engine. */
export function lineOfEvent(event: RecordedEvent, ordinal: number): object {
  const { id, streamId, revision, type, schemaVersion, recordedAt, data, metadata } = event;
  return {
    ordinal,
    id,
    stream: streamId,
    revision,
    type,
    version: schemaVersion,
    recordedAt,
    data,
    metadata,
  };
}

const object = z.record(z.string(), z.unknown());
const line = z.strictObject({
  ordinal: z.int().min(1),
  id: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  stream: z.string().min(1),
  revision: z.int().min(0),
  type: z.string().min(1),
  version: z.int().min(1),
  recordedAt: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
  data: object,
  metadata: object,
});

/** @throws DamagedBackup when it is none */
export function eventOfLine(value: unknown, number: number): RecordedEvent {
  const result = line.safeParse(value);
  if (!result.success) throw new DamagedBackup(`${setFiles.log} is damaged: line ${number} holds no event`);
  const { ordinal, id, stream, revision, type, version, recordedAt, data, metadata } = result.data;
  return {
    id,
    streamId: stream,
    revision,
    type,
    schemaVersion: version,
    data,
    metadata: metadata as unknown as RecordedEvent['metadata'],
    recordedAt,
    ordinal,
    position: BigInt(ordinal) as EnginePosition,
  };
}
