import { access } from 'node:fs/promises';
import { clusterFolder } from '../../platform/database/embedded-postgres-cluster.js';
import { OperatorError } from '../../platform/observability/operator-error.js';
import { settings } from './settings.js';

/**
 * For what makes no sense on a base that is only made by it.
 * @throws OperatorError where DATA_DIR names a folder without one
 */
export async function assertBase(): Promise<void> {
  const missing = await missingBase();
  if (missing)
    throw new OperatorError(`there is no base in ${missing}: set DATA_DIR or DATABASE_URL to yours`);
}

/** Says so where a command is about to make a base: a mistyped DATA_DIR looks like a new one. */
export async function tellOfNewBase(): Promise<void> {
  const missing = await missingBase();
  if (missing) process.stderr.write(`There was no base in ${missing} yet: it is made now\n`);
}

/** The data folder, where it is to hold the base and does not. */
async function missingBase(): Promise<string | null> {
  const { databaseUrl, dataDir } = settings().config;
  if (databaseUrl !== undefined) return null;
  return access(clusterFolder(dataDir)).then(
    () => null,
    ({ code }: NodeJS.ErrnoException) => (code === 'ENOENT' ? dataDir : null),
  );
}
