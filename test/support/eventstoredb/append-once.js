/* `node append-once.js URL [dispose]`: appends an event with the bare client, says so, and does nothing more. */
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';

const [url, dispose] = process.argv.slice(2);
const client = EventStoreDBClient.connectionString(url);
await client.appendToStream(`probe_${randomUUID()}`, jsonEvent({ type: 'SomethingHappened', data: {} }));
if (dispose) await client.dispose();
process.stdout.write('Appended\n');
