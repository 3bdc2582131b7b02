import { cslItem, type CslItem } from '../domain/csl.js';
import { tidyCsl } from '../domain/csl-tidy.js';
import { applyCarry } from './carry.js';
import { formatLimits } from './limits.js';
import { withoutPaths, withoutPathsWithin } from './private-paths.js';

/** One entry of a file: an item, or the reason why it is none. `line` is where it begins, from 1. */
export interface ReadEntry {
  readonly line: number;
  /** The key under which the file cites it; null where it has none. */
  readonly key: string | null;
  readonly item?: CslItem;
  readonly problem?: { readonly code: EntryProblem; readonly message: string };
  /** What was read otherwise than it stands; at most {@link formatLimits}.warnings. */
  readonly warnings: readonly string[];
  /** Paths on its writer's machine that were dropped. */
  readonly privatePaths: number;
}

/** BROKEN: not readable by its format. NOT_CSL: read, but beyond what an item may hold. TOO_MANY: the file's other entries are not read. */
export type EntryProblem = 'BROKEN' | 'NOT_CSL' | 'TOO_MANY';

export interface LooseEntry {
  readonly line: number;
  readonly key: string | null;
  readonly item: Record<string, unknown>;
  /** JSON of what the format has no field for. */
  readonly carry?: string;
  readonly warnings?: readonly string[];
  readonly privatePaths?: number;
}

export function brokenEntry(line: number, key: string | null, message: string): ReadEntry {
  const problem = { code: 'BROKEN' as const, message: withoutPaths(message).text };
  return { line, key: publicKey(key), problem, warnings: [], privatePaths: 0 };
}

/** A path may stand anywhere, in what is said of an entry, too. */
function publicKey(key: string | null): string | null {
  return key === null ? null : withoutPaths(key).text || null;
}

/** Said once, in place of the entries that are not read. */
export function tooMany(line: number): ReadEntry {
  const message = `Only the first ${formatLimits.entries} entries of a file are read: split it`;
  return { line, key: null, problem: { code: 'TOO_MANY', message }, warnings: [], privatePaths: 0 };
}

/** What a format read, made into an item: tidied, with what it carries, without private paths, and checked. */
export function finishEntry(entry: LooseEntry): ReadEntry {
  const { line, warnings = [], privatePaths = 0 } = entry;
  const key = publicKey(entry.key);
  const id = key ?? `line-${line}`;
  const first = tidyCsl(entry.item, id);
  const notes = [...warnings, ...first.notes];
  let tidy = first.item;
  if (entry.carry !== undefined) {
    const carried = applyCarry(tidy, entry.carry);
    if (carried === null) notes.push('What Casebook had added to the entry was changed and cannot be read');
    else tidy = tidyCsl(carried, id).item;
  } else if (key === null) tidy = { ...tidy, id: derivedKey(tidy, line) };
  const clean = withoutPathsWithin(tidy);
  const ready = clean.paths > 0 ? tidyCsl((clean.value ?? {}) as Record<string, unknown>, id).item : tidy;
  const told = { line, key, warnings: bounded(notes), privatePaths: privatePaths + clean.paths };
  const checked = cslItem.safeParse(ready);
  if (checked.success) return { ...told, item: checked.data };
  const message = checked.error.issues
    .slice(0, 3)
    .map(({ path, message: reason }) => [path.join('.'), reason].filter(Boolean).join(': '))
    .join('; ');
  return { ...told, problem: { code: 'NOT_CSL', message } };
}

function bounded(notes: readonly string[]): readonly string[] {
  const most = formatLimits.warnings;
  const clean = notes.slice(0, most).map((note) => withoutPaths(note).text);
  return notes.length <= most ? clean : [...clean.slice(0, most - 1), `and ${notes.length - most + 1} more`];
}

/** A key for an entry without one, the same at every reading. */
function derivedKey(item: Record<string, unknown>, line: number): string {
  const [author] = (item['author'] as { family?: string; literal?: string }[] | undefined) ?? [];
  const year = (item['issued'] as { 'date-parts'?: number[][] } | undefined)?.['date-parts']?.[0]?.[0];
  const title = typeof item['title'] === 'string' ? item['title'] : '';
  const word = title.split(/[^\p{L}\p{N}]+/u).find((one) => one.length > 3);
  const key = [author?.family ?? author?.literal, year, word].filter(Boolean).join('-').replace(/\s+/g, '-');
  return key === '' ? `line-${line}` : key.slice(0, 200);
}
