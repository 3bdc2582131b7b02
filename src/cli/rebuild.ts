import { Command } from 'commander';
import { SingleBar, Presets } from 'cli-progress';
import { casebookEvents } from '../events.js';
import { EventRegistry } from '../platform/event-store/event-codec.js';
import type { RecordedEvent } from '../platform/event-store/event-store.js';
import { openEventStore } from '../platform/event-store/open-event-store.js';
import { loadConfig } from '../platform/config/config.js';
import type { BuildProgress } from '../platform/projections/build-generation.js';
import { numberedDefinition } from '../platform/projections/numbered-definition.js';
import { rebuildReadModel } from '../platform/projections/start-read-model.js';
import { casebookReadModel } from '../read-model.js';
import { withStorage } from './base.js';
import { interruptionSignal } from './interruption.js';

/** How long a build that is interrupted has to clear away what it began, in milliseconds. */
const clearingWithin = 5_000;

/** `casebook rebuild`: a new read model beside the one that serves, which a running service then moves on to. */
export function rebuildCommand(): Command {
  return new Command('rebuild')
    .description(
      'Builds the read model anew from the log; a service that runs goes on serving and then moves on to it',
    )
    .action(() =>
      withStorage(async ({ databaseUrl }, logger) => {
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
      }, clearingWithin),
    );
}
