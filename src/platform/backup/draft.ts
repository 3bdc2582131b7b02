import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { errorCode } from '../database/error-code.js';
import { OperatorError } from '../observability/operator-error.js';

/*
 * Where a set is written: a folder beside its target, under another name, which tells the process that writes it. What a
 * killed process left holds wrapped keys, and nobody would look for it: the next backup to the same target removes it.
 */

/**
 * How long nothing was written into a draft of which nobody here can tell whether its process lives, until it counts as
 * left, in milliseconds. One that is written to all the same loses its folder, says so and fails: no half set comes of it.
 */
export const silentFor = 60 * 60_000;

/**
 * Where the set will stand: links are followed, for a name is given to the folder itself.
 * @throws OperatorError when the folder that it shall stand in is not there, or what is there cannot give way to a set
 */
export async function freeTarget(dir: string): Promise<string> {
  const asked = resolve(dir);
  const parent = await unlessMissing(stat(dirname(asked)));
  if (!parent?.isDirectory()) {
    throw new OperatorError(`there is no folder ${dirname(asked)}: make it first, or mount its disk`);
  }
  const target = join(await realpath(dirname(asked)), basename(asked));
  const there = await unlessMissing(stat(target));
  if (!there) {
    if (await unlessMissing(lstat(target))) throw new OperatorError(`${target} is a link to nothing`);
    return target;
  }
  if (!there.isDirectory()) throw new OperatorError(`${target} is a file, not a folder`);
  if ((await readdir(target)).length > 0)
    throw new OperatorError(`${target} is not empty: name a folder that is not there yet`);
  const real = await realpath(target);
  if (there.dev !== (await stat(dirname(real))).dev) throw onDiskOfItsOwn(target);
  return real;
}

function onDiskOfItsOwn(target: string): OperatorError {
  return new OperatorError(`${target} is a disk of its own: name a folder in it that is not there yet`);
}

async function unlessMissing<Found>(found: Promise<Found>): Promise<Found | undefined> {
  return found.catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  });
}

/**
 * Makes the draft of a set, for this user alone.
 * @returns its path
 * @throws OperatorError when none can be made there
 */
export async function openDraft(target: string): Promise<string> {
  const draft = `${target}.partial-${ownMark}`;
  await mkdir(draft, { mode: 0o700 }).catch((error: unknown) => {
    throw new OperatorError(
      `no folder can be made in ${dirname(target)} (${errorCode(error)}), where the set is written first`,
    );
  });
  await chmod(draft, 0o700);
  return draft;
}

/**
 * Gives a complete draft its name. An empty folder gives way.
 * @throws OperatorError when something has appeared there, or the target cannot be replaced by a folder
 */
export async function nameDraft(draft: string, target: string): Promise<void> {
  await rmdir(target).catch(() => undefined);
  await rename(draft, target).catch((error: unknown) => {
    const code = errorCode(error);
    if (code === 'ENOTEMPTY' || code === 'EEXIST')
      throw new OperatorError(`${target} has come to hold something meanwhile: another backup into it?`);
    if (code === 'EBUSY' || code === 'EXDEV') throw onDiskOfItsOwn(target);
    throw error;
  });
}

/**
 * Removes drafts of the same target whose processes are gone. Of those that ran here the kernel knows that. Of others (another
 * host or container on a shared disk, a machine that was started anew, a system without /proc) only their silence tells: for
 * longer than {@link silentFor}, by the clock of the disk.
 * @param own made just now
 * @throws OperatorError when one cannot be removed
 */
export async function dropAbandoned(target: string, own: string): Promise<void> {
  const prefix = `${basename(target)}.partial-`;
  const now = (await stat(own)).mtimeMs;
  for (const name of await readdir(dirname(target))) {
    if (!name.startsWith(prefix) || name === basename(own)) continue;
    const [, mark, given] = drafted.exec(name.slice(prefix.length)) ?? [];
    // Somebody else's folder.
    if (mark === undefined) continue;
    const draft = join(dirname(target), name);
    const runs = given ? false : isRunning(mark);
    if (runs ?? (await lastWritten(draft)) > now - silentFor) continue;
    await remove(draft, given !== undefined);
  }
}

/** How drafts are marked, by this version and the one before; and those that are being removed. */
const drafted = /^([0-9a-f]{12}(?:-\d+-\d+)?|\d+)(\.left)?$/;

/** Its name is taken away first: whoever wakes up to give it the set's name finds none, and no set of which a part is gone. */
async function remove(draft: string, isNamedSo: boolean): Promise<void> {
  const left = isNamedSo ? draft : `${draft}.left`;
  try {
    if (!isNamedSo) await rename(draft, left);
    await rm(left, { recursive: true, force: true });
  } catch (error) {
    // It has got its name, or somebody else removes it.
    if (errorCode(error) === 'ENOENT') return;
    throw new OperatorError(
      `what a backup left that broke off cannot be removed (${errorCode(error)}): remove ${draft}, it holds keys`,
    );
  }
}

/** Milliseconds since 1970; 0 when it is gone meanwhile. */
async function lastWritten(draft: string): Promise<number> {
  const names = (await unlessMissing(readdir(draft))) ?? [];
  const found = await Promise.all([draft, ...names.map((name) => join(draft, name))].map(timeOf));
  return Math.max(...found);
}

async function timeOf(path: string): Promise<number> {
  return (await unlessMissing(stat(path)))?.mtimeMs ?? 0;
}

/** This machine since it was started, and the space of its process ids. */
const place = placeOfProcesses();
const ownMark = markOf(process.pid) ?? randomBytes(6).toString('hex');

function placeOfProcesses(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
    const space = readlinkSync('/proc/self/ns/pid');
    return createHash('sha256').update(`${boot}${space}`).digest('hex').slice(0, 12);
  } catch {
    // A system without /proc: no process can be told from a later one of its id.
    return undefined;
  }
}

/** Tells a process from all others, also from a later one with its id; undefined where that cannot be told, or it is gone. */
function markOf(pid: number): string | undefined {
  if (place === undefined) return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // Behind the name: the state first, and the clock ticks from the machine's start to its own as the twentieth.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return 'ZX'.includes(fields[0]!) ? undefined : `${place}-${pid}-${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** Undefined where nobody here can tell. */
function isRunning(mark: string): boolean | undefined {
  const [where, pid] = mark.split('-');
  return place === undefined || where !== place ? undefined : markOf(Number(pid)) === mark;
}
