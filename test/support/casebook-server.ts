import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { TokenStore } from '../../src/platform/access/token-store.js';
import type { Role } from '../../src/platform/access/viewer.js';
import { testDatabase, testDatabaseLike, type TestDatabase } from './database.js';
import { GraphqlClient } from './graphql-client.js';
import { Program, temporaryFolder, type ProgramOptions } from './program.js';

export { Program, removeFolder, run, temporaryFolder, type ProgramOptions } from './program.js';

/** Longest waits, in milliseconds: generous, since only a defect uses them up. */
const readyWithin = 60_000;
const stopWithin = 60_000;
const answerWithin = 20_000;

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

/**
 * A database on which a service has run already: its schemas and its read model are made, and the samples are in it where they
 * are asked for. Its first token comes with the next start.
 */
export function startedDatabase({ samples }: { samples: boolean }): Promise<TestDatabase> {
  return testDatabaseLike(samples ? 'samples' : 'started', async (url) => {
    const folder = await temporaryFolder();
    try {
      const server = await CasebookServer.start({
        env: { DATABASE_URL: url, DATA_DIR: folder, SAMPLES: samples ? 'demo' : 'none' },
      });
      await server.stop();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
    await client.connect();
    await client.query('TRUNCATE vault.api_tokens, vault.persons').finally(() => client.end());
  });
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
  // Elsewhere the log is another one; with a key, interviews are among the samples.
  const isOther = 'EVENT_STORE_URL' in more || (samples && 'CASEBOOK_MASTER_KEY' in more);
  const [database, dataDir] = await Promise.all([
    isOther ? testDatabase() : startedDatabase({ samples }),
    temporaryFolder(),
  ]);
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
export function newToken(
  url: string,
  input: Parameters<TokenStore['create']>[0],
): ReturnType<TokenStore['create']> {
  const pool = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => undefined);
  return new TokenStore(pool).create(input).finally(() => pool.end());
}
