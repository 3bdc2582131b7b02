import type { RecordedEvent } from '@eventstore/db-client';
import { ForeignEvent, toEngineEvent, toRecorded } from './stored-event.js';

const id = '0198a0c4-8c1e-7a33-9d55-3b1f6a2c4e70';
const data = '{"text":"« élève » 🧑‍🌾"}';
const metadata = '{"actor":"person-1"}';
const prepared = { id, type: 'ThingSaid', schemaVersion: 3, data, metadata };
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));

/** As the client gives it, where the server was told that its data are no JSON. */
const recorded = (bytes: Uint8Array) =>
  ({
    streamId: `thing-${id}`,
    id,
    revision: 0n,
    type: 'ThingSaid',
    isJson: false,
    data: bytes,
    metadata: { id, schemaVersion: 3, metadata: { actor: 'person-1' } },
    created: new Date(0),
    position: { commit: 7n, prepare: 7n },
  }) as unknown as RecordedEvent;

it('gives the client JSON that it sends as it is, whatever way it is asked', () => {
  const event = toEngineEvent(prepared);
  const asked = () => event.contentType as string;
  for (let time = 0; time < 2; time++)
    expect([asked(), asked()]).toEqual(['application/json', 'application/octet-stream']);
  expect(event.data.constructor).toBe(Uint8Array);
  expect(Buffer.from(event.data as Uint8Array).toString()).toBe(data);
  expect(JSON.stringify(event.data)).toBe(data);
});

it('reads JSON that nobody said was JSON, and knows what is none', () => {
  expect(toRecorded(recorded(bytesOf(data)))).toMatchObject({ id, data: JSON.parse(data), position: 7n });
  expect(() => toRecorded(recorded(bytesOf('{"half')))).toThrow(ForeignEvent);
});
