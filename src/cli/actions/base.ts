import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Logger } from 'pino';
import { AppModule } from '../../app.module.js';
import { casebookEvents } from '../../events.js';
import { NestLogger } from '../../platform/observability/nest-logger.js';
import { CasebookRuntime } from '../../platform/runtime/casebook-runtime.js';
import { casebookReadModel } from '../../read-model.js';
import { interruptionSignal, unlessInterrupted } from '../interruption.js';
import { settings } from './settings.js';

/** What a command line works with, beside a service that may be running. */
export interface Base {
  readonly runtime: CasebookRuntime;
  readonly app: INestApplicationContext;
}

/**
 * Runs `work` on a Casebook without its API, once its read model holds what the log held at the start. It has to end when
 * it is interrupted.
 * @throws Interrupted
 */
export async function withCasebook(work: (base: Base) => Promise<void>): Promise<void> {
  const { config, logger } = settings();
  const definitions = { events: casebookEvents, readModel: casebookReadModel() };
  const runtime = await CasebookRuntime.open(config, 'command', definitions, logger, interruptionSignal);
  await using(runtime, logger, async (base) => {
    await unlessInterrupted(base.runtime.running.ready);
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
    interruptionSignal.throwIfAborted();
    app = await NestFactory.createApplicationContext(AppModule.on(runtime), {
      logger: new NestLogger(logger),
      abortOnError: false,
    });
    await work({ runtime, app });
  } finally {
    await app?.close();
    await runtime.close();
  }
}
