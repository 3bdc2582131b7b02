import { eventStoreDbLogTarget } from '../eventstoredb/eventstoredb-log-target.js';
import type { LogTarget } from './log-target.js';
import { postgresLogTarget } from './postgres-log-target.js';

/** @param url `postgres://…` or `esdb://…` */
export async function openLogTarget(url: string): Promise<LogTarget> {
  return url.startsWith('esdb') ? eventStoreDbLogTarget(url) : postgresLogTarget(url);
}
