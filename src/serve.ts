import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { casebookEvents } from './events.js';
import { createApplication } from './http.js';
import { BusCommandExecutor } from './platform/commands/bus-command-executor.js';
import { firstToken } from './platform/access/first-token.js';
import { loadConfig, type Config } from './platform/config/config.js';
import { CasebookRuntime } from './platform/runtime/casebook-runtime.js';
import { createLogger } from './platform/runtime/logger.js';
import { casebookReadModel } from './read-model.js';
import { loadSamples, mayLoadSamples } from './samples.js';

/** From SIGTERM to the end, at most, in milliseconds. */
const STOP_WITHIN = 10_000;
/** How long the start waits until queries show the samples, in milliseconds. */
const SAMPLES_VISIBLE_WITHIN = 30_000;

/** Runs the service until it is told to stop. @throws with one line that says what is wrong when it cannot start */
export async function serve(env: NodeJS.ProcessEnv): Promise<void> {
  const config = loadConfig(env);
  const logger = createLogger(config);
  const stop = stopSignal();
  const definitions = { events: casebookEvents, readModel: casebookReadModel() };
  const opening = CasebookRuntime.open(config, 'service', definitions, logger);
  const runtime = await Promise.race([
    opening,
    stop.told.then(() => sleep(STOP_WITHIN, null, { ref: false })),
  ]);
  if (!runtime) throw new Error('stopped before the database had started');
  let app: NestFastifyApplication | undefined;
  let exitCode = 0;
  try {
    app = await createApplication(runtime, logger);
    const address = await listen(app, config);
    await Promise.race([begin(runtime, app, address), stop.told, runtime.lost]);
    const lost = await Promise.race([stop.told, runtime.lost]);
    if (lost instanceof Error) {
      process.stderr.write(`casebook: the database is lost: ${lost.message}\n`);
      exitCode = 1;
    }
  } finally {
    const clean = await stopWithin(app, runtime, logger);
    if (!clean) exitCode = 1;
  }
  process.exit(exitCode);
}

/** What a newcomer has to know, then the samples and the first token, then ready. */
async function begin(runtime: CasebookRuntime, app: NestFastifyApplication, address: string): Promise<void> {
  const { config } = runtime;
  const base = config.publicUrl ?? address;
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  say(
    config.base === 'demo'
      ? `Casebook, demo base: fictional samples to play with, kept in ${config.dataDir}`
      : `Casebook, a base of your own, kept in ${config.databaseUrl ? 'the database of DATABASE_URL' : config.dataDir}`,
  );
  say(`GraphQL  ${base}/graphql`);
  say(`IDE      ${base}/graphiql`);
  const tokenFile = await firstToken(runtime.tokens, config.dataDir);
  if (tokenFile)
    say(`Token    an admin's, for writing, is in ${tokenFile.path}${tokenFile.made ? ' (just made)' : ''}`);
  await runtime.running.ready;
  if (config.samples && (await mayLoadSamples(runtime.log))) {
    await loadSamples(app.get(BusCommandExecutor));
    await runtime.projector.waitFor(await runtime.log.head(), SAMPLES_VISIBLE_WITHIN);
  }
  say('Ready');
}

/** Settles at the first SIGTERM or SIGINT; a second one ends the process at once. */
function stopSignal(): { told: Promise<void> } {
  const told = new Promise<void>((resolve) => {
    let said = false;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (said) process.exit(1);
        said = true;
        resolve();
      });
    }
  });
  return { told };
}

async function stopWithin(
  app: NestFastifyApplication | undefined,
  runtime: CasebookRuntime,
  logger: Logger,
): Promise<boolean> {
  const stopping = (async () => {
    await app?.close();
    await runtime.close();
    return true;
  })();
  const late = sleep(STOP_WITHIN, false, { ref: false });
  const clean = await Promise.race([stopping, late]);
  if (!clean) logger.error('Casebook did not stop in time; what was acknowledged is kept');
  return clean;
}

/** Asks Fastify itself: Nest's own `listen` writes a failure to the log as well. @returns the address, `http://…` */
function listen(app: NestFastifyApplication, config: Config): Promise<string> {
  const { port, host } = config;
  const fastify = app.getHttpAdapter().getInstance();
  return fastify.listen({ port, host }).catch((error: unknown) => {
    throw listenFailure(error, config);
  });
}

function listenFailure(error: unknown, { host, port }: Config): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EADDRINUSE':
      return new Error(`port ${port} on ${host} is in use by another program; set PORT to a free one`);
    case 'EACCES':
      return new Error(`port ${port} on ${host} may not be opened by this user; set PORT to one above 1023`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Error(`HOST ${host} is not an address of this machine`);
    default:
      return new Error(`cannot listen on ${host}:${port}: ${message}`);
  }
}
