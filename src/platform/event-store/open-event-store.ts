import type { EventStore } from './event-store.js';
import { EventStoreDbEventStore } from './eventstoredb/eventstoredb-event-store.js';
import { PostgresEventStore } from './postgres/postgres-event-store.js';

/**
 * The log on the engine that was chosen; nothing is connected before the first use.
 * @param eventStoreUrl `esdb://…`; undefined: the log is kept in the database
 */
export function openEventStore(databaseUrl: string, eventStoreUrl: string | undefined): EventStore {
  return eventStoreUrl === undefined
    ? new PostgresEventStore(databaseUrl)
    : new EventStoreDbEventStore(eventStoreUrl);
}
