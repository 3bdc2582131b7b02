import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readPidFile, stopServer } from '../../src/platform/database/embedded-postgres-process.js';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const bundle = join(dist, 'bundle');
/** In milliseconds: generous, since only a defect uses it up. */
const runWithin = 60_000;

/** A folder for one test's data. What a killed run leaves is removed by the next run, which knows it by its name. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `casebook-test-${process.pid}-`));
  // As root the embedded PostgreSQL runs as another user.
  await chmod(folder, 0o755);
  return folder;
}

/** Stops an embedded PostgreSQL that a killed service left, and removes the folder. */
export async function removeFolder(folder: string, cluster = join(folder, 'postgres')): Promise<void> {
  const left = await readPidFile(cluster);
  if (left) await stopServer(left.pid, cluster);
  await rm(folder, { recursive: true, force: true });
}

export interface ProgramOptions {
  /** All that the program knows of its environment, PATH and HOME apart. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Whether it runs from its compiled modules, of which something that is loaded before may change one. */
  readonly apart?: boolean;
}

/** A program of `dist` as a process, with everything that it has said. */
export class Program {
  stdout = '';
  stderr = '';
  readonly child: ChildProcess;
  /** It has ended, and all that it said has come. */
  private readonly closed: Promise<unknown>;

  constructor(entry: 'main.js' | 'cli.js', args: readonly string[], options: ProgramOptions) {
    const { env, cwd, apart = false } = options;
    const { PATH, HOME } = process.env;
    this.child = spawn(process.execPath, [join(apart ? dist : bundle, entry), ...args], {
      cwd,
      env: { PATH, HOME, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.closed = once(this.child, 'close');
    this.child.stdout!.setEncoding('utf8').on('data', (chunk: string) => (this.stdout += chunk));
    this.child.stderr!.setEncoding('utf8').on('data', (chunk: string) => (this.stderr += chunk));
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** @returns the exit code; null after a signal. Kills and fails when the program does not end by itself. */
  async end(within: number): Promise<number | null> {
    const given = new AbortController();
    const late = delay(within, 'late', { signal: given.signal }).catch(() => undefined);
    if ((await Promise.race([this.closed, late])) === 'late') {
      this.child.kill('SIGKILL');
      throw new Error(`The program did not end within ${within} ms:\n${this.stdout}\n${this.stderr}`);
    }
    given.abort();
    return this.child.exitCode;
  }

  /** Until `isThere` holds of what was said on stdout. */
  said(isThere: (stdout: string) => boolean, within: number): Promise<void> {
    return this.until(() => isThere(this.stdout), within);
  }

  /** Until `isThere` holds of what was said on stderr. */
  complained(isThere: (stderr: string) => boolean, within: number): Promise<void> {
    return this.until(() => isThere(this.stderr), within);
  }

  /** Until something holds, while the program runs. */
  async until(holds: () => boolean | Promise<boolean>, within: number): Promise<void> {
    for (const deadline = Date.now() + within; !(await holds()); await delay(10)) {
      if (this.ended || Date.now() > deadline) {
        this.child.kill('SIGKILL');
        throw new Error(
          `The program ended (${this.child.exitCode}) or is late:\n${this.stdout}\n${this.stderr}`,
        );
      }
    }
  }
}

/** What a program said that has ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end: `cli.js`, or a `main.js` that is not to start. */
export async function run(
  entry: 'main.js' | 'cli.js',
  args: readonly string[],
  options: ProgramOptions,
): Promise<Ended> {
  const program = new Program(entry, args, options);
  const code = await program.end(runWithin);
  return { code, stdout: program.stdout, stderr: program.stderr };
}
