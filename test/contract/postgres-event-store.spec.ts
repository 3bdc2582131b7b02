import { Client } from 'pg';
import { PostgresEventStore } from '../../src/platform/event-store/postgres/postgres-event-store.js';
import { migratedDatabase } from '../support/database.js';
import { eventStoreContract, type OpenedLog } from './event-store.contract.js';

eventStoreContract('PostgresEventStore', async (): Promise<OpenedLog> => {
  const database = await migratedDatabase();
  const stores = [new PostgresEventStore(database.url)];
  return {
    store: stores[0]!,
    another: async () => {
      const store = new PostgresEventStore(database.url);
      stores.push(store);
      return store;
    },
    breakConnections: () => breakConnections(database.url),
    readsByStream: true,
    close: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await database.drop();
    },
  };
});

async function breakConnections(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'casebook event log: %'`,
  );
  await client.end();
}
