import { createHash } from 'node:crypto';
import type { EventStore } from '../event-store/event-store.js';
import type { ReadModelDefinition } from './definition.js';

/**
 * The definition as this log's rows go by it. A checkpoint holds a position, which means nothing in another numbering: rows
 * that were built from the same events on another engine must not be taken up.
 * @throws StoreUnavailable
 */
export async function numberedDefinition(
  definition: ReadModelDefinition,
  log: EventStore,
): Promise<ReadModelDefinition> {
  const numbering = await log.numbering?.();
  if (numbering === undefined) return definition;
  const hash = createHash('sha256').update(`${definition.hash} ${numbering}`).digest('hex');
  return { ...definition, hash: hash.slice(0, definition.hash.length) };
}
