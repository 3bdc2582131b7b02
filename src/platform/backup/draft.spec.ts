import { mkdir, mkdtemp, readdir, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dropAbandoned, freeTarget, nameDraft, openDraft, silentFor } from './draft.js';

let folder: string;
let target: string;
let own: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casebook-draft-'));
  target = join(folder, 'set');
  own = await openDraft(target);
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

/** A draft that somebody else began, with a file in it, both as old as told, in milliseconds. */
async function left(mark: string, age = 0): Promise<string> {
  const draft = `${target}.partial-${mark}`;
  await mkdir(draft);
  await writeFile(join(draft, 'log.ndjson.gz'), '');
  const time = new Date(Date.now() - age);
  for (const path of [join(draft, 'log.ndjson.gz'), draft]) await utimes(path, time, time);
  return basename(draft);
}

async function leftAfterDrop(): Promise<string[]> {
  await dropAbandoned(target, own);
  return (await readdir(folder)).filter((name) => name !== basename(own));
}

const markOf = (draft: string) => draft.slice(`${target}.partial-`.length);
const old = silentFor + 60_000;

describe('A draft of a process that ran here', () => {
  // Where there is no /proc, each mark is a word of its own, and drafts are told by their age alone.
  const here = process.platform === 'linux' ? it : it.skip;

  here('is dropped at once when it is gone, though another process has its id now', async () => {
    const [place, pid, started] = markOf(own).split('-');
    expect(pid).toBe(String(process.pid));
    await left(`${place}-${pid}-${Number(started) - 1}`);
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await left(`${place}-${child.pid}-${started}`);
    expect(await leftAfterDrop()).toEqual([]);
  });

  here('stays while it runs, however long it has been silent', async () => {
    const other = join(folder, 'other');
    const drafted = await openDraft(other);
    await utimes(own, new Date(0), new Date(0));
    await dropAbandoned(target, drafted);
    expect(await readdir(folder)).toContain(basename(own));
  });
});

describe('A draft of which nobody here knows the process', () => {
  it('is none when its name is of another form, however old', async () => {
    const others = [await left('old', old), await left('2026-11-28', old), await left('0123456789ab-x', old)];
    expect(await leftAfterDrop()).toEqual(expect.arrayContaining(others));
  });

  it('is removed at once when a removal of it broke off', async () => {
    await left('0123456789ab-1-1.left');
    expect(await leftAfterDrop()).toEqual([]);
  });

  it('stays while something is written into it, and is dropped when it has been silent for long', async () => {
    const stays = [await left('0123456789ab-1-1'), await left('4711', silentFor - 60_000)];
    // Of another host; of an earlier version of the program, whose process id may be anybody's; without a /proc.
    for (const mark of ['ba9876543210-1-1', String(process.pid), 'abcdefabcdef']) await left(mark, old);
    const written = await left('123456789abc-1-1', old);
    await writeFile(join(folder, written, 'reads.ndjson.gz'), '');
    expect((await leftAfterDrop()).sort()).toEqual([...stays, written].sort());
  });

  it('is left alone where it is of another target', async () => {
    await mkdir(join(folder, 'set-2.partial-1'));
    await utimes(join(folder, 'set-2.partial-1'), new Date(0), new Date(0));
    expect(await leftAfterDrop()).toEqual(['set-2.partial-1']);
  });
});

describe('A target', () => {
  it.each([
    ['without a folder to stand in', 'nowhere/set', /there is no folder .*nowhere: make it first/],
    ['below a file', 'file/set', /there is no folder .*file/],
    ['that is a file', 'file', /file is a file, not a folder/],
    ['that holds something', 'full', /full is not empty/],
    ['that is a link to nothing', 'dangling', /dangling is a link to nothing/],
    ['that is a disk of its own', '/proc', /\/proc is (a disk of its own|not empty)/],
  ])('%s is refused in words', async (_what, path, said) => {
    await writeFile(join(folder, 'file'), '');
    await mkdir(join(folder, 'full/something'), { recursive: true });
    await symlink(join(folder, 'nothing'), join(folder, 'dangling'));
    await expect(freeTarget(resolve(folder, path))).rejects.toThrow(said);
  });

  it('in which something has appeared meanwhile keeps it', async () => {
    await freeTarget(target);
    await mkdir(join(target, 'something'), { recursive: true });
    await expect(nameDraft(own, target)).rejects.toThrow(/has come to hold something meanwhile/);
    expect(await readdir(target)).toEqual(['something']);
  });

  it('that is an empty folder gives way', async () => {
    await mkdir(target);
    await freeTarget(target);
    await nameDraft(own, target);
    expect(await readdir(folder)).toEqual(['set']);
  });

  it('that is a link to an empty folder is that folder', async () => {
    await mkdir(target);
    await symlink(target, join(folder, 'link'));
    expect(await freeTarget(join(folder, 'link'))).toBe(await realpath(target));
  });
});
