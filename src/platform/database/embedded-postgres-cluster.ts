import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chown, constants, link, mkdir, readFile, readdir, realpath, rename } from 'node:fs/promises';
import { rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type ServerAccount, blockingFolder, serverAccount } from './embedded-postgres-account.js';
import { type PostgresBinaries, postgresBinaries } from './embedded-postgres-binaries.js';
import { DataFolderUnusable, EmbeddedPostgresFailed } from './embedded-postgres-errors.js';
import { errorCode, errorLine } from './error-code.js';
import { isAlive } from './embedded-postgres-process.js';
import { makeFolder } from './make-folder.js';

const run = promisify(execFile);
const initdbTimeout = 120_000;
const workPrefix = 'postgres.init-';

/** The owner of the embedded server's databases. */
export const superuser = 'casebook';

/** A data folder with a PostgreSQL cluster in it that is ready to be started. */
export interface Cluster {
  /** Absolute, without symbolic links. */
  readonly dataDir: string;
  /** As {@link clusterFolder} says. */
  readonly folder: string;
  /** `<dataDir>/postgres.log` */
  readonly logFile: string;
  readonly password: string;
  readonly account: ServerAccount;
  readonly binaries: PostgresBinaries;
}

/** Where a data folder has its cluster. */
export function clusterFolder(dataDir: string): string {
  return join(dataDir, 'postgres');
}

/** What the server's programs see of this process' environment: no PG* variable may lead them elsewhere. */
export const serverEnvironment: NodeJS.ProcessEnv = { PATH: process.env.PATH, LC_ALL: 'C' };

/**
 * Makes the data folder and the cluster where they are missing. Needs no lock: each step is one link or rename, which
 * the first of several processes wins and the others take over.
 * @param durable false spares the flush to disk of a new cluster
 * @throws DataFolderUnusable, EmbeddedPostgresFailed
 */
export async function prepareCluster(path: string, durable: boolean): Promise<Cluster> {
  const dataDir = await usableFolder(path);
  const folder = clusterFolder(dataDir);
  const account = await serverAccount(folder);
  const blocking = await blockingFolder(dataDir, account);
  if (blocking !== undefined) {
    throw new DataFolderUnusable(
      `The data folder ${dataDir} is out of reach for user id ${account?.uid}, which runs PostgreSQL because root may ` +
        `not: ${blocking} is closed to it. Allow it with chmod o+x ${blocking}, or choose another DATA_DIR`,
    );
  }
  const cluster: Cluster = {
    dataDir,
    folder,
    logFile: join(dataDir, 'postgres.log'),
    password: await storedPassword(dataDir),
    account,
    binaries: await postgresBinaries(dataDir, account),
  };
  await removeLeftovers(dataDir);
  if (!(await isInitialized(folder))) await initialize(cluster, durable);
  else if (account) await claimFromRoot(folder, account);
  return cluster;
}

async function usableFolder(path: string): Promise<string> {
  const wanted = resolve(path);
  try {
    await makeFolder(wanted);
    await access(wanted, constants.W_OK | constants.X_OK);
    return await realpath(wanted);
  } catch (error) {
    const reason =
      errorCode(error) === 'EEXIST'
        ? 'a file, or a link that leads nowhere, stands on its path'
        : errorLine(error);
    throw new DataFolderUnusable(
      `The data folder ${wanted} cannot be used (${reason}): choose a folder that this user may write, in DATA_DIR`,
    );
  }
}

async function storedPassword(dataDir: string): Promise<string> {
  const file = join(dataDir, 'postgres-password');
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') {
      throw new DataFolderUnusable(`The password file ${file} cannot be read (${errorLine(error)})`);
    }
  }
  await writeFile(draft, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flush: true });
  await link(draft, file).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
  await rm(draft);
  return (await readFile(file, 'utf8')).trim();
}

async function isInitialized(folder: string): Promise<boolean> {
  return access(join(folder, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}

/** Builds the cluster in a work folder and renames it, so that one that was cut short is never started. */
async function initialize(cluster: Cluster, durable: boolean): Promise<void> {
  const work = join(cluster.dataDir, `${workPrefix}${process.pid}-${randomBytes(4).toString('hex')}`);
  const passwordFile = join(work, 'password');
  await mkdir(work, { mode: 0o700 });
  try {
    await writeFile(passwordFile, `${cluster.password}\n`, { mode: 0o600 });
    if (cluster.account) {
      const { uid, gid } = cluster.account;
      await Promise.all([work, passwordFile].map((path) => chown(path, uid, gid)));
    }
    await run(cluster.binaries.initdb, initdbArguments(join(work, 'cluster'), passwordFile, durable), {
      ...cluster.account,
      cwd: '/',
      env: serverEnvironment,
      timeout: initdbTimeout,
    });
    await rename(join(work, 'cluster'), cluster.folder);
  } catch (error) {
    if (await isInitialized(cluster.folder)) return;
    throw new EmbeddedPostgresFailed(
      `A PostgreSQL cluster cannot be made in ${cluster.folder}: ${errorLine(error)}`,
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function initdbArguments(folder: string, passwordFile: string, durable: boolean): string[] {
  return [
    `--pgdata=${folder}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Sorts and folds the same on every machine, whatever the system's locales are.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
}

/** Removes what an initialization left that was killed. */
async function removeLeftovers(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith(workPrefix)) continue;
    const pid = Number(name.slice(workPrefix.length).split('-')[0]);
    if (pid !== process.pid && !isAlive(pid)) await rm(join(dataDir, name), { recursive: true, force: true });
  }
}

/** A cluster that was restored or copied by root belongs to root, which the server refuses. */
async function claimFromRoot(folder: string, { uid, gid }: NonNullable<ServerAccount>): Promise<void> {
  if ((await stat(folder)).uid !== 0) return;
  await run('chown', ['-R', `${uid}:${gid}`, folder], { timeout: initdbTimeout });
}
