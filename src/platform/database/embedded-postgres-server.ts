import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type Cluster, serverEnvironment } from './embedded-postgres-cluster.js';
import { answers } from './embedded-postgres-connection.js';
import { EmbeddedPostgresFailed } from './embedded-postgres-errors.js';
import { errorCode, errorLine } from './error-code.js';
import { isAlive, isServerOf, pidFilePath, readPidFile } from './embedded-postgres-process.js';
import type { ServerSettings } from './embedded-postgres-settings.js';
import { freePort } from './free-port.js';

/** A server that answers. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** It ran already when it was looked for. */
  readonly adopted: boolean;
}

/** Recovery after a power cut reads up to `max_wal_size` of log before the server answers. */
const startTimeout = 180_000;
const maxStarts = 60;
/** A server writes its pid file right after making it; a power cut may leave an empty one. */
const blankFileTimeout = 2_000;
const pollInterval = 50;
const maxLogBytes = 10 * 1024 * 1024;
const logTailBytes = 4_096;

/**
 * Starts the cluster's server, or adopts the one that still runs, and waits until it answers.
 * @param wantedPort where a server that is started listens; a free port when it is left out
 * @throws EmbeddedPostgresFailed with the server's last words, after 180 s or 60 tries at the latest
 */
export async function startOrAdopt(
  cluster: Cluster,
  settings: ServerSettings,
  wantedPort?: number,
): Promise<RunningServer> {
  const deadline = Date.now() + startTimeout;
  let lastWords = 'no answer';
  for (let attempt = 0; attempt < maxStarts && Date.now() < deadline; attempt++) {
    const running = await adopt(cluster, deadline);
    if (running) return running;
    const started = await start(cluster, settings, wantedPort ?? (await freePort()), deadline);
    if ('pid' in started) return started;
    lastWords = started.failure;
    // One that somebody killed has not failed.
    if (!started.killed && !isWorthRetrying(lastWords)) break;
    await delay(500);
  }
  throw new EmbeddedPostgresFailed(
    `PostgreSQL does not start in ${cluster.folder}: ${lastWords} (see ${cluster.logFile})`,
  );
}

/** The port was taken, another start was quicker, or children of a killed server are still leaving. */
function isWorthRetrying(failure: string): boolean {
  return /could not (bind|create any TCP)|lock file|shared memory block/.test(failure);
}

async function adopt(cluster: Cluster, deadline: number): Promise<RunningServer | undefined> {
  const patience = Date.now() + blankFileTimeout;
  while (Date.now() < deadline) {
    const found = await readPidFile(cluster.folder);
    if (!found) return undefined;
    const isBlank = !(found.pid > 0);
    if (!isBlank && !(await isServerOf(found.pid, cluster.folder))) {
      // PostgreSQL replaces the file of a dead process by itself, but takes a stranger for a server.
      if (isAlive(found.pid)) await removeStale(cluster.folder, found.content);
      return undefined;
    }
    if (isBlank && Date.now() > patience) {
      await removeStale(cluster.folder, found.content);
      return undefined;
    }
    if (found.port > 0 && (await answers(cluster, found.port))) {
      return { pid: found.pid, port: found.port, adopted: true };
    }
    await delay(pollInterval);
  }
  return undefined;
}

/** Moves the file away and looks at it again: another start may have replaced it since. */
async function removeStale(folder: string, content: string): Promise<void> {
  const path = pidFilePath(folder);
  const aside = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    await rename(path, aside);
    if ((await readFile(aside, 'utf8')) !== content) await link(aside, path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function start(
  cluster: Cluster,
  settings: ServerSettings,
  port: number,
  deadline: number,
): Promise<RunningServer | { failure: string; killed: boolean }> {
  const { child, logStart } = await launch(cluster, { ...settings, port: String(port) });
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      const failure = await lastWords(cluster.logFile, logStart);
      return { failure, killed: child.signalCode !== null };
    }
    const found = await readPidFile(cluster.folder);
    if (found?.pid === child.pid && (await answers(cluster, port)))
      return { pid: child.pid, port, adopted: false };
    await delay(pollInterval);
  }
  child.kill('SIGQUIT');
  return { failure: `no answer within ${startTimeout / 1000} s`, killed: false };
}

/** Starts the program in a session of its own, so that Ctrl-C reaches the service only, which then ends it in order. */
async function launch(
  cluster: Cluster,
  settings: ServerSettings,
): Promise<{ child: ChildProcess; logStart: number }> {
  const size = await stat(cluster.logFile).then(
    (log) => log.size,
    () => 0,
  );
  if (size > maxLogBytes) await rename(cluster.logFile, `${cluster.logFile}.1`);
  const log = await open(cluster.logFile, 'a', 0o600);
  try {
    // Before it can say a word: one that ends at once has said its last by the time it is asked for.
    const logStart = (await log.stat()).size;
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(cluster.binaries.postgres, ['-D', cluster.folder, ...flags], {
      ...cluster.account,
      cwd: '/',
      env: serverEnvironment,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject)).catch(
      (error) => {
        throw new EmbeddedPostgresFailed(`${cluster.binaries.postgres} cannot be run: ${errorLine(error)}`);
      },
    );
    child.unref();
    return { child, logStart };
  } finally {
    await log.close();
  }
}

async function lastWords(logFile: string, from: number): Promise<string> {
  const log = await open(logFile, 'r');
  try {
    const { size } = await log.stat();
    const begin = Math.max(from, size - logTailBytes);
    const { buffer, bytesRead } = await log.read(Buffer.alloc(logTailBytes), 0, logTailBytes, begin);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n').filter(Boolean);
    const telling = lines.filter((line) => /FATAL|PANIC|ERROR|LOG: {2}could not/.test(line));
    return (telling.length > 0 ? telling : lines.slice(-3)).join(' | ') || 'it ended without a word';
  } finally {
    await log.close();
  }
}
