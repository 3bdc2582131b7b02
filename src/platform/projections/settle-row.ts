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
  if (Object.getPrototypeOf(row) !== Object.prototype) return false;
  let index = 0;
  for (const property in row) {
    if (columns[index]?.property !== property || row[property] === undefined) return false;
    index += 1;
  }
  return index === columns.length;
}

function withJustTheColumns(table: Table, row: ObjectLiteral): ObjectLiteral {
  const just = emptyRow(table);
  for (const { property } of table.columns) {
    const value: unknown = row[property];
    if (value !== undefined) just[property] = value;
  }
  return just;
}

const emptyRows = new WeakMap<Table, ObjectLiteral>();

/**
 * A copy of a row that was read from JSON: V8 turns an object to which more than a dozen properties are added by computed
 * names into a slow dictionary, as which each fold would copy it.
 */
function emptyRow(table: Table): ObjectLiteral {
  let known = emptyRows.get(table);
  if (!known) {
    known = JSON.parse(
      JSON.stringify(Object.fromEntries(table.columns.map(({ property }) => [property, null]))),
    ) as ObjectLiteral;
    emptyRows.set(table, known);
  }
  return { ...known };
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

/** The value itself where it is in that order already, as most are: those are looked through without a copy. */
function inJsonbOrder(value: unknown): unknown {
  return isInOrder(value) ? value : reordered(value);
}

function isInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return (value as readonly unknown[]).every(isItemInOrder);
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  let former: string | undefined;
  for (const key in value) {
    const item = (value as ObjectLiteral)[key] as unknown;
    if (item === undefined || (former !== undefined && compareKeys(former, key) > 0)) return false;
    if (key === 'toJSON' || !isInOrder(item)) return false;
    former = key;
  }
  return true;
}

/** What is undefined in a list becomes null. */
const isItemInOrder = (item: unknown): boolean => item !== undefined && isInOrder(item);

function reordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => inJsonbOrder(item) ?? null);
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return inJsonbOrder((value as { toJSON(): unknown }).toJSON());
  }
  const ordered: ObjectLiteral = {};
  for (const key of Object.keys(value).sort(compareKeys)) {
    const item: unknown = (value as ObjectLiteral)[key];
    if (item !== undefined) ordered[key] = inJsonbOrder(item);
  }
  return ordered;
}

const beyondAscii = /[^\0-\x7f]/;

/** Shorter keys first (in bytes of UTF-8), then byte by byte. */
function compareKeys(a: string, b: string): number {
  if (beyondAscii.test(a) || beyondAscii.test(b)) {
    return Buffer.byteLength(a) - Buffer.byteLength(b) || Buffer.compare(Buffer.from(a), Buffer.from(b));
  }
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}
