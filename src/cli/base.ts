import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Logger } from 'pino';
import { AppModule } from '../app.module.js';
import { casebookEvents } from '../events.js';
import { loadConfig } from '../platform/config/config.js';
import { NestLogger } from '../platform/observability/nest-logger.js';
import { CasebookRuntime } from '../platform/runtime/casebook-runtime.js';
import { createLogger } from '../platform/runtime/logger.js';
import { openStorage, type Storage } from '../platform/runtime/open-storage.js';
import { casebookReadModel } from '../read-model.js';

/** Commands say in words what happened; the log speaks up only when something is wrong. */
function settings(): { config: ReturnType<typeof loadConfig>; logger: Logger } {
  const config = loadConfig({ LOG_LEVEL: 'warn', ...process.env });
  return { config, logger: createLogger(config) };
}

/** Runs `work` on the database alone: tokens need no read model. */
export async function withStorage(work: (storage: Storage) => Promise<void>): Promise<void> {
  const { config, logger } = settings();
  const storage = await openStorage(config, 'command', logger);
  try {
    await work(storage);
  } finally {
    await storage.close();
  }
}

/** What a command line works with, beside a service that may be running. */
export interface Base {
  readonly runtime: CasebookRuntime;
  readonly app: INestApplicationContext;
}

/** Runs `work` on a Casebook without its API, once its read model holds what the log held at the start. */
export async function withCasebook(work: (base: Base) => Promise<void>): Promise<void> {
  const { config, logger } = settings();
  const definitions = { events: casebookEvents, readModel: casebookReadModel() };
  await using(await CasebookRuntime.open(config, 'command', definitions, logger), logger, async (base) => {
    await base.runtime.running.ready;
    await work(base);
  });
}

/** Runs `work` on a Casebook that can only be told, not asked: for what decides by the log alone. */
export async function withCommands(work: (base: Base) => Promise<void>): Promise<void> {
  const { config, logger } = settings();
  const runtime = await CasebookRuntime.openWithoutReadModel(config, 'command', casebookEvents, logger);
  await using(runtime, logger, work);
}

async function using(
  runtime: CasebookRuntime,
  logger: Logger,
  work: (base: Base) => Promise<void>,
): Promise<void> {
  let app: INestApplicationContext | undefined;
  try {
    app = await NestFactory.createApplicationContext(AppModule.forCommands(runtime), {
      logger: new NestLogger(logger),
      abortOnError: false,
    });
    await work({ runtime, app });
  } finally {
    await app?.close();
    await runtime.close();
  }
}
