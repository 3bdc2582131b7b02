import { EventLog1763700000000 } from './1763700000000-event-log.js';

/** The event log's tables, in order. */
export const eventLogMigrations = [EventLog1763700000000];
