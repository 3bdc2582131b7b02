import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readPidFile, stopServer } from '../../src/platform/database/embedded-postgres-process.js';
import { testDatabase, type TestDatabase } from './database.js';
import { GraphqlClient } from './graphql-client.js';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
/** Longest waits, in milliseconds: generous, since only a defect uses them up. */
const readyWithin = 60_000;
const stopWithin = 15_000;
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
}

/** A program of `dist` as a process, with everything that it has said. */
export class Program {
  stdout = '';
  stderr = '';
  readonly child: ChildProcess;

  constructor(entry: 'main.js' | 'cli.js', args: readonly string[], { env, cwd }: ProgramOptions) {
    const { PATH, HOME } = process.env;
    this.child = spawn(process.execPath, [join(dist, entry), ...args], {
      cwd,
      env: { PATH, HOME, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout!.setEncoding('utf8').on('data', (chunk: string) => (this.stdout += chunk));
    this.child.stderr!.setEncoding('utf8').on('data', (chunk: string) => (this.stderr += chunk));
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** @returns the exit code; null after a signal. Kills and fails when the program does not end by itself. */
  async end(within: number): Promise<number | null> {
    if (!this.ended) {
      const deadline = AbortSignal.timeout(within);
      await once(this.child, 'close', { signal: deadline }).catch(() => {
        this.child.kill('SIGKILL');
        throw new Error(`The program did not end within ${within} ms:\n${this.stdout}\n${this.stderr}`);
      });
    }
    return this.child.exitCode;
  }

  /** Until `isThere` holds of what was said on stdout. */
  async said(isThere: (stdout: string) => boolean, within: number): Promise<void> {
    for (const deadline = Date.now() + within; !isThere(this.stdout); await delay(10)) {
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

/** The compiled service as a process. */
export class CasebookServer extends GraphqlClient {
  private constructor(
    readonly program: Program,
    readonly base: string,
  ) {
    super(`${base}/graphql`);
  }

  /** Starts it on a free port, and waits until it says that it is ready. */
  static async start({ env, cwd }: ProgramOptions): Promise<CasebookServer> {
    const program = new Program('main.js', [], { env: { PORT: '0', LOG_LEVEL: 'warn', ...env }, cwd });
    await program.said((stdout) => /^Ready$/m.test(stdout), readyWithin);
    const base = /^GraphQL\s+(\S+)\/graphql$/m.exec(program.stdout)?.[1];
    if (!base) throw new Error(`No address was said:\n${program.stdout}`);
    return new CasebookServer(program, base);
  }

  get stdout(): string {
    return this.program.stdout;
  }

  get stderr(): string {
    return this.program.stderr;
  }

  /** @returns the exit code */
  async stop(): Promise<number | null> {
    this.program.child.kill('SIGTERM');
    return this.program.end(stopWithin);
  }

  async kill(): Promise<void> {
    this.program.child.kill('SIGKILL');
    await this.program.end(stopWithin);
  }
}

/** A service with a database of its own on the tests' PostgreSQL, and its admin signed in. */
export interface Casebook {
  readonly server: CasebookServer;
  readonly database: TestDatabase;
  /** What the programs of this base are told. */
  readonly env: Readonly<Record<string, string>>;
  /** The first token, from the file `admin-token`. */
  readonly admin: string;
  /** A new token, made with the command line. */
  createToken(role: string, name: string): Promise<string>;
  close(): Promise<void>;
}

/** @param samples whether the sample corpus is loaded */
export async function startCasebook({ samples }: { samples: boolean }): Promise<Casebook> {
  const [database, dataDir] = await Promise.all([testDatabase(), temporaryFolder()]);
  const env = { DATABASE_URL: database.url, DATA_DIR: dataDir };
  const remove = async () => {
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  };
  const starting = CasebookServer.start({ env: { ...env, SAMPLES: samples ? 'demo' : 'none' } });
  const server = await starting.catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  return {
    server,
    database,
    env,
    admin: (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim(),
    createToken: async (role, name) => {
      const made = await run('cli.js', ['token', 'create', '--role', role, '--name', name], { env });
      if (made.code !== 0) throw new Error(`No token was made:\n${made.stderr}`);
      return made.stdout.trim();
    },
    close: async () => {
      if (!server.program.ended) await server.stop();
      await remove();
    },
  };
}
