import { EventStoreDBClient } from '@eventstore/db-client';
import { EventStoreDbEventStore } from '../../src/platform/event-store/eventstoredb/eventstoredb-event-store.js';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { realUrl, startEngine } from '../support/eventstoredb/engine.js';
import { eventStoreContract, type OpenedLog } from './event-store.contract.js';
import { newEvent, newStream } from './event-store/support.js';

const name = `EventStoreDbEventStore (${realUrl === undefined ? 'the stand-in' : 'EVENTSTORE_TEST_URL'})`;

eventStoreContract(name, async (): Promise<OpenedLog> => {
  const engine = await startEngine();
  // A real log is not empty: what stands there must not fail the tests, and a silent stop must be noticed within them.
  const open = () => new EventStoreDbEventStore(engine.url, { watchInterval: 2_000 });
  const stores = [open()];
  return {
    store: stores[0]!,
    another: async () => {
      const store = open();
      stores.push(store);
      return store;
    },
    breakConnections: engine.breakConnections,
    readsByStream: false,
    close: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await engine.close();
    },
  };
});

it('writes events that are JSON to other programs, too', async () => {
  const engine = await startEngine();
  const store = new EventStoreDbEventStore(engine.url);
  const client = EventStoreDBClient.connectionString(engine.url);
  try {
    const [stream, event] = [newStream(), newEvent({ text: '« élève » 🧑‍🌾' })];
    await store.append(stream, 'none', [event]);
    for await (const { event: read } of client.readStream(stream)) {
      expect(read).toMatchObject({
        isJson: true,
        data: event.data,
        metadata: { id: event.id, metadata: event.metadata },
      });
    }
    expect.assertions(1);
  } finally {
    await Promise.all([store.close(), client.dispose()]);
    await engine.close();
  }
});

it('reads a log that is larger than the heap of the process, however slowly', async () => {
  const engine = await startEngine();
  const store = new EventStoreDbEventStore(engine.url);
  try {
    const after = await store.head();
    const count = 130;
    for (let n = 0; n < count; n++)
      await store.append(newStream(), 'none', [newEvent({ text: 'x'.repeat(900_000) })]);
    const reader = fileURLToPath(new URL('../support/eventstoredb/slow-reader.js', import.meta.url));
    const args = ['--max-old-space-size=64', reader, engine.url, String(after), String(count)];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 60_000 });
    expect(stdout).toBe(`${count}\n`);
  } finally {
    await store.close();
    await engine.close();
  }
}, 90_000);
