import { lineagesOf } from '../event-store/lineages.js';
import { ControlConnection } from './control-connection.js';
import type { BuildContext } from './build-generation.js';
import { newestUsable } from './generation-catalogue.js';
import { Generation } from './generation.js';

/** Connections of one command. */
const poolSize = 2;

/**
 * Runs `work` on the read model that services of this program serve, or will: the newest complete one of this definition. It
 * is held while the work lasts, and followed by nobody because of it.
 * @returns undefined when there is none
 */
export async function withNewestGeneration<Result>(
  { databaseUrl, definition, log, logger }: BuildContext,
  work: (generation: Generation) => Promise<Result>,
): Promise<Result | undefined> {
  const control = await ControlConnection.open(databaseUrl, logger, () => undefined);
  try {
    const newest = await newestUsable(databaseUrl, definition, log);
    if (!newest) return undefined;
    await control.lease(newest.schema);
    const generation = await Generation.open(
      databaseUrl,
      newest.schema,
      definition,
      await lineagesOf(log),
      logger,
      {
        size: poolSize,
      },
    );
    try {
      return await work(generation);
    } finally {
      await generation.close();
    }
  } finally {
    await control.close();
  }
}
