import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import pg from 'pg';
import { migratedDatabase, type TestDatabase } from '../../../test/support/database.js';
import { until } from '../../../test/support/until.js';
import { openVault, type TestVault } from '../../../test/support/vault.js';
import { keyOf, type SealedPersonal } from '../../kernel/personal.js';
import { noFingerprint, sameFingerprint } from './personal-data.js';
import { freshKey } from './seal.js';

let database: TestDatabase;
let vault: TestVault;
const opened: TestVault[] = [];
beforeEach(async () => {
  database = await migratedDatabase();
  vault = await open();
});
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  await database.drop();
});

/** Another process on the same base. */
async function open(options: Parameters<typeof openVault>[1] = {}): Promise<TestVault> {
  const made = await openVault(database.url, options);
  opened.push(made);
  return made;
}
const again = () => open({ masterKey: vault.masterKey, ledger: vault.ledger });

const person = () => `participant-${randomUUID()}`;
const note = () => `interviewNote-${randomUUID()}`;
const at = `${randomUUID()}:/text`;
const seal = async (...names: string[]): Promise<SealedPersonal[]> => {
  const sealed = await vault.personal.seal(names.map((personal) => ({ personal, value: 'said', at })));
  return sealed.map((value) => ({ ...value, at }));
};
const isOpen = async (values: readonly SealedPersonal[], through = vault) =>
  (await through.personal.open(values)).map((value) => !('erased' in value));
const liveKeys = async () => {
  const text = 'SELECT name FROM vault.data_keys WHERE wrapped IS NOT NULL ORDER BY name';
  return (await vault.pool.query<{ name: string }>(text)).rows.map(({ name }) => name);
};
/** 1 while the bytes of destroyed keys may stand in the table's file. */
const due = async () =>
  (await vault.pool.query('SELECT FROM vault.secret WHERE unswept IS NOT NULL')).rowCount;
/** After as many further starts as it takes, for what the server itself holds open may have to end first. */
const swept = () =>
  until(async () => {
    await again();
    return (await due()) === 0;
  });
/** The file of the table of keys. */
const bytes = async () => {
  await vault.pool.query('CHECKPOINT');
  const { rows } = await vault.pool.query<{ file: Buffer }>(
    `SELECT pg_read_binary_file(pg_relation_filepath('vault.data_keys')) AS file`,
  );
  return rows[0]!.file;
};
const wrappedOf = async (owner: string): Promise<Buffer> => {
  const text = 'SELECT wrapped FROM vault.data_keys WHERE owner = $1';
  return (await vault.pool.query<{ wrapped: Buffer }>(text, [owner])).rows[0]!.wrapped;
};
const ledgerLines = async () =>
  (await readFile(vault.ledger, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');

describe('keys', () => {
  it('are one for each name, whoever asks first, and asked for together', async () => {
    const other = await again();
    const names = Array.from({ length: 5 }, () => person());
    const values = names.map((personal) => ({ personal, value: personal, at }));
    const sealed = (
      await Promise.all(
        [vault, other, vault, other].map(({ personal }, n) =>
          personal.seal(n % 2 === 0 ? values : values.toReversed()),
        ),
      )
    ).flat();
    expect(await vault.personal.open(sealed.map((value) => ({ ...value, at })))).toEqual(
      sealed.map(({ personal }) => ({ personal, value: personal })),
    );
    expect(await liveKeys()).toEqual(names.toSorted());
  });

  it('are looked up in one query however many a call needs', async () => {
    const sealed = await seal(...Array.from({ length: 50 }, () => person()));
    let queries = 0;
    vault.pool.on('acquire', () => (queries += 1));
    await vault.personal.open(sealed);
    expect(queries).toBe(1);
    await seal(...sealed.map(({ personal }) => personal));
    expect(queries).toBe(2);
  });

  it('never stand in the vault in clear, and one name’s key is none for another', async () => {
    const [a, b] = [person(), person()];
    const sealed = await seal(a, b);
    await vault.pool.query(
      'UPDATE vault.data_keys k SET wrapped = o.wrapped FROM vault.data_keys o WHERE k.name = $1 AND o.name = $2',
      [a, b],
    );
    await expect(vault.personal.open(sealed.slice(0, 1))).rejects.toMatchObject({ name: 'SealBroken' });
  });

  it('that are missing, not destroyed, count as gone and are told of in the log', async () => {
    const sealed = await seal(person());
    await vault.pool.query('DELETE FROM vault.data_keys');
    expect(await isOpen(sealed)).toEqual([false]);
  });
});

describe('an owner that is erased', () => {
  it('is closed at once, also for a process that has just read, and for good', async () => {
    const other = await again();
    const [owner, record] = [person(), note()];
    const sealed = await seal(owner, keyOf(owner, record, 1), keyOf(record, 1));
    expect(await isOpen(sealed, other)).toEqual([true, true, true]);
    await vault.personal.eraseOwner(owner);
    expect(await isOpen(sealed, other)).toEqual([false, false, false]);
    await expect(seal(owner)).rejects.toMatchObject({ name: 'OwnerErased', owner });
    await expect(seal(keyOf(owner, note(), 1))).rejects.toMatchObject({ name: 'OwnerErased', owner });
  });

  it('leaves a record in which somebody else speaks, its fingerprint key excepted; the last one takes it along', async () => {
    const [a, b, record, other] = [person(), person(), note(), note()];
    const sealed = await seal(keyOf(a, record, 1), keyOf(b, record, 1), keyOf(record), keyOf(record, 1));
    await seal(keyOf(a, other, 1), keyOf(other));
    const before = await vault.personal.fingerprint(record, 'x');
    await vault.personal.eraseOwner(a);
    expect(await isOpen(sealed)).toEqual([false, true, true, true]);
    expect(await liveKeys()).toEqual([keyOf(b, record, 1), keyOf(record), keyOf(record, 1)].toSorted());
    const after = await vault.personal.fingerprint(record, 'x');
    expect(after).not.toBe(before);
    expect(sameFingerprint(after, before)).toBe(true);
    await vault.personal.eraseOwner(b);
    expect(await liveKeys()).toEqual([]);
  });

  it('said again, nothing is done and nothing noted', async () => {
    const owner = person();
    await seal(owner);
    let told = 0;
    vault.personal.onErased(() => (told += 1));
    await vault.personal.eraseOwner(owner);
    await vault.personal.eraseOwner(owner);
    expect(told).toBe(1);
    expect((await ledgerLines()).map((line) => JSON.parse(line))).toEqual([
      { at: expect.stringMatching(/Z$/), erased: 'owner', id: owner },
    ]);
    expect(await vault.personal.fingerprint(owner, 'x')).toBe(noFingerprint);
  });

  it('whose key is being made in the same moment has none afterwards', async () => {
    const other = await again();
    for (let round = 0; round < 15; round++) {
      const owner = person();
      const [made] = await Promise.allSettled([
        seal(owner, keyOf(owner, note(), 1)),
        other.personal.eraseOwner(owner),
      ]);
      expect(await liveKeys()).toEqual([]);
      if (made.status === 'fulfilled') expect(await isOpen(made.value)).toEqual([false, false]);
      else expect(made.reason).toMatchObject({ name: 'OwnerErased' });
    }
  });

  it('an erasure that is half done holds a new key off, and then refuses it', async () => {
    const owner = person();
    const client = await vault.pool.connect();
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM vault.secret FOR UPDATE');
    await client.query(`INSERT INTO vault.barred (id, erased) VALUES ($1, 'owner')`, [owner]);
    const sealing = seal(owner).catch((error: unknown) => error);
    const meanwhile = await Promise.race([sealing, delay(300, 'waits')]);
    await client.query('COMMIT');
    client.release();
    expect(meanwhile).toBe('waits');
    expect(await sealing).toMatchObject({ name: 'OwnerErased', owner });
  });

  it('a key that is half made holds the erasure off until it is there to be destroyed', async () => {
    const owner = person();
    const client = await vault.pool.connect();
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM vault.secret FOR SHARE');
    const erasing = vault.personal.eraseOwner(owner);
    await client.query(
      `INSERT INTO vault.data_keys (name, owner, record, wrapped, master) VALUES ($1, $1, $1, '\\x00', 'm')`,
      [owner],
    );
    await client.query('COMMIT');
    client.release();
    await erasing;
    expect(await liveKeys()).toEqual([]);
  });

  it('bytes of a destroyed key that an older snapshot or transaction still keeps, or a reader, go at the next start', async () => {
    for (const [before, seen] of [
      ['BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM vault.barred LIMIT 1', true],
      ['BEGIN; SELECT pg_current_xact_id()', true],
      ['BEGIN; LOCK TABLE vault.data_keys IN ACCESS SHARE MODE', false],
    ] as const) {
      const owner = person();
      await seal(owner);
      const wrapped = await wrappedOf(owner);
      const reader = await vault.pool.connect();
      await reader.query(before);
      await vault.personal.eraseOwner(owner);
      await reader.query('COMMIT');
      reader.release();
      // An ordinary vacuum may write over them by chance.
      if (seen) expect((await bytes()).includes(wrapped)).toBe(true);
      expect(await due()).toBe(1);
      // The server's own work in this base may hold a snapshot just then, another base's an older transaction.
      await swept();
      expect((await bytes()).includes(wrapped)).toBe(false);
    }
  });

  it('bytes of a destroyed key wait also for an older transaction in another base of the server', async () => {
    const owner = person();
    await seal(owner);
    const wrapped = await wrappedOf(owner);
    const elsewhere = new pg.Client({
      connectionString: Object.assign(new URL(database.url), { pathname: '/postgres' }).href,
      connectionTimeoutMillis: 10_000,
    });
    await elsewhere.connect();
    await elsewhere.query('BEGIN; SELECT pg_current_xact_id()');
    await vault.personal.eraseOwner(owner);
    await elsewhere.end();
    expect((await bytes()).includes(wrapped)).toBe(true);
    expect(await due()).toBe(1);
    await swept();
    expect((await bytes()).includes(wrapped)).toBe(false);
  });

  it('bytes that another process left go within ten minutes, without a start', async () => {
    jest.useFakeTimers({
      doNotFake: [
        ...(['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
        ...(['setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout'] as const),
      ],
    });
    try {
      await again();
      const owner = person();
      await seal(owner);
      const reader = await vault.pool.connect();
      await reader.query('BEGIN; SELECT pg_current_xact_id()');
      await vault.personal.eraseOwner(owner);
      await reader.query('COMMIT');
      reader.release();
      // The process that erased is gone.
      await vault.close();
      opened.splice(opened.indexOf(vault), 1);
      vault = opened.at(-1)!;
      expect(await due()).toBe(1);
      await until(async () => {
        jest.advanceTimersByTime(600_000);
        return (await due()) === 0;
      });
    } finally {
      jest.useRealTimers();
    }
  });

  it('is not erased when the ledger cannot be written', async () => {
    const broken = await open({ masterKey: vault.masterKey, ledger: '/dev/null/ledger' });
    expect(broken.personal.closed).toContain('/dev/null/ledger');
    const owner = person();
    const sealed = await seal(owner);
    await expect(broken.personal.eraseOwner(owner)).rejects.toMatchObject({ code: 'ENOTDIR' });
    expect(await isOpen(sealed)).toEqual([true]);
  });
});

describe('versions and records that are erased', () => {
  it('earlier versions go for all who speak in them, later ones stay, and no key comes back', async () => {
    const [a, record] = [person(), note()];
    const names = [keyOf(a, record, 1), keyOf(record, 1), keyOf(a, record, 2), keyOf(record)];
    const sealed = await seal(...names);
    await vault.personal.eraseVersions(record, 2);
    expect(await isOpen(sealed)).toEqual([false, false, true, true]);
    for (const name of [keyOf(a, record, 1), keyOf(person(), record, 1), keyOf(record, 1)]) {
      await expect(seal(name)).rejects.toMatchObject({ name: 'OwnerErased' });
    }
    expect(await isOpen(await seal(keyOf(record, 3)))).toEqual([true]);
    const fingerprint = await vault.personal.fingerprint(record, 'x');
    await vault.personal.eraseVersions(record, 2);
    expect(await vault.personal.fingerprint(record, 'x')).toBe(fingerprint);
    await vault.personal.eraseVersions(record, 3);
    expect(await isOpen(sealed)).toEqual([false, false, false, true]);
  });

  it('a record goes as a whole, and its participants stay', async () => {
    const [a, record] = [person(), note()];
    const sealed = await seal(a, keyOf(a, record, 1), keyOf(record), keyOf(record, 7));
    await vault.personal.eraseRecord(record);
    expect(await isOpen(sealed)).toEqual([true, false, false, false]);
    await expect(seal(keyOf(a, record, 9))).rejects.toMatchObject({ name: 'OwnerErased' });
    expect(await isOpen(await seal(a))).toEqual([true]);
  });
});

describe('the ledger', () => {
  it('erases again what a restored backup has brought back', async () => {
    const [owner, a, record, destroyed] = [person(), person(), note(), note()];
    const sealed = await seal(owner, keyOf(a, record, 1), keyOf(a, record, 2), keyOf(destroyed), a);
    await vault.pool.query('CREATE TABLE backup AS TABLE vault.data_keys');
    await vault.personal.eraseOwner(owner);
    await vault.personal.eraseVersions(record, 2);
    await vault.personal.eraseRecord(destroyed);
    for (const bars of ['TRUNCATE vault.barred', 'SELECT 1']) {
      await vault.pool.query('TRUNCATE vault.data_keys; INSERT INTO vault.data_keys TABLE backup');
      await vault.pool.query(bars);
      expect(await isOpen(sealed)).toEqual([true, true, true, true, true]);
      await again();
      expect(await isOpen(sealed)).toEqual([false, false, true, false, true]);
    }
    expect(await ledgerLines()).toHaveLength(3);
  });

  it('that was lost is written anew from the vault', async () => {
    const [owner, record] = [person(), note()];
    await vault.personal.eraseOwner(owner);
    await vault.personal.eraseVersions(record, 4);
    const before = (await ledgerLines()).map((line) => ({ ...JSON.parse(line), at: null }));
    await rm(vault.ledger);
    await again();
    expect((await ledgerLines()).map((line) => ({ ...JSON.parse(line), at: null }))).toEqual(before);
  });

  it('with half a last line is read, and the next entry begins a line of its own', async () => {
    const [a, b] = [person(), person()];
    await vault.personal.eraseOwner(a);
    await writeFile(vault.ledger, '{"at":"2026-01-01T00:0', { flag: 'a' });
    const next = await again();
    expect(next.personal.closed).toBeNull();
    await next.personal.eraseOwner(b);
    expect((await ledgerLines()).map((line) => line.includes(b))).toEqual([false, false, true]);
    expect((await again()).personal.closed).toBeNull();
  });

  it('with a line that says nothing closes personal data, and names the line', async () => {
    const sealed = await seal(person());
    await writeFile(vault.ledger, '{"erased":"everything","at":"now","id":"x"}\n');
    const next = await again();
    expect(next.personal.closed).toMatch(/^line 1 of the erasure ledger .* is none$/);
    await expect(next.personal.open(sealed)).rejects.toMatchObject({ name: 'PersonalDataClosed' });
  });
});

describe('without the right master key', () => {
  it.each([
    ['none', { kind: 'none' } as const, /there is no master key; set CASEBOOK_MASTER_KEY/],
    ['another', { kind: 'value', key: freshKey() } as const, /not the one that this base was sealed with/],
    [
      'a file that is not there',
      { kind: 'file', path: '/nowhere/key' } as const,
      /\/nowhere\/key is missing/,
    ],
  ])('%s: every use says so, and an erasure goes on', async (_, masterKey, reason) => {
    const owner = person();
    const sealed = await seal(owner);
    const { personal } = await open({ masterKey, ledger: vault.ledger });
    expect(personal.closed).toMatch(reason);
    for (const use of [
      () => personal.open(sealed),
      () => personal.seal([{ personal: owner, value: 'x', at }]),
      () => personal.secretUuid('x'),
      () => personal.fingerprint(owner, 'x'),
    ]) {
      await expect(use()).rejects.toMatchObject({
        name: 'PersonalDataClosed',
        message: expect.stringMatching(reason),
      });
    }
    await personal.eraseOwner(owner);
    expect(await isOpen(sealed)).toEqual([false]);
  });
});

it('ids made of the base’s secret are the same in every process, look random, and differ in another base', async () => {
  const other = await again();
  const id = await vault.personal.secretUuid('person-1', 'EnrolParticipant', 'key');
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(await other.personal.secretUuid('person-1', 'EnrolParticipant', 'key')).toBe(id);
  expect(await vault.personal.secretUuid('person-1', 'EnrolParticipant', 'key', '')).not.toBe(id);
  await vault.pool.query('UPDATE vault.secret SET master = NULL, wrapped = NULL');
  expect(await vault.personal.secretUuid('person-1', 'EnrolParticipant', 'key')).not.toBe(id);
});
