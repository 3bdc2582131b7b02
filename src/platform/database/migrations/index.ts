import { EventLog1763700000000 } from './1763700000000-event-log.js';
import { AppendTellsTime1764300000000 } from './1764300000000-append-tells-time.js';
import { FormerLineages1764400000000 } from './1764400000000-former-lineages.js';

/** The event log's tables, in order. */
export const eventLogMigrations = [
  EventLog1763700000000,
  AppendTellsTime1764300000000,
  FormerLineages1764400000000,
];
