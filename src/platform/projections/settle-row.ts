import type { ObjectLiteral } from 'typeorm';
import type { Table } from './tables.js';

/**
 * A folded row in the form in which it would be loaded: just the table's columns, null where nothing is said, the keys of
 * jsonb values in jsonb's order. So a fold sees the same whether the row comes from memory or from the database, and the
 * read model does not depend on where batches happened to end.
 * @param former the row before; what is taken over from it is settled already
 */
export function settleRow(table: Table, row: ObjectLiteral, former: ObjectLiteral | null): ObjectLiteral {
  const settled: ObjectLiteral = {};
  for (const { property, type } of table.columns) {
    const value: unknown = row[property] ?? null;
    settled[property] = type !== 'jsonb' || value === former?.[property] ? value : inJsonbOrder(value);
  }
  return settled;
}

function inJsonbOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => inJsonbOrder(item) ?? null);
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return inJsonbOrder((value as { toJSON(): unknown }).toJSON());
  }
  const ordered: ObjectLiteral = {};
  for (const key of sortedKeys(value)) {
    const item: unknown = (value as ObjectLiteral)[key];
    if (item !== undefined) ordered[key] = inJsonbOrder(item);
  }
  return ordered;
}

function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  for (let index = 1; index < keys.length; index += 1) {
    if (compareKeys(keys[index - 1]!, keys[index]!) > 0) return keys.sort(compareKeys);
  }
  return keys;
}

const beyondAscii = /[^\0-\x7f]/;

/** Shorter keys first (in bytes of UTF-8), then byte by byte. */
function compareKeys(a: string, b: string): number {
  if (beyondAscii.test(a) || beyondAscii.test(b)) {
    return Buffer.byteLength(a) - Buffer.byteLength(b) || Buffer.compare(Buffer.from(a), Buffer.from(b));
  }
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}
