import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { casebookEvents } from './events.js';
import { createApplication } from './http.js';
import { Promises } from './interviews/public.js';
import { mergedSources } from './literature/public.js';
import { mergedOrganizations } from './organizations/public.js';
import { AggregateRunner } from './platform/commands/aggregate-runner.js';
import { MergeCompletion } from './platform/commands/merge-completion.js';
import { UnfinishedMergesOnRecord } from './platform/read-side/unfinished-merges.js';
import { BusCommandExecutor } from './platform/commands/bus-command-executor.js';
import { firstToken } from './platform/access/first-token.js';
import type { Config } from './platform/config/config.js';
import { OperatorError } from './platform/observability/operator-error.js';
import { isTracingConfigured, startTracing } from './platform/observability/tracing.js';
import { CasebookRuntime } from './platform/runtime/casebook-runtime.js';
import { createLogger } from './platform/runtime/logger.js';
import { drain } from './platform/runtime/drain.js';
import { programVersion } from './platform/runtime/program-version.js';
import { stopWithin, untilStopped, type Stop } from './platform/runtime/stop-signal.js';
import { casebookReadModel } from './read-model.js';
import { loadSamples, mayLoadSamples } from './samples.js';

/** How long the start waits until queries show the samples, in milliseconds. */
const SAMPLES_VISIBLE_WITHIN = 30_000;

/**
 * Runs the service until it is told to stop.
 * @param env where traces are sent; all else stands in `config`
 * @throws with one line that says what is wrong when it cannot start
 */
export async function serve(config: Config, env: NodeJS.ProcessEnv): Promise<never> {
  const logger = createLogger(config);
  const stop = untilStopped();
  const endTracing = isTracingConfigured(env) ? await startTracing(logger, programVersion) : null;
  const runtime = await open(config, logger, stop);
  let app: NestFastifyApplication | undefined;
  let exitCode = 0;
  let began = false;
  try {
    if (!stop.signal.aborted) {
      app = await createApplication(runtime, logger);
      const address = await listen(app, config);
      const beginning = begin(runtime, app, address).then(() => (began = true));
      await Promise.race([beginning, stop.told, runtime.lost]);
    }
    const end = await Promise.race([stop.told, runtime.lost]);
    if (end instanceof Error) {
      process.stderr.write(`casebook: the database is lost: ${end.message}\n`);
      exitCode = 1;
    }
  } finally {
    const clean = await close(app, runtime, logger, endTracing);
    if (!clean) exitCode = 1;
  }
  if (exitCode === 0) sayStopped(began);
  process.exit(exitCode);
}

/** What goes wrong after it was told to stop, for Ctrl-C reaches the programs that prepare the database too, is no failure. */
async function open(config: Config, logger: Logger, stop: Stop): Promise<CasebookRuntime> {
  const definitions = { events: casebookEvents, readModel: casebookReadModel() };
  try {
    return await CasebookRuntime.open(config, 'service', definitions, logger, stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    sayStopped(false);
    process.exit(0);
  }
}

function sayStopped(began: boolean): void {
  process.stdout.write(began ? 'Stopped\n' : 'Stopped before it was ready\n');
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
  sayOfKeys(runtime, say);
  await runtime.running.ready;
  // What a mutation tells of its position needs no look at the log then, which may be away.
  await runtime.lineages();
  await completeMerges(runtime, app.get(AggregateRunner));
  await app.get(Promises).begin();
  if (config.samples && (await mayLoadSamples(runtime.log))) {
    await loadSamples(app.get(BusCommandExecutor), runtime.personal);
    await runtime.projector.waitFor(await runtime.log.head(), SAMPLES_VISIBLE_WITHIN);
  }
  say('Ready');
}

/** Interview notes need a master key: where a new one is, or why there is none that fits. */
function sayOfKeys({ config, madeMasterKey, personal }: CasebookRuntime, say: (line: string) => void): void {
  if (madeMasterKey && config.masterKey.kind === 'file') {
    say(`Key      the master key of interview notes is in ${config.masterKey.path} (just made)`);
  }
  if (personal.closed !== null) say(`Notes    interview notes are closed: ${personal.closed}`);
}

/** What a process left that was killed between the two appends of a merge. */
async function completeMerges(
  { log, logger, readModel }: CasebookRuntime,
  runner: AggregateRunner,
): Promise<void> {
  for (const records of [mergedSources, mergedOrganizations]) {
    const unfinished = new UnfinishedMergesOnRecord(records.table, () => readModel.current());
    await new MergeCompletion(records, runner, log, unfinished, logger).completeMerges();
  }
}

/** @returns whether all could be closed in time */
async function close(
  app: NestFastifyApplication | undefined,
  runtime: CasebookRuntime,
  logger: Logger,
  endTracing: (() => Promise<void>) | null,
): Promise<boolean> {
  const stopping = (async () => {
    if (app) {
      await drain(app.getHttpServer(), runtime.admission, runtime.config.drainTime);
      await app.close();
    }
    // Whoever takes the last traces may be away, and has no more time than all else.
    await Promise.all([runtime.close(), endTracing?.()]);
    return true;
  })();
  const late = sleep(stopWithin, false, { ref: false });
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
      return new OperatorError(
        `port ${port} on ${host} is in use by another program; set PORT to a free one`,
      );
    case 'EACCES':
      return new OperatorError(
        `port ${port} on ${host} may not be opened by this user; set PORT to one above 1023`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new OperatorError(`HOST ${host} is not an address of this machine`);
    default:
      return new OperatorError(`cannot listen on ${host}:${port}: ${message}`);
  }
}
