import { SingleBar, Presets } from 'cli-progress';
import { casebookEvents } from '../../events.js';
import { loadConfig } from '../../platform/config/config.js';
import { EventRegistry } from '../../platform/event-store/event-codec.js';
import type { RecordedEvent } from '../../platform/event-store/event-store.js';
import { openEventStore } from '../../platform/event-store/open-event-store.js';
import type { BuildProgress } from '../../platform/projections/build-generation.js';
import { numberedDefinition } from '../../platform/projections/numbered-definition.js';
import { rebuildReadModel } from '../../platform/projections/start-read-model.js';
import { casebookReadModel } from '../../read-model.js';
import { interruptionSignal } from '../interruption.js';
import { withStorage } from './storage.js';

/** How long a build that is interrupted has to clear away what it began, in milliseconds. */
const clearingWithin = 5_000;

export async function rebuild(): Promise<void> {
  await withStorage(async ({ databaseUrl }, logger) => {
    const store = await openEventStore(databaseUrl, loadConfig(process.env).eventStoreUrl);
    const registry = new EventRegistry(casebookEvents);
    const bar = process.stderr.isTTY
      ? new SingleBar(
          { stream: process.stderr, format: 'events {bar} {percentage}% | {value} of {total}' },
          Presets.shades_classic,
        )
      : null;
    try {
      bar?.start(0, 0);
      const context = {
        log: store,
        databaseUrl,
        definition: await numberedDefinition(casebookReadModel(), store),
        decode: (event: RecordedEvent) => registry.decode(event),
        logger,
        onProgress: ({ done, total }: BuildProgress) => {
          bar?.setTotal(total ?? done);
          bar?.update(done);
        },
      };
      const schema = await rebuildReadModel(context, interruptionSignal);
      bar?.stop();
      process.stdout.write(`The read model is rebuilt: ${schema}\n`);
    } finally {
      bar?.stop();
      await store.close();
    }
  }, clearingWithin);
}
