import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { TokenStore } from '../../src/platform/access/token-store.js';
import type { Role } from '../../src/platform/access/viewer.js';
import { readPidFile, stopServer } from '../../src/platform/database/embedded-postgres-process.js';
import { testDatabase, type TestDatabase } from './database.js';
import { GraphqlClient } from './graphql-client.js';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const bundle = join(dist, 'bundle');
/** Longest waits, in milliseconds: generous, since only a defect uses them up. */
const readyWithin = 60_000;
const stopWithin = 60_000;
const runWithin = 60_000;
const answerWithin = 20_000;

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

/** The compiled service as a process. */
export class CasebookServer extends GraphqlClient {
  private constructor(
    readonly program: Program,
    readonly base: string,
  ) {
    super(`${base}/graphql`);
  }

  /** Starts it on a free port, and waits until it says that it is ready. */
  static async start({ env, ...options }: ProgramOptions): Promise<CasebookServer> {
    const program = new Program('main.js', [], {
      ...options,
      env: { PORT: '0', LOG_LEVEL: 'warn', ...env },
    });
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

  /** The same without what only tells that the machine is busy. */
  get faults(): string {
    return this.stderr
      .split('\n')
      .filter((line) => !line.includes('A GraphQL operation was slow'))
      .join('\n');
  }

  /** Until a page answers 200: the health page gives up on a database that is busy for two seconds. */
  async answers(path: string): Promise<void> {
    const status = async () => {
      const answer = await fetch(this.base + path, { signal: AbortSignal.timeout(answerWithin) });
      await answer.arrayBuffer();
      return answer.status;
    };
    await this.program.until(async () => (await status()) === 200, answerWithin);
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
  /** A new token, as `casebook token create` makes it (test/e2e/tokens.e2e.ts), which takes a start of the program. */
  createToken(role: Role, name: string): Promise<string>;
  close(): Promise<void>;
}

/** What a base of a test's own is made with. */
export interface CasebookOptions {
  /** Whether the sample corpus is loaded. */
  readonly samples: boolean;
  /** What the service is told besides. */
  readonly env?: Readonly<Record<string, string>>;
  readonly apart?: boolean;
}

export async function startCasebook({ samples, env: more = {}, apart }: CasebookOptions): Promise<Casebook> {
  const [database, dataDir] = await Promise.all([testDatabase(), temporaryFolder()]);
  const env = { DATABASE_URL: database.url, DATA_DIR: dataDir };
  const remove = async () => {
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  };
  const starting = CasebookServer.start({
    apart,
    env: { ...env, ...more, SAMPLES: samples ? 'demo' : 'none' },
  });
  const server = await starting.catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  return {
    server,
    database,
    env,
    admin: (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim(),
    createToken: async (role, name) => (await newToken(database.url, { role, name })).token,
    close: async () => {
      if (!server.program.ended) await server.stop();
      await remove();
    },
  };
}

/** Makes a token in the base at `url`, beside whatever runs on it. */
export async function newToken(
  url: string,
  input: Parameters<TokenStore['create']>[0],
): ReturnType<TokenStore['create']> {
  const pool = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => undefined);
  try {
    return await new TokenStore(pool).create(input);
  } finally {
    await pool.end();
  }
}
