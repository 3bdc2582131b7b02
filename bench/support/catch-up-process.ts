/** `node catch-up-process.js URL AFTER COUNT`: reads so many events through the adapter, for its memory to be looked at. */
import { readFile } from 'node:fs/promises';
import type { EnginePosition } from '../../src/platform/event-store/event-store.js';
import { EventStoreDbEventStore } from '../../src/platform/event-store/eventstoredb/eventstoredb-event-store.js';
import { print } from './figures.js';

const [url = '', after = '', wanted = ''] = process.argv.slice(2);
const store = new EventStoreDbEventStore(url);
const abort = new AbortController();
let seen = 0;
for await (const batch of store.subscribe({
  after: BigInt(after) as EnginePosition,
  signal: abort.signal,
})) {
  seen += batch.length;
  if (seen >= Number(wanted)) abort.abort();
}
const status = await readFile('/proc/self/status', 'utf8');
print(`Most memory: ${/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]} kB`);
await store.close();
