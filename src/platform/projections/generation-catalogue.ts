import { advisoryKey, quoteIdentifier, tryLock, withClient } from '../database/read-model-connection.js';
import { beginning, type EnginePosition, type EventStore } from '../event-store/event-store.js';
import type { ReadModelDefinition } from './definition.js';
import { listGenerations, type GenerationRecord } from './generation-schema.js';
import type { ProjectionLogger } from './logger.js';

const connection = { name: 'casebook catalogue' } as const;

export function generations(databaseUrl: string): Promise<GenerationRecord[]> {
  return withClient(databaseUrl, connection, listGenerations);
}

/**
 * The newest complete generation of this definition that belongs to this log: of the same lineage, not ahead of it, and
 * at an event that stands there. It is another where events were lost, or another log was put in its place.
 */
export async function newestUsable(
  databaseUrl: string,
  definition: ReadModelDefinition,
  log: EventStore,
): Promise<GenerationRecord | undefined> {
  const records = await generations(databaseUrl);
  // Read after the checkpoints: a log that grows meanwhile never seems to be behind them.
  const head = await log.head();
  for (const one of records.toReversed()) {
    if (!one.complete || one.hash !== definition.hash || one.position > head) continue;
    if (await isOf(log, one)) return one;
  }
  return undefined;
}

/** Whether rows at this checkpoint follow from this log, as far as its engine can tell. To be read after the checkpoint. */
export async function isOf(
  log: EventStore,
  { lineage, position, eventId }: Pick<GenerationRecord, 'lineage' | 'position' | 'eventId'>,
): Promise<boolean> {
  if ((await log.lineage()) !== lineage) return false;
  if (!log.eventAt || position <= beginning) return true;
  return (await log.eventAt(position as EnginePosition)) === eventId;
}

/**
 * For a start: where rows stand at events that the log does not hold any more, it was put back by other means than
 * `casebook restore`. It gets another lineage then, so that no position that was cited comes to mean something else: those
 * before the end of a shorter log still hold, and none where it has grown since, for how far it agrees cannot be told.
 */
export async function forkWhereEventsAreGone(
  databaseUrl: string,
  log: EventStore,
  logger: ProjectionLogger,
): Promise<void> {
  if (!log.eventAt || !log.fork) return;
  const lineage = await log.lineage();
  const records = (await generations(databaseUrl)).filter((one) => one.lineage === lineage && one.eventId);
  const head = await log.head();
  let until = Infinity;
  for (const { position, eventId } of records) {
    if (position > head) until = Math.min(until, await log.ordinalOf(head));
    else if ((await log.eventAt(position as EnginePosition)) !== eventId) until = 0;
  }
  if (until === Infinity) return;
  await log.fork(lineage, until);
  logger.warn(
    { lineage, until },
    'The event log was put back to an earlier state: its positions have another lineage from now on',
  );
}

/**
 * Drops the generations that `serving` has taken the place of and that no process holds: older ones, and those whose
 * builder died. Newer complete ones stay: another process made them and may be about to serve them.
 */
export async function dropReplaced(
  databaseUrl: string,
  serving: string,
  logger: ProjectionLogger,
): Promise<void> {
  const records = await generations(databaseUrl);
  const mine = records.find(({ schema }) => schema === serving);
  if (!mine?.createdAt) return;
  for (const one of records) {
    const newer = one.hash === mine.hash ? one.number > mine.number : (one.createdAt ?? '') > mine.createdAt;
    if (one.schema === serving || (one.complete && newer)) continue;
    if (await dropUnleased(databaseUrl, one.schema))
      logger.info({ schema: one.schema }, 'Read model dropped');
  }
}

/** @returns false when some process holds a lease on it */
export function dropUnleased(databaseUrl: string, schema: string): Promise<boolean> {
  return withClient(databaseUrl, connection, async (client) => {
    if (!(await tryLock(client, advisoryKey('lease', schema)))) return false;
    await client.query(`DROP SCHEMA IF EXISTS ${quoteIdentifier(schema)} CASCADE`);
    return true;
  });
}
