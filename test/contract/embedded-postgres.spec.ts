import { jest } from '@jest/globals';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import {
  DataFolderInUse,
  DataFolderUnusable,
  openEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/platform/database/embedded-postgres.js';
import { isAlive, readPidFile, stopServer } from '../../src/platform/database/embedded-postgres-process.js';
import { compileEmbeddedPostgres } from '../support/compile-embedded-postgres.js';
import { until } from '../support/until.js';

const holderScript = fileURLToPath(new URL('../support/hold-embedded-postgres.js', import.meta.url));
/** Longest waits, in milliseconds: generous, since only a defect uses them up. */
const waitTimeout = 60_000;
jest.setTimeout(120_000);

let compiled: { folder: string; entry: string };
let dataDir: string;
let children: ChildProcess[] = [];

let template: string;

beforeAll(async () => {
  compiled = await compileEmbeddedPostgres();
  template = await temporaryFolder();
  await (await startEmbeddedPostgres({ dataDir: template, settings: { fsync: 'off' } })).stop();
});
afterAll(async () => {
  for (const folder of [compiled.folder, template]) await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  dataDir = await temporaryFolder();
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
  const cluster = join(dataDir, 'postgres');
  const left = await readPidFile(cluster);
  if (left) await stopServer(left.pid, cluster);
  await rm(dataDir, { recursive: true, force: true });
});

async function temporaryFolder(): Promise<string> {
  // Named as the run's own folder is, so that what a killed run leaves is removed by the next one.
  const folder = await mkdtemp(join(tmpdir(), `casebook-test-${process.pid}-`));
  await chmod(folder, 0o755);
  return folder;
}

/** Spares a spec the making of a cluster: with owners and modes as the server left them. */
async function copyTemplate(): Promise<void> {
  await promisify(execFile)('cp', ['-a', `${template}/.`, dataDir], { timeout: waitTimeout });
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 20_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>({ text: sql })).rows.map(
      (row) => Object.values(row)[0],
    );
  } finally {
    await client.end();
  }
}

/** Opens the folder in a process and a process group of its own. */
async function hold(role: 'service' | 'command') {
  const child = spawn(process.execPath, [holderScript, compiled.entry, dataDir, role], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  children.push(child);
  const said = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`The holder ended with ${code}`)));
  });
  const server = JSON.parse(await said) as { url: string; pid: number; adopted: boolean };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ended = once(child, 'exit');
    process.kill(-child.pid!, signal);
    await ended;
  };
  return { ...server, holderPid: child.pid!, end };
}

/** Nobody listens any more, and the server took its pid file away, as it does only after a clean end. */
async function expectGone(url: string): Promise<void> {
  // Its port may be another server's by now, which does not know the password.
  await expect(query(url, 'SELECT 1')).rejects.toMatchObject({
    code: expect.stringMatching(/ECONNREFUSED|28P01/),
  });
  await expect(stat(join(dataDir, 'postgres', 'postmaster.pid'))).rejects.toMatchObject({ code: 'ENOENT' });
}

async function expectSecret(url: string): Promise<void> {
  const file = join(dataDir, 'postgres-password');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(url).toContain((await readFile(file, 'utf8')).trim());
  const stranger = new URL(url);
  stranger.password = 'guess';
  await expect(query(stranger.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
}

describe('one server in one folder', () => {
  it('starts, answers, stops without a trace, and keeps what was written', async () => {
    const first = await startEmbeddedPostgres({ dataDir });
    await query(first.url, 'CREATE TABLE note AS SELECT 42 AS value');
    expect(first.adopted).toBe(false);
    expect(await query(first.url, 'SHOW listen_addresses')).toEqual(['127.0.0.1']);
    expect(await query(first.url, 'SHOW unix_socket_directories')).toEqual(['']);
    expect(await query(first.url, 'SHOW fsync')).toEqual(['on']);
    expect(await query(first.url, `SELECT upper('é')`)).toEqual(['É']);
    await expectSecret(first.url);
    await Promise.all([first.stop(), first.stop()]);
    await expectGone(first.url);

    const second = await startEmbeddedPostgres({ dataDir });
    expect(await query(second.url, 'SELECT value FROM note')).toEqual([42]);
    await second.stop();
  });

  it('lets a crowd begin at once in an empty folder', async () => {
    const roles = ['command', 'service', 'command'] as const;
    const opened = await Promise.all(roles.map((role) => openEmbeddedPostgres({ dataDir, role })));
    expect(new Set(opened.map(({ url }) => url)).size).toBe(1);
    await Promise.all(opened.map((server) => server.close()));
    await expectGone(opened[0]!.url);
  });
});

describe('after a kill', () => {
  beforeEach(copyTemplate);

  it.each(['SIGKILL', 'SIGINT'] as const)('adopts the server of a service that %s ended', async (signal) => {
    const holder = await hold('service');
    await query(holder.url, 'CREATE TABLE note AS SELECT 42 AS value');
    await holder.end(signal);
    const next = await openEmbeddedPostgres({ dataDir, role: 'service' });
    expect(next).toMatchObject({ adopted: true, pid: holder.pid });
    expect(await query(next.url, 'SELECT value FROM note')).toEqual([42]);
    await next.close();
    await expectGone(holder.url);
  });

  it('recovers what was committed when PostgreSQL itself is killed', async () => {
    const server = await startEmbeddedPostgres({ dataDir });
    await query(server.url, 'CREATE TABLE note AS SELECT generate_series(1, 1000) AS value');
    process.kill(server.pid, 'SIGKILL');
    const next = await startEmbeddedPostgres({ dataDir });
    expect(next.adopted).toBe(false);
    expect(await query(next.url, 'SELECT count(*)::int FROM note')).toEqual([1000]);
    await next.stop();
  });

  it('brings a killed PostgreSQL back under a running service, which stays the only one', async () => {
    const service = await openEmbeddedPostgres({ dataDir, role: 'service' });
    const killed = service.pid;
    process.kill(killed, 'SIGKILL');
    await until(() => service.pid !== killed);
    expect(await query(service.url, 'SELECT 1')).toEqual([1]);
    await expect(openEmbeddedPostgres({ dataDir, role: 'service' })).rejects.toThrow(DataFolderInUse);
    await service.close();
    await expectGone(service.url);
  });

  it('starts although the pid file names a living stranger', async () => {
    const server = await startEmbeddedPostgres({ dataDir });
    await server.stop();
    const cluster = join(dataDir, 'postgres');
    // PostgreSQL only minds a process that it may signal: one of its own user.
    const { uid, gid } = await stat(cluster);
    const account = process.getuid?.() === 0 ? { uid, gid } : {};
    const stranger = spawn('sleep', ['60'], { ...account, cwd: '/', stdio: 'ignore' });
    children.push(stranger);
    await writeFile(
      join(cluster, 'postmaster.pid'),
      `${stranger.pid}\n${cluster}\n1\n${server.port}\n\n127.0.0.1\n`,
    );
    const next = await startEmbeddedPostgres({ dataDir });
    expect(await query(next.url, 'SELECT 1')).toEqual([1]);
    expect(isAlive(stranger.pid!)).toBe(true);
    await next.stop();
  });

  it('takes a process that has ended for ended, although its parent never asks', async () => {
    const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(parent);
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    await until(() => !isAlive(Number(said.toString())));
    expect(isAlive(parent.pid!)).toBe(true);
  });

  it('starts although a power cut left an empty pid file', async () => {
    await (await startEmbeddedPostgres({ dataDir })).stop();
    await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), '');
    const next = await startEmbeddedPostgres({ dataDir });
    expect(await query(next.url, 'SELECT 1')).toEqual([1]);
    await next.stop();
  });
});

describe('a service and its commands', () => {
  beforeEach(copyTemplate);

  it('refuses a second service and names the first', async () => {
    const first = await hold('service');
    const second = openEmbeddedPostgres({ dataDir, role: 'service' });
    await expect(second).rejects.toThrow(DataFolderInUse);
    await expect(second).rejects.toThrow(`service (process ${first.holderPid})`);
    expect(await query(first.url, 'SELECT 1')).toEqual([1]);
    await first.end('SIGTERM');
    await expectGone(first.url);
  });

  it('lets a server outlive the command that started it, under a service', async () => {
    const command = await hold('command');
    const service = await openEmbeddedPostgres({ dataDir, role: 'service' });
    expect(service).toMatchObject({ adopted: true, pid: command.pid });
    await command.end('SIGTERM');
    expect(await query(service.url, 'SELECT 1')).toEqual([1]);
    await service.close();
    await expectGone(service.url);
  });

  it('leaves the server to a command that is still busy when the service ends', async () => {
    const service = await openEmbeddedPostgres({ dataDir, role: 'service' });
    const command = await openEmbeddedPostgres({ dataDir, role: 'command' });
    await service.close();
    expect(await query(command.url, 'SELECT 1')).toEqual([1]);
    await Promise.all([command.close(), command.close()]);
    await expectGone(command.url);
  });
});

describe('a folder that cannot be used', () => {
  it('says so when it lies under a file', async () => {
    await writeFile(join(dataDir, 'file'), '');
    const start = startEmbeddedPostgres({ dataDir: join(dataDir, 'file', 'base') });
    await expect(start).rejects.toThrow(DataFolderUnusable);
    await expect(start).rejects.toThrow(/file\/base cannot be used \(ENOTDIR.*DATA_DIR$/);
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot('names the folder on the way that is closed to the server’s user', async () => {
    const closed = join(dataDir, 'closed');
    await mkdir(join(closed, 'base'), { recursive: true });
    await chmod(closed, 0o700);
    const start = startEmbeddedPostgres({ dataDir: join(closed, 'base') });
    await expect(start).rejects.toThrow(DataFolderUnusable);
    await expect(start).rejects.toThrow(`chmod o+x ${closed}`);
  });
});
