import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { migratedDatabase, type TestDatabase } from '../../../test/support/database.js';
import { openVault, type TestVault } from '../../../test/support/vault.js';
import type { SealedPersonal } from '../../kernel/personal.js';
import { MasterKey } from './master-key.js';
import { makeKeyFile, readKeyFile, writeNextKey, type MasterKeyPlace } from './master-keyring.js';
import { prepareMasterKey } from './prepare-master-key.js';
import { rotateMasterKey } from './rotate-master-key.js';
import { freshKey } from './seal.js';

let database: TestDatabase;
let folder: string;
let place: MasterKeyPlace & { kind: 'file' };
let vault: TestVault;
const opened: TestVault[] = [];
beforeEach(async () => {
  database = await migratedDatabase();
  folder = await mkdtemp(join(tmpdir(), `casebook-test-${process.pid}-`));
  place = { kind: 'file', path: join(folder, 'key') };
  await makeKeyFile(place.path);
  vault = await open(place);
});
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function open(masterKey: MasterKeyPlace, logger = pino({ level: 'silent' })): Promise<TestVault> {
  const made = await openVault(database.url, { masterKey, ledger: join(folder, 'ledger'), logger });
  opened.push(made);
  return made;
}

const at = `${randomUUID()}:/text`;
async function seal(count: number): Promise<SealedPersonal[]> {
  const values = Array.from({ length: count }, () => ({
    personal: `person-${randomUUID()}`,
    value: 'said',
    at,
  }));
  return (await vault.personal.seal(values)).map((sealed) => ({ ...sealed, at }));
}
const opens = async (through: TestVault, sealed: readonly SealedPersonal[]) =>
  (await through.personal.open(sealed)).every((value) => 'value' in value && value.value === 'said');

it('wraps every key anew, and what is erased stays so; ids stay the same', async () => {
  const sealed = await seal(2_500);
  const [gone, ...rest] = sealed;
  await vault.personal.eraseOwner(gone!.personal);
  const id = await vault.personal.secretUuid('x');
  const before = await readFile(place.path, 'utf8');
  expect(await rotateMasterKey(vault.pool, place, freshKey())).toBe(2_499);
  expect(await readFile(place.path, 'utf8')).not.toBe(before);
  const later = await open(place);
  expect(await opens(later, rest)).toBe(true);
  expect(await later.personal.open([gone!])).toEqual([{ personal: gone!.personal, erased: true }]);
  expect(await later.personal.secretUuid('x')).toBe(id);
  const { rows } = await vault.pool.query<{ master: string }>(
    'SELECT DISTINCT master FROM vault.data_keys WHERE wrapped IS NOT NULL',
  );
  expect(rows).toEqual([{ master: new MasterKey((await readKeyFile(place.path))!).id }]);
});

it('a service that runs reads the file again, and goes on', async () => {
  const sealed = await seal(3);
  const service = await open(place);
  await rotateMasterKey(vault.pool, place, freshKey());
  expect(await opens(service, sealed)).toBe(true);
  expect(service.personal.closed).toBeNull();
});

it('a service whose key stands in its environment closes with one clear line, and wrongly answers nothing', async () => {
  const key = (await readKeyFile(place.path))!;
  const sealed = await seal(3);
  const lines = new PassThrough();
  const service = await open({ kind: 'value', key }, pino({ level: 'error' }, lines));
  await rotateMasterKey(vault.pool, place, freshKey());
  for (let time = 0; time < 2; time++) {
    await expect(service.personal.open(sealed)).rejects.toMatchObject({ name: 'PersonalDataClosed' });
    await expect(
      service.personal.seal([{ personal: `person-${randomUUID()}`, value: 'x', at }]),
    ).rejects.toThrow('not the one that this base was sealed with');
  }
  const said = String(lines.read());
  expect(said.trim().split('\n')).toHaveLength(1);
  expect(JSON.parse(said)).toMatchObject({
    msg: 'Personal data are closed: the master key is not the one that this base was sealed with',
  });
});

it('a key is made by the present master or by the next, never by both', async () => {
  const key = (await readKeyFile(place.path))!;
  const services = [await open({ kind: 'value', key }), await open(place)];
  const rotation = rotateMasterKey(vault.pool, place, freshKey());
  const made = await Promise.allSettled(
    Array.from({ length: 20 }, async (_, nth) => {
      const value = { personal: `person-${randomUUID()}`, value: 'said', at };
      const [sealed] = await services[nth % 2]!.personal.seal([value]);
      return { ...sealed!, at };
    }),
  );
  await rotation;
  const sealed = made.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  expect(sealed.length).toBeGreaterThanOrEqual(10);
  expect(await opens(await open(place), sealed)).toBe(true);
});

describe('a change that broke off', () => {
  const own = () => prepareMasterKey(vault.pool, { masterKey: place, base: 'own' });
  const isThere = (path: string) =>
    stat(path).then(
      () => true,
      () => false,
    );

  it('before the vault was committed: the present key stays, the next is thrown away', async () => {
    const sealed = await seal(3);
    const present = await readFile(place.path, 'utf8');
    await writeNextKey(place.path, freshKey());
    await own();
    expect(await readFile(place.path, 'utf8')).toBe(present);
    expect(await isThere(`${place.path}.new`)).toBe(false);
    expect(await opens(await open(place), sealed)).toBe(true);
  });

  it('after it was committed: the next key takes its name', async () => {
    const sealed = await seal(3);
    const present = await readFile(place.path, 'utf8');
    const next = freshKey();
    await rotateMasterKey(vault.pool, place, next);
    await writeNextKey(place.path, next);
    await writeFile(place.path, present);
    expect(await opens(await open(place), sealed)).toBe(true);
    await own();
    expect(await readKeyFile(place.path)).toEqual(next);
    expect(await isThere(`${place.path}.new`)).toBe(false);
  });

  it('and neither of the two fits: both stay for a person to look at', async () => {
    await seal(1);
    await writeFile(place.path, `${freshKey().toString('base64')}\n`);
    await writeNextKey(place.path, freshKey());
    await own();
    expect(await isThere(`${place.path}.new`)).toBe(true);
    expect((await open(place)).personal.closed).toMatch(/not the one/);
  });
});

it('a demo base’s key is made once, and not again where it is missing', async () => {
  const demo = { masterKey: { kind: 'file', path: join(folder, 'demo.master-key') }, base: 'demo' } as const;
  await vault.pool.query('UPDATE vault.secret SET master = NULL, wrapped = NULL');
  expect(await prepareMasterKey(vault.pool, { ...demo, base: 'own' })).toBe(false);
  expect(await prepareMasterKey(vault.pool, demo)).toBe(true);
  expect(await prepareMasterKey(vault.pool, demo)).toBe(false);
  expect((await open(demo.masterKey)).personal.closed).toBeNull();
  await rm(demo.masterKey.path);
  expect(await prepareMasterKey(vault.pool, demo)).toBe(false);
  expect((await open(demo.masterKey)).personal.closed).toMatch(/demo\.master-key is missing/);
});

it('refuses the present key as the next, and a present one that does not fit; nothing is changed', async () => {
  const sealed = await seal(2);
  const present = (await readKeyFile(place.path))!;
  await expect(rotateMasterKey(vault.pool, place, present)).rejects.toThrow('is the present one');
  await expect(
    rotateMasterKey(vault.pool, { kind: 'value', key: freshKey() }, freshKey()),
  ).rejects.toMatchObject({ name: 'PersonalDataClosed' });
  expect(await opens(await open(place), sealed)).toBe(true);
});
