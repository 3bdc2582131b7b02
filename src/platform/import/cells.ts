import { basename, extname } from 'node:path';
import type { SourceRecord } from './records.js';

/** Finds the texts that stand at a place in a record: a CSV column, or a path into a JSON value. */
export type CellReader = (record: SourceRecord, column: string) => readonly string[];

/** Name of the file without its ending, where a record has no other id. */
const FILE_COLUMN = '$file';

export const csvCells: CellReader = (record, column) => {
  if (column === FILE_COLUMN) return [fileName(record)];
  const cell = (record.value as Record<string, string>)[column];
  return cell === undefined ? [] : [cell];
};

/**
 * Paths are `organizations[0].name`, `SDGs[*].SDGNumber` or, where keys hold dots or brackets, a JSON pointer
 * (`/a.b/0`, RFC 6901). Objects and null give nothing; numbers and booleans are read as text.
 */
export const jsonCells: CellReader = (record, column) => {
  if (column === FILE_COLUMN) return [fileName(record)];
  return valuesAt(record.value, column).flatMap(texts);
};

/** All values at a path; `[*]` stands for each item of a list. */
export function valuesAt(value: unknown, path: string): unknown[] {
  return stepsOf(path).reduce<unknown[]>((values, step) => values.flatMap((part) => at(part, step)), [value]);
}

/** First key of a path: what at least one record must have. */
export function firstKey(path: string): string {
  return stepsOf(path)[0] ?? path;
}

const parsedPaths = new Map<string, readonly string[]>();

function stepsOf(path: string): readonly string[] {
  let steps = parsedPaths.get(path);
  if (!steps) {
    steps = path.startsWith('/')
      ? path
          .slice(1)
          .split('/')
          .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
      : path
          .replace(/\[(\*|\d+)\]/g, '.$1')
          .split('.')
          .filter((step) => step !== '');
    parsedPaths.set(path, steps);
  }
  return steps;
}

function at(value: unknown, step: string): unknown[] {
  if (Array.isArray(value)) {
    if (step === '*') return value;
    return /^\d+$/.test(step) && Number(step) < value.length ? [value[Number(step)]] : [];
  }
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, step)) return [];
  return [(value as Record<string, unknown>)[step]];
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  return Array.isArray(value) ? value.filter((item) => !Array.isArray(item)).flatMap(texts) : [];
}

function fileName(record: SourceRecord): string {
  return basename(record.file, extname(record.file));
}
