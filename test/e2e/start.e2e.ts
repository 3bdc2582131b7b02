import { jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { isAlive, readPidFile } from '../../src/platform/database/embedded-postgres-process.js';
import { CasebookServer, Program, removeFolder, run, temporaryFolder } from '../support/casebook-server.js';
import { GraphqlWriter } from '../support/graphql-writer.js';
import { until } from '../support/until.js';

jest.setTimeout(120_000);

/** Longest waits, in milliseconds: generous, since only a defect uses them up. */
const startWithin = 60_000;
const endWithin = 60_000;

const running: CasebookServer[] = [];
const folders: { folder: string; cluster?: string }[] = [];

async function start(...given: Parameters<typeof CasebookServer.start>): Promise<CasebookServer> {
  const server = await CasebookServer.start(...given);
  running.push(server);
  return server;
}

async function folder(cluster?: string): Promise<string> {
  const made = await temporaryFolder();
  folders.push({ folder: made, ...(cluster && { cluster: join(made, cluster) }) });
  return made;
}

afterEach(async () => {
  for (const server of running.splice(0)) if (!server.program.ended) await server.kill();
  for (const { folder: path, cluster } of folders.splice(0)) await removeFolder(path, cluster);
});

const counts = '{ initiatives { totalCount } organizations { totalCount } conceptSchemes { totalCount } }';
const postgresOf = async (dataDir: string) => (await readPidFile(join(dataDir, 'postgres')))?.pid;

describe('a newcomer who has configured nothing', () => {
  it('has a demo base with samples, addresses, health and a token, and stops it cleanly', async () => {
    const cwd = await folder('.casebook/demo/postgres');
    const server = await start({ env: {}, cwd });
    const dataDir = join(cwd, '.casebook/demo');
    expect(await readdir(cwd)).toEqual(['.casebook']);
    expect(server.stdout).toMatch(/demo base/i);
    expect(server.stdout).toContain(dataDir);
    expect(server.stdout).toContain(`${server.base}/graphql\n`);
    expect(server.stdout).toContain(`${server.base}/graphiql\n`);

    for (const path of ['/health/live', '/health/ready', '/graphiql']) await server.answers(path);

    const answer = await server.graphql('{ initiatives(first: 1) { totalCount nodes { fictional } } }');
    expect(answer.data.initiatives).toEqual({ totalCount: 40, nodes: [{ fictional: true }] });
    expect(answer.extensions).toMatchObject({ base: 'demo', notice: expect.stringMatching(/fictional/) });

    const tokenFile = join(dataDir, 'admin-token');
    expect((await stat(tokenFile)).mode & 0o777).toBe(0o600);
    const token = (await readFile(tokenFile, 'utf8')).trim();
    expect(`${server.stdout}${server.stderr}`).not.toContain(token);
    await new GraphqlWriter(server, { token }).organization();

    const postgres = await postgresOf(dataDir);
    expect(isAlive(postgres!)).toBe(true);
    // 0, and so within the ten seconds that a stop may take: later, it gives up with 1.
    expect(await server.stop()).toBe(0);
    expect(server.stdout).toMatch(/^Ready\nStopped\n$/m);
    expect(isAlive(postgres!)).toBe(false);
    expect(server.faults).toBe('');
  });
});

describe('a base of one’s own', () => {
  /** One service for all of these; the last of them stops it. */
  let cwd: string;
  let server: CasebookServer;
  const DATA_DIR = 'notes à moi — 海/base';
  const dataDir = () => join(cwd, DATA_DIR);
  beforeAll(async () => {
    cwd = await temporaryFolder();
    server = await CasebookServer.start({ env: { DATA_DIR }, cwd });
  });
  afterAll(async () => {
    if (server && !server.program.ended) await server.kill();
    await removeFolder(cwd, join(dataDir(), 'postgres'));
  });

  it('starts empty, in any folder, and says in no answer that it is a demo', async () => {
    expect(await server.query(counts)).toEqual({
      initiatives: { totalCount: 0 },
      organizations: { totalCount: 0 },
      conceptSchemes: { totalCount: 0 },
    });
    expect(server.stdout).not.toMatch(/demo/i);
    expect((await server.graphql(counts)).extensions).not.toHaveProperty('base');
  });

  it('refuses a second service on the same folder, which leaves the first as it is', async () => {
    const line = await refusedStart({ DATA_DIR: dataDir(), PORT: '0' });
    expect(line).toMatch(/in use by another service/);
    expect(line).toContain(dataDir());
    expect(await server.query('{ initiatives { totalCount } }')).toEqual({ initiatives: { totalCount: 0 } });
  });

  it('is told to stop, and leaves the database to a command that is under way', async () => {
    const command = new Program('cli.js', ['rebuild'], { env: { DATA_DIR: dataDir() } });
    const client = await connected(dataDir());
    await until(async () => {
      const { rowCount } = await client.query(
        "SELECT FROM pg_stat_activity WHERE application_name LIKE 'casebook command %'",
      );
      return rowCount === 1 || command.ended;
    }, 'the command is under way, or has been');
    await client.end();
    expect(await server.stop()).toBe(0);
    expect(server.faults).toBe('');
    expect({ code: await command.end(endWithin), stderr: command.stderr }).toEqual({ code: 0, stderr: '' });
    expect(await postgresOf(dataDir())).toBeUndefined();
  });
});

describe('samples', () => {
  it('are loaded where they are asked for, and never twice', async () => {
    const dataDir = await folder();
    // With a key the interviews are among them, of which some have been withdrawn since.
    const key = randomBytes(32).toString('base64url');
    const env = { DATA_DIR: dataDir, SAMPLES: 'demo', CASEBOOK_MASTER_KEY: key };
    const histories = `{ ${counts.slice(1, -1)} list: initiatives(first: 100, orderBy: { field: RECORDED }) {
      nodes { id revision history(first: 1) { totalCount } }
    } }`;
    const first = await start({ env });
    const before = await first.query(histories);
    expect(before.initiatives.totalCount).toBe(40);
    expect(await first.stop()).toBe(0);
    const second = await start({ env });
    expect(await second.query(histories)).toEqual(before);
  });
});

describe('a service that was killed', () => {
  it('starts again with all that was acknowledged, while its PostgreSQL still runs, and after that was killed too', async () => {
    const dataDir = await folder();
    const env = { DATA_DIR: dataDir };
    let server = await start({ env });
    const token = (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim();
    const recorded: string[] = [];
    for (const postgresToo of [false, true]) {
      recorded.push((await new GraphqlWriter(server, { token }).organization()).id);
      const postgres = await postgresOf(dataDir);
      await server.kill();
      expect(isAlive(postgres!)).toBe(true);
      if (postgresToo) process.kill(postgres!, 'SIGKILL');
      server = await start({ env });
      if (!postgresToo) expect(await postgresOf(dataDir)).toBe(postgres);
      const { nodes } = await server.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
        ids: recorded,
      });
      expect(nodes).toEqual(recorded.map((id) => ({ id })));
      await server.answers('/health/ready');
    }
    recorded.push((await new GraphqlWriter(server, { token }).organization()).id);
    const { organizations } = await server.query('{ organizations { totalCount } }');
    expect(organizations.totalCount).toBe(recorded.length);
    expect(await server.stop()).toBe(0);
  });
});

describe('a service that is told to stop', () => {
  /**
   * Ends by itself, in order, and says so in one line. On a machine that is too busy for that it gives up after ten
   * seconds, and says that.
   */
  async function expectOrderlyEnd(program: Program, dataDir: string): Promise<void> {
    const code = await program.end(endWithin);
    if (code === 1) {
      expect(program.stderr).toBe('casebook: did not stop within 10 s; what was acknowledged is kept\n');
      return;
    }
    expect({ code, stderr: program.stderr }).toEqual({ code: 0, stderr: '' });
    expect(program.stdout.match(/^Stopped/gm)).toHaveLength(1);
    expect(await postgresOf(dataDir)).toBeUndefined();
  }

  it.each([
    ['while the database is made', (dataDir: string) => existsSync(join(dataDir, 'postgres-password'))],
    ['while the database starts', (dataDir: string) => existsSync(join(dataDir, 'postgres/postmaster.pid'))],
    ['while it loads the samples', (_: string, stdout: string) => /^Token/m.test(stdout)],
    ['when it is ready', (_: string, stdout: string) => /^Ready$/m.test(stdout)],
  ])('ends %s, also when it is told twice', async (_when, isTime) => {
    const dataDir = await folder();
    const program = new Program('main.js', [], {
      env: { PORT: '0', LOG_LEVEL: 'warn', DATA_DIR: dataDir, SAMPLES: 'demo' },
    });
    await program.until(() => isTime(dataDir, program.stdout), startWithin);
    // As Ctrl-C under npm arrives: from the terminal, and from npm.
    for (const signal of ['SIGINT', 'SIGINT'] as const) program.child.kill(signal);
    await expectOrderlyEnd(program, dataDir);
  });
});

describe('a start that cannot be', () => {
  it.each([
    [{ PORT: 'http' }, /PORT is "http"/],
    [{ PORT: '65536' }, /PORT is "65536"/],
    [{ SAMPLES: 'all' }, /SAMPLES is "all", allowed is demo or none/],
    [{ DATABASE_URL: 'mysql://root:secret@localhost/casebook' }, /DATABASE_URL/],
    [{ EVENT_STORE_URL: 'esdb://me:secret@localhost:2113?tls=false' }, /EVENT_STORE_URL has credentials/],
  ])('%j', async (env, message) => {
    const line = await refusedStart(env);
    expect(line).toMatch(message);
    expect(line).not.toContain('secret');
  });

  it('a database that is not there', async () => {
    const dataDir = await folder();
    const line = await refusedStart({
      DATA_DIR: dataDir,
      DATABASE_URL: 'postgres://me:s3cret@127.0.0.1:1/casebook',
    });
    expect(line).toMatch(/127\.0\.0\.1:1|database/i);
    expect(line).not.toContain('s3cret');
  });

  it.each([
    ['backup', '/tmp/nowhere'],
    ['token', 'list'],
    ['token', 'revoke', 'token-1'],
    ['parked', 'list'],
  ])('a command where a mistyped DATA_DIR names no base: %s %s', async (...args) => {
    const dataDir = join(await folder(), 'mistyped');
    const { code, stderr } = await run('cli.js', args, { env: { DATA_DIR: dataDir } });
    expect([code, stderr]).toEqual([
      1,
      `casebook: there is no base in ${dataDir}: set DATA_DIR or DATABASE_URL to yours\n`,
    ]);
    expect(existsSync(dataDir)).toBe(false);
  });

  it('a port that is taken, and leaves no PostgreSQL behind', async () => {
    const dataDir = await folder();
    const other = await listen();
    const port = (other.address() as { port: number }).port;
    const line = await refusedStart({ DATA_DIR: dataDir, PORT: String(port) });
    other.close();
    expect(line).toMatch(new RegExp(`port ${port} .*in use.*PORT`));
    expect(await postgresOf(dataDir)).toBeUndefined();
  });

  it('a folder that cannot be made or written', async () => {
    const file = join(process.cwd(), 'package.json');
    expect(await refusedStart({ DATA_DIR: join(file, 'data') })).toContain(file);
    expect(await refusedStart({ DATA_DIR: file })).toMatch(/package\.json cannot be used \(a file/);
    // Where Node's own way to make folders never comes back.
    if (existsSync('/proc/self'))
      expect(await refusedStart({ DATA_DIR: '/proc/x/y' })).toContain('/proc/x/y');
    if (process.getuid?.() === 0) return; // root may write anywhere
    const closed = await folder();
    await chmod(closed, 0o555);
    expect(await refusedStart({ DATA_DIR: closed })).toContain(closed);
    await chmod(closed, 0o755);
  });
});

/** One line on stderr that begins with the program's name, and nothing that looks like an address. */
async function refusedStart(env: Record<string, string>): Promise<string> {
  const { code, stdout, stderr } = await run('main.js', [], { env: { LOG_LEVEL: 'warn', ...env } });
  expect(code).toBe(1);
  expect(stdout).not.toMatch(/Ready|http/);
  expect(stderr).toMatch(/^casebook: [^\n]+\n$/);
  expect(stderr).not.toMatch(/\.js\b|^\s+at /m);
  return stderr;
}

async function listen(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return server;
}

/** A connection to the embedded server, as an operator makes one. */
async function connected(dataDir: string): Promise<pg.Client> {
  const password = (await readFile(join(dataDir, 'postgres-password'), 'utf8')).trim();
  const port = (await readPidFile(join(dataDir, 'postgres')))!.port;
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'casebook', password, database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
