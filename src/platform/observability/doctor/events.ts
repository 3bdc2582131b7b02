import type pg from 'pg';
import type { EventStore } from '../../event-store/event-store.js';
import type { ReadModelDefinition } from '../../projections/definition.js';
import { listGenerations, type GenerationRecord } from '../../projections/generation-schema.js';
import type { Check, Finding } from './finding.js';

/** Events by which the rows may be behind without a word: a batch of the projector's. */
const usualLag = 1_000;

/** The log, and the rows that follow it. */
export function eventChecks(
  client: pg.Client,
  store: EventStore,
  definition: () => Promise<ReadModelDefinition>,
): Check[] {
  return [
    { of: 'event log', look: () => log(store) },
    { of: 'read model', look: async () => readModel(client, store, await definition()) },
  ];
}

async function log(store: EventStore): Promise<Finding[]> {
  const [lineage, head] = [await store.lineage(), await store.head()];
  return [{ level: 'ok', of: 'event log', says: `answers, up to ${lineage}:${await store.ordinalOf(head)}` }];
}

async function readModel(
  client: pg.Client,
  store: EventStore,
  { hash }: ReadModelDefinition,
): Promise<Finding[]> {
  const of = 'read model';
  const all = await listGenerations(client);
  const mine = all.findLast((one) => one.hash === hash && one.complete);
  if (!mine) {
    const says = all.some((one) => one.complete)
      ? 'that of another version is there; the next start builds this version’s'
      : 'none yet; the next start builds it';
    return [{ level: 'note', of, says }];
  }
  return [await distance(mine, store), await parked(client, mine.schema), ...leftOver(all, mine)];
}

async function distance(mine: GenerationRecord, store: EventStore): Promise<Finding> {
  const of = 'read model';
  const head = await store.head();
  if (mine.position > head || mine.lineage !== (await store.lineage())) {
    const says = `${mine.schema} belongs to another log or is ahead of this one; the next start builds another`;
    return { level: 'note', of, says };
  }
  const lag = Math.max(0, (await store.ordinalOf(head)) - mine.ordinal);
  const says = `${mine.schema}, ${lag === 0 ? 'holds the whole log' : `${lag} events behind the log`}`;
  return { level: lag > usualLag ? 'bad' : 'ok', of, says };
}

async function parked(client: pg.Client, schema: string): Promise<Finding> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM "${schema}".parked_streams`,
  );
  const { count } = rows[0]!;
  const of = 'parked streams';
  return count === 0
    ? { level: 'ok', of, says: 'none' }
    : { level: 'bad', of, says: `${count} are left out of the rows: see casebook parked list` };
}

/** Those of former versions are dropped by the service once it serves. */
function leftOver(all: readonly GenerationRecord[], mine: GenerationRecord): Finding[] {
  const others = all.filter(({ schema }) => schema !== mine.schema);
  if (others.length === 0) return [];
  const says = `besides, there are ${others.map(({ schema }) => schema).join(', ')}; a start drops what nobody uses`;
  return [{ level: 'note', of: 'read model', says }];
}
