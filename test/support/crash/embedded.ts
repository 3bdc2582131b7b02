import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPidFile } from '../../../src/platform/database/embedded-postgres-process.js';

/** Address of the PostgreSQL that runs on a data folder just now. */
export async function embeddedUrl(folder: string): Promise<string> {
  const password = (await readFile(join(folder, 'postgres-password'), 'utf8')).trim();
  const { port } = (await readPidFile(join(folder, 'postgres')))!;
  return `postgres://casebook:${password}@127.0.0.1:${port}/casebook`;
}
