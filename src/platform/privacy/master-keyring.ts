import { randomBytes } from 'node:crypto';
import { link, open, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MasterKey, parseMasterKey } from './master-key.js';
import { freshKey } from './seal.js';

/** Where the master key is. */
export type MasterKeyPlace =
  | { readonly kind: 'none' }
  | { readonly kind: 'value'; readonly key: Buffer }
  | { readonly kind: 'file'; readonly path: string };

/** The file of a master key cannot be used. The message is one line for the operator. */
export class MasterKeyFileUnusable extends Error {
  override readonly name = 'MasterKeyFileUnusable';
}

/** A key that is about to take the place of the one in the file stands beside it. */
const next = (path: string) => `${path}.new`;
/** Write for the group, anything for all others. */
const forbiddenMode = 0o027;

/** The master key of this process, read again where the vault was wrapped by another one meanwhile. */
export class MasterKeyring {
  #key: MasterKey | null = null;

  constructor(readonly place: MasterKeyPlace) {}

  /**
   * The key with this id (any, where the vault has none yet).
   * @returns the key, or one line that says why there is none
   */
  async fitting(id: string | null): Promise<MasterKey | string> {
    if (this.#key && (id === null || this.#key.id === id)) return this.#key;
    const found = await this.read();
    if (typeof found === 'string') return found;
    const key = found.find((each) => id === null || each.id === id);
    if (!key) return 'the master key is not the one that this base was sealed with';
    this.#key = key;
    return key;
  }

  private async read(): Promise<MasterKey[] | string> {
    switch (this.place.kind) {
      case 'none':
        return 'there is no master key; set CASEBOOK_MASTER_KEY or CASEBOOK_MASTER_KEY_FILE (keys new prints a key)';
      case 'value':
        return [new MasterKey(this.place.key)];
      case 'file':
        try {
          const { path } = this.place;
          const keys = await Promise.all([readKeyFile(path), readKeyFile(next(path))]);
          const found = keys.filter((key) => key !== null).map((key) => new MasterKey(key));
          return found.length > 0 ? found : `the master key's file ${path} is missing`;
        } catch (error) {
          if (error instanceof MasterKeyFileUnusable) return error.message;
          throw error;
        }
    }
  }
}

/**
 * @returns the key in a file, or null when there is none
 * @throws MasterKeyFileUnusable when it is no key, or others may read it
 */
export async function readKeyFile(path: string): Promise<Buffer | null> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && mode & forbiddenMode) {
      throw new MasterKeyFileUnusable(
        `the master key's file ${path} may be read or changed by others: chmod 600 it`,
      );
    }
    const key = parseMasterKey((await readFile(path, 'utf8')).trim());
    if (key) return key;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return null;
    if (code === undefined) throw error;
    throw new MasterKeyFileUnusable(`the master key's file ${path} cannot be read (${code})`);
  }
  throw new MasterKeyFileUnusable(
    `the master key's file ${path} holds no key: 32 bytes in base64 or base64url are allowed, and nothing else`,
  );
}

/** Makes a file with a fresh key, durable, for this user only. Does nothing where there is one. @returns whether it did */
export async function makeKeyFile(path: string): Promise<boolean> {
  try {
    await writeKeyFile(path, freshKey(), link);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Puts the next key beside the file; {@link moveNextKey} makes it the one. */
export function writeNextKey(path: string, key: Buffer): Promise<void> {
  return writeKeyFile(next(path), key, rename);
}

/** Whoever comes second finds it done. */
export async function moveNextKey(path: string): Promise<void> {
  await ifThere(rename(next(path), path));
  await syncFolder(path);
}

export async function dropNextKey(path: string): Promise<void> {
  await ifThere(unlink(next(path)));
}

export function readNextKey(path: string): Promise<Buffer | null> {
  return readKeyFile(next(path));
}

/**
 * Under its name the file is whole or not there: half a key would close all that is personal until somebody takes it away.
 * @param giveName puts the draft under its name
 */
async function writeKeyFile(
  path: string,
  key: Buffer,
  giveName: (draft: string, path: string) => Promise<void>,
): Promise<void> {
  const draft = `${path}.${randomBytes(4).toString('hex')}.draft`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(`${key.toString('base64')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await giveName(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(path);
}

/** A new name lasts only once its folder does. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function ifThere(work: Promise<void>): Promise<void> {
  await work.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
