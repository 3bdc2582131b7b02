import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresFailed } from './embedded-postgres-errors.js';
import { errorLine } from './error-code.js';

const run = promisify(execFile);
const commandTimeout = 10_000;
const accountName = 'postgres';

/** Who runs the server: an account of its own, since PostgreSQL refuses root; undefined is the account of this process. */
export type ServerAccount = { readonly uid: number; readonly gid: number } | undefined;

/**
 * The account for the server. A cluster that exists keeps its owner; as root, a new one gets the user `postgres`, which
 * is created where it is missing.
 * @throws EmbeddedPostgresFailed when root cannot create that user
 */
export async function serverAccount(cluster: string): Promise<ServerAccount> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(cluster).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return (await findAccount()) ?? (await createAccount());
}

async function findAccount(): Promise<ServerAccount> {
  try {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) =>
        Number((await run('id', [flag, accountName], { timeout: commandTimeout })).stdout),
      ),
    );
    return uid && gid ? { uid, gid } : undefined;
  } catch {
    return undefined;
  }
}

async function createAccount(): Promise<ServerAccount> {
  try {
    await run('groupadd', ['--system', '--force', accountName], { timeout: commandTimeout });
    const options = ['--system', '--no-create-home', '--shell', '/bin/false', '--gid', accountName];
    await run('useradd', [...options, accountName], { timeout: commandTimeout });
  } catch (error) {
    // Another start may have been quicker: then the account is there.
    const account = await findAccount();
    if (account) return account;
    throw new EmbeddedPostgresFailed(
      `PostgreSQL does not run as root, and a user ${accountName} cannot be created (${errorLine(error)}): ` +
        'start Casebook as another user, or set DATABASE_URL',
    );
  }
  return findAccount();
}

/** The first folder from the root down to `path` that the account may not enter, or undefined. */
export async function blockingFolder(path: string, account: ServerAccount): Promise<string | undefined> {
  if (!account) return undefined;
  const parent = dirname(path);
  const above = parent === path ? undefined : await blockingFolder(parent, account);
  if (above !== undefined) return above;
  const { mode, uid, gid } = await stat(path);
  const execute = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  return mode & execute ? undefined : path;
}
