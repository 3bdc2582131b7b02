import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from './make-folder.js';

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), `casebook-test-${process.pid}-`));
});
afterEach(() => rm(base, { recursive: true, force: true }));

const mode = async (path: string) => (await stat(path)).mode & 0o777;

it('makes what is missing, open to others whatever the umask is, and leaves what is there', async () => {
  await mkdir(join(base, 'own'), { mode: 0o700 });
  const former = process.umask(0o077);
  try {
    await makeFolder(join(base, 'own', 'a b', 'é—海'));
  } finally {
    process.umask(former);
  }
  expect(await mode(join(base, 'own'))).toBe(0o700);
  expect(await mode(join(base, 'own', 'a b'))).toBe(0o755);
  expect(await mode(join(base, 'own', 'a b', 'é—海'))).toBe(0o755);
  await makeFolder(join(base, 'own', 'a b'));
});

it('lets a crowd make the same folder at once', async () => {
  const path = join(base, 'a', 'b', 'c', 'd');
  await Promise.all(Array.from({ length: 20 }, () => makeFolder(path)));
  expect(existsSync(path)).toBe(true);
});

it('follows a link to a folder', async () => {
  await symlink(base, join(base, 'link'));
  await makeFolder(join(base, 'link', 'a'));
  expect(existsSync(join(base, 'a'))).toBe(true);
});

describe('what cannot be a folder', () => {
  beforeEach(async () => {
    await writeFile(join(base, 'file'), '');
    await symlink(join(base, 'nowhere', 'at all'), join(base, 'dangling'));
  });

  it.each([
    ['a file', 'file', 'EEXIST'],
    ['below a file', 'file/a/b', 'ENOTDIR'],
    ['a link that leads nowhere', 'dangling', 'EEXIST'],
    ['below a link that leads nowhere', 'dangling/a', 'EEXIST'],
    ['a long name', 'n'.repeat(300), 'ENAMETOOLONG'],
    ['a long path', 'n/'.repeat(3_000), 'ENAMETOOLONG'],
  ])('is refused: %s', async (_what, path, code) => {
    await expect(makeFolder(join(base, path))).rejects.toMatchObject({ code });
  });

  const withProc = existsSync('/proc/self') ? it : it.skip;
  withProc('is refused at once: a folder of the system’s that takes no other', async () => {
    await expect(makeFolder('/proc/casebook/data')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
