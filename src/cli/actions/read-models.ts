import { casebookEvents } from '../../events.js';
import { loadConfig } from '../../platform/config/config.js';
import { EventRegistry } from '../../platform/event-store/event-codec.js';
import type { RecordedEvent } from '../../platform/event-store/event-store.js';
import { openEventStore } from '../../platform/event-store/open-event-store.js';
import type { BuildContext } from '../../platform/projections/build-generation.js';
import { numberedDefinition } from '../../platform/projections/numbered-definition.js';
import { casebookReadModel } from '../../read-model.js';
import { withStorage } from './storage.js';

/**
 * Runs `work` on the log and the read models, without following one.
 * @param patience milliseconds that the work has to end by itself when it is interrupted
 * @throws Interrupted
 */
export async function withReadModels(
  work: (context: BuildContext) => Promise<void>,
  patience?: number,
): Promise<void> {
  await withStorage(async ({ databaseUrl }, logger) => {
    const log = await openEventStore(databaseUrl, loadConfig(process.env).eventStoreUrl);
    try {
      const registry = new EventRegistry(casebookEvents);
      const definition = await numberedDefinition(casebookReadModel(), log);
      const decode = (event: RecordedEvent) => registry.decode(event);
      await work({ log, databaseUrl, definition, decode, logger });
    } finally {
      await log.close();
    }
  }, patience);
}
