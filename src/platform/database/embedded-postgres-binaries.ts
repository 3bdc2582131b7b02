import { randomBytes } from 'node:crypto';
import { chmod, cp, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { type ServerAccount, blockingFolder } from './embedded-postgres-account.js';
import { EmbeddedPostgresFailed } from './embedded-postgres-errors.js';
import { errorCode } from './error-code.js';

/** Absolute paths of the programs that the embedded server needs. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Finds the PostgreSQL of the npm package for this platform, complete and reachable for the account that runs it. A
 * copy goes to `<dataDir>` where `node_modules` lies in a folder that is closed to that account (a checkout in /root).
 * @throws EmbeddedPostgresFailed when there is no package for this platform
 */
export async function postgresBinaries(dataDir: string, account: ServerAccount): Promise<PostgresBinaries> {
  const installed = packageFolder();
  await makeLinks(installed);
  const reachable = (await blockingFolder(join(installed, 'native', 'bin'), account)) === undefined;
  const folder = reachable ? installed : await copyBinaries(installed, dataDir);
  const bin = join(folder, 'native', 'bin');
  const binaries = { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
  await Promise.all(Object.values(binaries).map(makeExecutable));
  return binaries;
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    if (process.platform === 'win32') throw new Error('signals');
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new EmbeddedPostgresFailed(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} (npm package ${name}): ` +
        'run npm install without --omit=optional, or set DATABASE_URL to a PostgreSQL server',
    );
  }
}

/** Does what the package's install script does, for installers that run no scripts. */
async function makeLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    try {
      await symlink(basename(source), join(folder, target));
    } catch (error) {
      if (errorCode(error) === 'EEXIST') continue;
      throw new EmbeddedPostgresFailed(
        `The link ${join(folder, target)} is missing and cannot be made (${errorCode(error)}): ` +
          'run npm rebuild as the owner of node_modules',
      );
    }
  }
}

/** Some unpackers lose the mode of files. */
async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o111) !== 0o111) await chmod(path, 0o755);
}

async function copyBinaries(installed: string, dataDir: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as {
    version: string;
  };
  const target = join(dataDir, `postgres-binaries-${version}`);
  if (await exists(target)) return target;
  // Made beside and renamed, so that a copy that was cut short is never run.
  const partial = `${target}.${randomBytes(4).toString('hex')}`;
  await cp(join(installed, 'native'), join(partial, 'native'), { recursive: true, verbatimSymlinks: true });
  try {
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (!(await exists(target))) throw error;
  }
  return target;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
