import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SealedPersonal } from '../../src/kernel/personal.js';
import type { MasterKeyPlace } from '../../src/platform/privacy/master-keyring.js';
import { CasebookServer, Program, removeFolder, run, temporaryFolder } from '../support/casebook-server.js';
import { migratedDatabase, type TestDatabase } from '../support/database.js';
import { openVault } from '../support/vault.js';

let database: TestDatabase;
let folder: string;
let env: Record<string, string>;
beforeEach(async () => {
  [database, folder] = await Promise.all([migratedDatabase(), temporaryFolder()]);
  env = { DATABASE_URL: database.url, DATA_DIR: join(folder, 'base'), LOG_LEVEL: 'warn' };
});
afterEach(async () => {
  await database.drop();
  await removeFolder(folder);
});

const keys = (name: string, more: Record<string, string> = {}) =>
  run('cli.js', ['keys', name], { env: { ...env, ...more } });

async function freshKeyFile(): Promise<string> {
  const path = join(folder, 'key');
  await writeFile(path, (await keys('new')).stdout, { mode: 0o600 });
  return path;
}

/** What a service says of keys when it starts, and at its end. */
async function startedWith(more: Record<string, string>): Promise<string> {
  const server = await CasebookServer.start({ env: { ...env, ...more } });
  expect(await server.stop()).toBe(0);
  return server.stdout + server.stderr;
}

/** Works on the base's vault as a service would. */
async function withVault<Result>(
  masterKey: MasterKeyPlace,
  work: (vault: Awaited<ReturnType<typeof openVault>>) => Promise<Result>,
): Promise<Result> {
  const vault = await openVault(database.url, { masterKey, ledger: join(folder, 'base.erasures.ndjson') });
  try {
    return await work(vault);
  } finally {
    await vault.close();
  }
}

async function sealed(masterKey: MasterKeyPlace, count: number): Promise<SealedPersonal[]> {
  const at = `${randomUUID()}:/text`;
  const values = Array.from({ length: count }, () => ({
    personal: `person-${randomUUID()}`,
    value: 'said',
    at,
  }));
  return withVault(masterKey, async ({ personal }) =>
    (await personal.seal(values)).map((value) => ({ ...value, at })),
  );
}
const opens = (masterKey: MasterKeyPlace, values: readonly SealedPersonal[]) =>
  withVault(masterKey, async ({ personal }) =>
    (await personal.open(values)).every((value) => 'value' in value && value.value === 'said'),
  );

it('keys new prints a key and needs no base', async () => {
  const first = await run('cli.js', ['keys', 'new'], {
    env: { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x' },
  });
  expect(first).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(/^[A-Za-z0-9+/]{43}=\n$/),
  });
  expect((await keys('new')).stdout).not.toBe(first.stdout);
});

it('a base of one’s own starts without a key, and says in one line what is closed and how to open it', async () => {
  const said = await startedWith({});
  expect(said.match(/^Notes .*$/gm)).toEqual([
    'Notes    interview notes are closed: there is no master key; set CASEBOOK_MASTER_KEY or CASEBOOK_MASTER_KEY_FILE (keys new prints a key)',
  ]);
  expect(said).toMatch(/^Ready$/m);
});

it('with a key nothing is said of it; with another one later, and with a file that others may read, it is', async () => {
  const path = await freshKeyFile();
  expect(await startedWith({ CASEBOOK_MASTER_KEY_FILE: path })).not.toMatch(/^(Notes|Key) /m);
  const other = (await keys('new')).stdout.trim();
  const said = await startedWith({ CASEBOOK_MASTER_KEY: other });
  expect(said).toMatch(/^Notes .*: the master key is not the one that this base was sealed with$/m);
  expect(said).not.toContain(other);
  await chmod(path, 0o644);
  expect(await startedWith({ CASEBOOK_MASTER_KEY_FILE: path })).toMatch(
    /^Notes .*key may be read .*chmod 600/m,
  );
});

it('a demo base makes its key beside its data folder, once', async () => {
  const cwd = folder;
  const start = async () => {
    const server = await CasebookServer.start({ env: { SAMPLES: 'none' }, cwd });
    expect(await server.stop()).toBe(0);
    return server.stdout;
  };
  const path = join(cwd, '.casebook/demo.master-key');
  expect(await start()).toMatch(new RegExp(`^Key .*${path.replaceAll('.', '\\.')} \\(just made\\)$`, 'm'));
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await readdir(join(cwd, '.casebook/demo'))).filter((name) => /key|erasures/.test(name))).toEqual(
    [],
  );
  expect(await start()).not.toMatch(/^(Key|Notes) /m);
  await removeFolder(join(cwd, '.casebook/demo'));
});

it('keys rotate changes the key in a file, or from one variable to another', async () => {
  const path = await freshKeyFile();
  const file: MasterKeyPlace = { kind: 'file', path };
  const values = await sealed(file, 3);
  const before = await readFile(path, 'utf8');
  const rotated = await keys('rotate', { CASEBOOK_MASTER_KEY_FILE: path });
  expect(rotated).toMatchObject({ code: 0, stdout: '3 keys are wrapped by the new master key\n' });
  const key = (await readFile(path, 'utf8')).trim();
  expect(key).not.toBe(before.trim());
  expect(rotated.stdout + rotated.stderr).not.toContain(key);
  expect(await opens(file, values)).toBe(true);

  const next = (await keys('new')).stdout.trim();
  const missing = await keys('rotate', { CASEBOOK_MASTER_KEY: key });
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('set CASEBOOK_NEW_MASTER_KEY') });
  const same = await keys('rotate', { CASEBOOK_MASTER_KEY: key, CASEBOOK_NEW_MASTER_KEY: key });
  expect(same).toMatchObject({
    code: 1,
    stderr: 'casebook: CASEBOOK_NEW_MASTER_KEY is the key that is in use\n',
  });
  const done = await keys('rotate', { CASEBOOK_MASTER_KEY: key, CASEBOOK_NEW_MASTER_KEY: next });
  expect(done).toMatchObject({ code: 0, stderr: expect.stringContaining('Set CASEBOOK_MASTER_KEY to it') });
  expect(await opens({ kind: 'value', key: Buffer.from(next, 'base64') }, values)).toBe(true);
  const wrong = await keys('rotate', { CASEBOOK_MASTER_KEY: key, CASEBOOK_NEW_MASTER_KEY: next });
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringMatching(/^casebook: nothing was changed: /) });
});

it('a rotation that is killed at any moment loses nothing: the next start ends it', async () => {
  const path = await freshKeyFile();
  const file: MasterKeyPlace = { kind: 'file', path };
  const values = await sealed(file, 4_000);
  const told = { ...env, CASEBOOK_MASTER_KEY_FILE: path };
  let began = 0;
  for (const patience of [0, 30, 80, 150, 250, 400]) {
    const rotation = new Program('cli.js', ['keys', 'rotate'], { env: told });
    const before = await readFile(path, 'utf8');
    await rotation.until(
      async () => existsSync(`${path}.new`) || (await readFile(path, 'utf8')) !== before,
      20_000,
    );
    await delay(patience);
    rotation.child.kill('SIGKILL');
    await rotation.end(10_000);
    if (existsSync(`${path}.new`)) began += 1;
    // Whatever opens the base next ends it.
    expect(await run('cli.js', ['token', 'list'], { env: told })).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(`${path}.new`)).toBe(false);
    expect(await opens(file, values)).toBe(true);
  }
  expect(began).toBeGreaterThan(0);
});

it('erasures of the ledger are done again at the start of a base that was restored', async () => {
  const path = await freshKeyFile();
  const file: MasterKeyPlace = { kind: 'file', path };
  const [value] = await sealed(file, 1);
  await withVault(file, async ({ pool, personal }) => {
    await pool.query('CREATE TABLE backup AS TABLE vault.data_keys');
    await personal.eraseOwner(value!.personal);
    await pool.query('TRUNCATE vault.data_keys, vault.barred; INSERT INTO vault.data_keys TABLE backup');
  });
  expect(await startedWith({ CASEBOOK_MASTER_KEY_FILE: path })).toContain(
    'Erasures of the ledger have been done again',
  );
  await rm(join(folder, 'base.erasures.ndjson'));
  expect(await opens(file, [value!])).toBe(false);
});

it('the clock file is said to be one, in one line', async () => {
  const clock = join(folder, 'clock');
  await writeFile(clock, '2031-01-01T00:00:00Z');
  expect((await startedWith({ CASEBOOK_CLOCK_FILE: clock })).match(/CASEBOOK_CLOCK_FILE/g)).toHaveLength(1);
});
