import { Lineages } from '../../kernel/lineages.js';
import type { EventStore } from './event-store.js';

/** They stay as they are while a process may run on the log. @throws StoreUnavailable */
export async function lineagesOf(log: EventStore): Promise<Lineages> {
  return new Lineages(await log.lineage(), await log.formerLineages?.());
}
