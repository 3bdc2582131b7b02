import { allRows } from '../access/record-tables.js';
import type { Generation } from '../projections/generation.js';
import { sql, statement } from './sql.js';
import { textTypes } from './types.js';
import type { Conjunct } from './where.js';

/** How long counts are used before they are taken again, in milliseconds: they only choose a way, never an answer. */
const KEPT_FOR = 60_000;

interface Kept {
  counts: ReadonlyMap<string, number>;
  takenAt: number;
  taking: boolean;
}

/** The part of a pino logger that is told of counts that could not be taken. */
export interface FrequencyLogger {
  warn(fields: object, message: string): void;
}

const kept = new WeakMap<Generation, Map<string, Kept>>();

/**
 * The condition at whose links a list begins: the one that fewest records fulfil. Counts are taken in the background;
 * until they are there, the first will do.
 */
export function rarest(
  generation: Generation,
  all: readonly Conjunct[],
  logger: FrequencyLogger,
): Conjunct | null {
  const candidates = all.filter((conjunct) => conjunct.keys !== undefined);
  if (candidates.length < 2) return candidates[0] ?? null;
  const frequency = ({ keys }: Conjunct) => {
    const counts = countsOf(generation, keys!.table, logger);
    return keys!.concepts.reduce((total, concept) => total + (counts.get(concept) ?? 0), 0);
  };
  return candidates
    .map((conjunct) => ({ conjunct, frequency: frequency(conjunct) }))
    .sort((a, b) => a.frequency - b.frequency)[0]!.conjunct;
}

function countsOf(
  generation: Generation,
  table: string,
  logger: FrequencyLogger,
): ReadonlyMap<string, number> {
  const tables = kept.get(generation) ?? new Map<string, Kept>();
  kept.set(generation, tables);
  const entry = tables.get(table) ?? { counts: new Map(), takenAt: -Infinity, taking: false };
  tables.set(table, entry);
  if (!entry.taking && performance.now() - entry.takenAt > KEPT_FOR) {
    entry.taking = true;
    take(generation, table)
      .then((counts) => {
        entry.counts = counts;
      })
      .catch((error: unknown) => {
        // With old counts or none the list begins at another condition: slower, and just as right.
        logger.warn({ err: error, table }, 'Frequencies of concepts could not be counted');
      })
      .finally(() => {
        entry.taking = false;
        entry.takenAt = performance.now();
      });
  }
  return entry.counts;
}

/** Counts all links, whoever asks: no count is ever shown, it only chooses where a list begins. */
async function take(generation: Generation, table: string): Promise<Map<string, number>> {
  const { rows } = await generation.query<{ concept: string; count: number }>({
    ...statement(
      sql`SELECT concept, count(*) AS count FROM ${allRows(table)} GROUP BY concept`,
      generation.schema,
    ),
    types: textTypes,
  });
  return new Map(rows.map(({ concept, count }) => [concept, count]));
}
