import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { MasterKey, parseMasterKey } from './master-key.js';
import { makeKeyFile, MasterKeyring, readKeyFile, writeNextKey } from './master-keyring.js';
import { freshKey } from './seal.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), `casebook-test-${process.pid}-`));
  path = join(folder, 'key');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a master key', () => {
  it('is 32 bytes in base64 or base64url, and nothing else', () => {
    const key = Buffer.alloc(32, 0xfb);
    for (const text of [key.toString('base64'), key.toString('base64url')]) {
      expect(parseMasterKey(text)).toEqual(key);
    }
    for (const text of [
      '',
      'secret',
      key.toString('hex'),
      Buffer.alloc(31).toString('base64'),
      `${key.toString('base64')}=`,
    ]) {
      expect(parseMasterKey(text)).toBeNull();
    }
    expect(() => new MasterKey(Buffer.alloc(16))).toThrow('32 bytes');
  });

  it('is not shown by what prints it, and wraps under a name', () => {
    const key = freshKey();
    const master = new MasterKey(key);
    expect(inspect(master, { depth: 5, showHidden: true }) + JSON.stringify(master)).toBe(
      `MasterKey { id: '${master.id}' }{"id":"${master.id}"}`,
    );
    const data = freshKey();
    expect(master.unwrap(master.wrap(data, 'a'), 'a')).toEqual(data);
    expect(() => master.unwrap(master.wrap(data, 'a'), 'b')).toThrow('does not open');
    expect(() => new MasterKey(freshKey()).unwrap(master.wrap(data, 'a'), 'a')).toThrow('does not open');
  });
});

describe('the file of a master key', () => {
  it('is made once, for this user only', async () => {
    expect(await makeKeyFile(path)).toBe(true);
    const made = await readFile(path, 'utf8');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await makeKeyFile(path)).toBe(false);
    expect(await readFile(path, 'utf8')).toBe(made);
    expect(await readKeyFile(path)).toEqual(parseMasterKey(made.trim()));
  });

  it.each([0o604, 0o620, 0o601, 0o644])('is refused with mode %o', async (mode) => {
    await makeKeyFile(path);
    await chmod(path, mode);
    expect(await new MasterKeyring({ kind: 'file', path }).fitting(null)).toBe(
      `the master key's file ${path} may be read or changed by others: chmod 600 it`,
    );
  });

  it('may be read by its group, as mounted secrets are', async () => {
    await makeKeyFile(path);
    await chmod(path, 0o440);
    expect(await new MasterKeyring({ kind: 'file', path }).fitting(null)).toBeInstanceOf(MasterKey);
  });

  it('that is missing, a folder, or no key is named, and what it holds is not told', async () => {
    const reason = async (place: string) => new MasterKeyring({ kind: 'file', path: place }).fitting(null);
    expect(await reason(path)).toBe(`the master key's file ${path} is missing`);
    await writeFile(path, 'hunter2\n', { mode: 0o600 });
    expect(await reason(path)).toMatch(/key holds no key: 32 bytes/);
    expect(await reason(path)).not.toContain('hunter2');
    await chmod(folder, 0o700);
    expect(await reason(folder)).toMatch(/cannot be read \(EISDIR\)/);
  });

  it('is read again when another key is asked for, the next one beside it too', async () => {
    await makeKeyFile(path);
    const ring = new MasterKeyring({ kind: 'file', path });
    const first = (await ring.fitting(null)) as MasterKey;
    const key = freshKey();
    const { id } = new MasterKey(key);
    expect(await ring.fitting(id)).toBe('the master key is not the one that this base was sealed with');
    await writeNextKey(path, key);
    expect(await ring.fitting(id)).toMatchObject({ id });
    expect(await ring.fitting(first.id)).toMatchObject({ id: first.id });
  });
});
