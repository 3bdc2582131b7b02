/* `node slow-reader.js URL AFTER COUNT`: reads so many events by the compiled adapter, and is long busy with the first ones. */
import { setTimeout as delay } from 'node:timers/promises';
import { EventStoreDbEventStore } from '../../../dist/platform/event-store/eventstoredb/eventstoredb-event-store.js';

const [url, after, count] = process.argv.slice(2);
const store = new EventStoreDbEventStore(url);
const abort = new AbortController();
let seen = 0;
for await (const batch of store.subscribe({ after: BigInt(after), signal: abort.signal })) {
  // All the others could come meanwhile.
  if (seen === 0) await delay(3_000);
  seen += batch.length;
  if (seen >= Number(count)) abort.abort();
}
await store.close();
process.stdout.write(`${seen}\n`);
