import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileEmbeddedPostgres } from './compile-embedded-postgres.js';

const prefix = 'casebook-test-';

/** Starts one PostgreSQL for all specs. Its data live as long as the run, so nothing is flushed to disk. */
export default async function globalSetup() {
  const { folder, entry } = await compileEmbeddedPostgres();
  const dataDir = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  try {
    await removeLeftovers(folder);
    const { startEmbeddedPostgres } = await import(pathToFileURL(entry).href);
    // mkdtemp's folder is closed to others, and as root the server runs as another user.
    await chmod(dataDir, 0o755);
    // Each worker may have two services on it, of some 25 connections each, and whatever the test itself opens.
    const settings = { fsync: 'off', max_connections: '300' };
    const server = await startEmbeddedPostgres({ dataDir, settings });
    process.env.CASEBOOK_TEST_DATABASE = server.url;
    globalThis.casebookTestServer = server;
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A run that was killed leaves its server behind. */
async function removeLeftovers(folder) {
  const { isAlive, readPidFile, stopServer } = await import(
    pathToFileURL(join(folder, 'embedded-postgres-process.js')).href
  );
  for (const name of (await readdir(tmpdir())).filter((entry) => entry.startsWith(prefix))) {
    if (isAlive(Number(name.slice(prefix.length).split('-')[0]))) continue;
    const dataDir = join(tmpdir(), name);
    const found = await stat(dataDir);
    if (found.uid !== process.getuid()) continue;
    // Beside a data folder stands its ledger of erasures.
    if (!found.isDirectory()) {
      await rm(dataDir, { force: true });
      continue;
    }
    const cluster = join(dataDir, 'postgres');
    const server = await readPidFile(cluster);
    if (server) await stopServer(server.pid, cluster);
    await rm(dataDir, { recursive: true, force: true });
  }
}
