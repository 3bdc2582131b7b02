import type { LogTarget } from './log-target.js';
import { postgresLogTarget } from './postgres-log-target.js';

/** @param url `postgres://…` or `esdb://…` */
export async function openLogTarget(url: string): Promise<LogTarget> {
  if (!url.startsWith('esdb')) return postgresLogTarget(url);
  const { eventStoreDbLogTarget } = await import('../eventstoredb/eventstoredb-log-target.js');
  return eventStoreDbLogTarget(url);
}
