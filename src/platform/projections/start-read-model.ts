import { prepareDatabase } from '../database/read-model-database.js';
import { buildGeneration, type BuildContext } from './build-generation.js';
import { ControlConnection } from './control-connection.js';
import { dropReplaced, forkWhereEventsAreGone } from './generation-catalogue.js';
import { RunningReadModel, type ReadModelOptions } from './running-read-model.js';

/**
 * Starts to serve a read model. Resolves at once; `ready` says when requests can be answered, and `readModel.acquire`
 * throws ReadModelNotReady while there is no generation yet.
 * @throws the driver's error when the database cannot be reached
 */
export async function startReadModel(options: ReadModelOptions): Promise<RunningReadModel> {
  await prepareDatabase(options.databaseUrl);
  await forkWhereEventsAreGone(options.databaseUrl, options.log, options.logger);
  const news: { listener?: () => void } = {};
  const control = await ControlConnection.open(options.databaseUrl, options.logger, () => news.listener?.());
  const running = new RunningReadModel(options, control);
  news.listener = () => running.look();
  return running;
}

/**
 * Builds a new generation and leaves it to the services that run, which move on to it, or to the next start.
 * @returns its schema
 * @throws BuildUnderWay
 */
export async function rebuildReadModel(
  context: BuildContext,
  signal = new AbortController().signal,
): Promise<string> {
  await prepareDatabase(context.databaseUrl);
  await forkWhereEventsAreGone(context.databaseUrl, context.log, context.logger);
  const control = await ControlConnection.open(context.databaseUrl, context.logger, () => undefined);
  try {
    const { generation, projector } = await buildGeneration(context, control, signal);
    await projector.stop();
    await generation.close();
    await dropReplaced(context.databaseUrl, generation.schema, context.logger);
    return generation.schema;
  } finally {
    await control.close();
  }
}
