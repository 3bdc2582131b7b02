import type { ObjectLiteral } from 'typeorm';
import type { Table } from './tables.js';

/**
 * A folded row in the form in which it would be loaded: just the table's columns, null where nothing is said, the keys of
 * jsonb values in jsonb's order. So a fold sees the same whether the row comes from memory or from the database, and the
 * read model does not depend on where batches happened to end.
 * @param former the row before; what is taken over from it is settled already
 */
export function settleRow(table: Table, row: ObjectLiteral, former: ObjectLiteral | null): ObjectLiteral {
  if (!hasJustTheColumns(table, row)) row = withJustTheColumns(table, row);
  let settled = row;
  for (const property of jsonbOf(table)) {
    const value: unknown = row[property];
    if (value === former?.[property]) continue;
    const ordered = inJsonbOrder(value);
    if (ordered === value) continue;
    if (settled === row) settled = { ...row };
    settled[property] = ordered;
  }
  return settled;
}

/** So it is with a row that was made from its settled former one: most of them, and there is nothing to copy. */
function hasJustTheColumns({ columns }: Table, row: ObjectLiteral): boolean {
  const keys = Object.keys(row);
  return (
    keys.length === columns.length &&
    Object.getPrototypeOf(row) === Object.prototype &&
    columns.every(({ property }, index) => keys[index] === property && row[property] !== undefined)
  );
}

function withJustTheColumns({ columns }: Table, row: ObjectLiteral): ObjectLiteral {
  const just: ObjectLiteral = {};
  for (const { property } of columns) {
    const value: unknown = row[property] ?? null;
    just[property] = value;
  }
  return just;
}

const jsonbColumns = new WeakMap<Table, readonly string[]>();

function jsonbOf(table: Table): readonly string[] {
  let known = jsonbColumns.get(table);
  if (!known) {
    known = table.columns.filter(({ type }) => type === 'jsonb').map(({ property }) => property);
    jsonbColumns.set(table, known);
  }
  return known;
}

/** The value itself where it is in that order already. */
function inJsonbOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return itemsInOrder(value);
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return inJsonbOrder((value as { toJSON(): unknown }).toJSON());
  }
  return propertiesInOrder(value);
}

function itemsInOrder(items: readonly unknown[]): readonly unknown[] {
  let ordered: unknown[] | undefined;
  for (let index = 0; index < items.length; index += 1) {
    const item = inJsonbOrder(items[index]) ?? null;
    if (item !== items[index]) (ordered ??= [...items])[index] = item;
  }
  return ordered ?? items;
}

function propertiesInOrder(value: ObjectLiteral): ObjectLiteral {
  const named = Object.keys(value);
  const keys = sortedKeys(named);
  let same = keys === named && Object.getPrototypeOf(value) === Object.prototype;
  const ordered: ObjectLiteral = {};
  for (const key of keys) {
    const item: unknown = value[key];
    const settled = inJsonbOrder(item);
    same &&= settled === item && item !== undefined;
    if (item !== undefined) ordered[key] = settled;
  }
  return same ? value : ordered;
}

/** The keys themselves where they are sorted already. */
function sortedKeys(keys: readonly string[]): readonly string[] {
  for (let index = 1; index < keys.length; index += 1) {
    if (compareKeys(keys[index - 1]!, keys[index]!) > 0) return keys.toSorted(compareKeys);
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
