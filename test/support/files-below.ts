import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../src/platform/database/error-code.js';

/** Files below `folder` that hold something. */
export async function filesThatHold(
  folder: string,
  something: (bytes: Buffer) => boolean,
): Promise<string[]> {
  const found: string[] = [];
  for await (const file of filesBelow(folder)) {
    if (something(await readFile(file).catch(gone(Buffer.alloc(0))))) found.push(file);
  }
  return found;
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(gone([]))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

/** A server that works renames and removes files of its log while they are read; others drop their bases on it. */
function gone<Instead>(instead: Instead): (error: unknown) => Instead {
  return (error) => {
    if (errorCode(error) === 'ENOENT') return instead;
    throw error;
  };
}
