import type { EventStore } from './event-store.js';
import { PostgresEventStore } from './postgres/postgres-event-store.js';

/**
 * The log on the engine that was chosen; nothing is connected before the first use. The client of EventStoreDB is loaded
 * where it is asked for alone: most never need it, and a start should not wait for it.
 * @param eventStoreUrl `esdb://…`; undefined: the log is kept in the database
 */
export async function openEventStore(
  databaseUrl: string,
  eventStoreUrl: string | undefined,
): Promise<EventStore> {
  if (eventStoreUrl === undefined) return new PostgresEventStore(databaseUrl);
  const { EventStoreDbEventStore } = await import('./eventstoredb/eventstoredb-event-store.js');
  return new EventStoreDbEventStore(eventStoreUrl);
}
