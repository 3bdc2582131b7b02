import { chmod, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './error-code.js';

/**
 * Makes a folder, and those above it that are missing, with mode 0755: a strict umask must not shut out the account that
 * runs PostgreSQL. What is there already stays as it is.
 *
 * Node's own recursive mkdir never ends where a file system has a folder and yet answers ENOENT to a mkdir in it, as
 * /proc does.
 * @throws the system's error, with its code
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    const parent = dirname(path);
    if (errorCode(error) !== 'ENOENT' || parent === path) throw error;
    await makeFolder(parent);
    await makeOne(path);
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST' && (await isFolder(path))) return;
    throw error;
  }
  await chmod(path, 0o755);
}

/** False also for a link that leads nowhere. */
async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
