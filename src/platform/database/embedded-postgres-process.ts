import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgresFailed } from './embedded-postgres-errors.js';
import { errorCode } from './error-code.js';

const run = promisify(execFile);
const pollInterval = 25;
const fastShutdown = 10_000;
const immediateShutdown = 10_000;

/** What `postmaster.pid` says. */
export interface PidFile {
  /** The file as it was read, to recognize it again. */
  readonly content: string;
  readonly pid: number;
  /** 0 while the server has not come so far. */
  readonly port: number;
}

/** Reads `postmaster.pid`: line 1 is the process, line 4 the port. Undefined when there is none. */
export async function readPidFile(folder: string): Promise<PidFile | undefined> {
  try {
    const content = await readFile(pidFilePath(folder), 'utf8');
    const lines = content.split('\n');
    return { content, pid: Number(lines[0]), port: Number(lines[3] ?? 0) };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

export function pidFilePath(folder: string): string {
  return join(folder, 'postmaster.pid');
}

/**
 * Whether a process with this id runs; one of another user does. One that has ended and whose parent has not yet asked
 * for its exit code does not: signals still reach its entry in the process table, for seconds after a busy machine's
 * process 1 inherited it.
 */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) !== 'EPERM') return false;
  }
  return !hasEnded(pid);
}

function hasEnded(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return 'ZX'.includes(stat.charAt(stat.lastIndexOf(')') + 2));
  } catch {
    // No such process any more, or a system without /proc, where the signal has said what there is to know.
    return false;
  }
}

/** Whether this process is the PostgreSQL server of the cluster, and not a stranger that got its id. */
export async function isServerOf(pid: number, folder: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const command = await commandLine(pid);
  if (command.includes(`postgres -D ${folder} `)) return true;
  if (!command.includes('postgres -D ')) return false;
  try {
    // The folder may be mounted under another path: the server's working directory is the cluster itself.
    const [theirs, ours] = await Promise.all([stat(`/proc/${pid}/cwd`), stat(folder)]);
    return theirs.dev === ours.dev && theirs.ino === ours.ino;
  } catch {
    return false;
  }
}

async function commandLine(pid: number): Promise<string> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
  } catch {
    const listed = await run('ps', ['-o', 'command=', '-p', String(pid)], { timeout: 10_000 }).catch(
      () => undefined,
    );
    return listed?.stdout ?? '';
  }
}

/**
 * Stops the server: 10 s for a clean end, which rolls back what is open; then at once, which the next start recovers.
 * Does nothing when it is gone.
 * @throws EmbeddedPostgresFailed when it still lives after both
 */
export async function stopServer(pid: number, folder: string): Promise<void> {
  if (await endedBy('SIGINT', fastShutdown, pid, folder)) return;
  if (await endedBy('SIGQUIT', immediateShutdown, pid, folder)) return;
  throw new EmbeddedPostgresFailed(`PostgreSQL (process ${pid}) of ${folder} does not stop`);
}

async function endedBy(
  signal: NodeJS.Signals,
  timeout: number,
  pid: number,
  folder: string,
): Promise<boolean> {
  if (!(await isServerOf(pid, folder))) return true;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return true;
    throw error;
  }
  const deadline = Date.now() + timeout;
  while (Date.now() < deadline) {
    if (!(await isServerOf(pid, folder))) return true;
    await delay(pollInterval);
  }
  return false;
}
