import { Command } from 'commander';
import { SingleBar, Presets } from 'cli-progress';
import { casebookEvents } from '../events.js';
import { EventRegistry } from '../platform/event-store/event-codec.js';
import { PostgresEventStore } from '../platform/event-store/postgres/postgres-event-store.js';
import { rebuildReadModel } from '../platform/projections/start-read-model.js';
import { pino } from 'pino';
import { casebookReadModel } from '../read-model.js';
import { withStorage } from './base.js';

/** `casebook rebuild`: a new read model beside the one that serves, which a running service then moves on to. */
export function rebuildCommand(): Command {
  return new Command('rebuild')
    .description(
      'Build the read model anew from the log; a service that runs goes on serving and then moves on to it',
    )
    .action(() =>
      withStorage(async ({ databaseUrl }) => {
        const store = new PostgresEventStore(databaseUrl);
        const registry = new EventRegistry(casebookEvents);
        const bar = process.stderr.isTTY
          ? new SingleBar(
              { stream: process.stderr, format: 'events {bar} {percentage}% | {value} of {total}' },
              Presets.shades_classic,
            )
          : null;
        try {
          bar?.start(0, 0);
          const schema = await rebuildReadModel({
            log: store,
            databaseUrl,
            definition: casebookReadModel(),
            decode: (event) => registry.decode(event),
            logger: pino({ level: process.env['LOG_LEVEL'] ?? 'warn' }, pino.destination(2)),
            onProgress: ({ done, total }) => {
              bar?.setTotal(total ?? done);
              bar?.update(done);
            },
          });
          bar?.stop();
          process.stdout.write(`The read model is rebuilt: ${schema}\n`);
        } finally {
          bar?.stop();
          await store.close();
        }
      }),
    );
}
