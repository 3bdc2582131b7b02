import { isAddress } from '../../domain/csl.js';
import { formatLimits } from '../limits.js';
import { namesFile, texHoldsPath, texWithoutPaths } from '../private-paths.js';
import { brokenEntry, finishEntry, tooMany, type ReadEntry } from '../read-entry.js';
import { withInherited } from './crossref.js';
import type { Piece, RawEntry } from './entry-reader.js';
import { carryField } from './field-table.js';
import { itemOf, type Entry } from './from-fields.js';
import { readEntries, type BrokenEntry } from './syntax.js';
import { constants } from './tables.js';

/** Macros that every BibTeX style knows: months stand for themselves, journals for their names. */
const styleMacros = Object.entries(constants.defaultStrings).map(
  ([name, text]) => [name, /^\d+$/.test(text) ? name : text] as const,
);

interface Expanded extends Entry {
  readonly warnings: string[];
  readonly privatePaths: number;
  readonly problem?: string;
}

/** The items of a BibTeX or BibLaTeX file, in its order; each that cannot be read with the reason. */
export function* readBibtex(text: string): Generator<ReadEntry> {
  const macros = new Map<string, string>(styleMacros);
  const entries: (Expanded | BrokenEntry)[] = [];
  for (const raw of readEntries(text)) {
    if (entries.length > formatLimits.entries) break;
    if ('reason' in raw) entries.push(raw);
    else if (raw.type === 'string') define(raw, macros);
    else entries.push(expanded(raw, macros));
  }
  const byKey = new Map<string, Entry>();
  for (const entry of entries) {
    if ('reason' in entry || entry.key === null) continue;
    for (const key of [entry.key, entry.key.toLowerCase()]) if (!byKey.has(key)) byKey.set(key, entry);
  }
  const seen = new Map<string, number>();
  for (const entry of entries.slice(0, formatLimits.entries)) {
    if ('reason' in entry) yield brokenEntry(entry.line, entry.key, entry.reason);
    else if (entry.problem !== undefined) yield brokenEntry(entry.line, entry.key, entry.problem);
    else if (entry.type !== 'xdata') yield finished(entry, byKey, seen);
  }
  if (entries.length > formatLimits.entries) yield tooMany(entries.at(-1)!.line);
}

function finished(entry: Expanded, byKey: ReadonlyMap<string, Entry>, seen: Map<string, number>): ReadEntry {
  const { line, key, warnings, privatePaths } = entry;
  if (key !== null) {
    const before = seen.get(key);
    if (before !== undefined) warnings.push(`The key "${key}" stands at line ${before}, too`);
    else seen.set(key, line);
  }
  const fields = new Map(withInherited(entry, byKey, (warning) => warnings.push(warning)));
  const carry = fields.get(carryField);
  fields.delete(carryField);
  const item = itemOf({ ...entry, fields });
  return finishEntry({
    line,
    key,
    item: key === null ? item : { ...item, id: key },
    ...(carry === undefined ? {} : { carry }),
    warnings,
    privatePaths,
  });
}

function define({ fields }: RawEntry, macros: Map<string, string>): void {
  for (const { name, pieces } of fields) {
    const value = joined(pieces, macros, () => undefined);
    if (value !== null) macros.set(name, value);
  }
}

/** The pieces of a value as one text; null where that grows beyond the limit. */
function joined(
  pieces: readonly Piece[],
  macros: ReadonlyMap<string, string>,
  warn: (warning: string) => void,
): string | null {
  const parts: string[] = [];
  let size = 0;
  for (const { text, bare } of pieces) {
    const macro = bare && !/^\d+$/.test(text) ? macros.get(text.toLowerCase()) : text;
    if (macro === undefined) warn(`The macro "${text.slice(0, 80)}" is not defined`);
    // For BibTeX it is nothing then; where it is all that stands there, its name says more.
    const part = macro ?? (pieces.length === 1 ? text : '');
    size += part.length;
    if (size > formatLimits.expanded) return null;
    parts.push(part);
  }
  return parts.join('');
}

function expanded(raw: RawEntry, macros: ReadonlyMap<string, string>): Expanded {
  const { line, type, key } = raw;
  const warnings = [...raw.warnings];
  const fields = new Map<string, string>();
  let privatePaths = 0;
  let size = 0;
  let problem: string | undefined;
  for (const { name, pieces } of raw.fields) {
    let value = joined(pieces, macros, (warning) => warnings.push(warning));
    size += value?.length ?? formatLimits.expanded;
    if (value === null || size > formatLimits.expanded) {
      problem = `Its macros make it longer than ${formatLimits.expanded} characters`;
      break;
    }
    if (namesFile(name) ? !isAddress(value.trim()) : name !== carryField && texHoldsWholePath(value)) {
      if (value.trim() !== '') privatePaths++;
      continue;
    }
    if (name !== carryField) {
      const clean = texWithoutPaths(value);
      value = clean.text;
      privatePaths += clean.paths;
    }
    if (!fields.has(name) || fields.get(name)!.trim() === '') fields.set(name, value);
    else if (fields.get(name) !== value && value.trim() !== '') {
      warnings.push(`The field ${name} is given twice: the first is taken, the other kept`);
      for (let n = 2; ; n++) {
        if (fields.has(`${name}:${n}`)) continue;
        fields.set(`${name}:${n}`, value);
        break;
      }
    }
  }
  return { line, type, key, fields, warnings, privatePaths, ...(problem === undefined ? {} : { problem }) };
}

/** A path alone. */
function texHoldsWholePath(tex: string): boolean {
  return tex.length < 2_000 && texHoldsPath(tex) && !/\s\S+\s\S+\s/.test(tex.replace(/\S*[\\/]\S*/g, ''));
}
