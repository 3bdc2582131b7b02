import { EventStoreDbEventStore } from '../../src/platform/event-store/eventstoredb/eventstoredb-event-store.js';
import { realUrl, startEngine } from '../support/eventstoredb/engine.js';
import { eventStoreContract, type OpenedLog } from './event-store.contract.js';

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
    close: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await engine.close();
    },
  };
});
