import { isoDate } from '../../kernel/fields.js';
import { badInput } from '../errors/bad-input.js';
import { positionForked } from '../errors/position-forked.js';
import type { Lineages } from '../../kernel/lineages.js';
import { cursorOf, partsOf } from './cursor.js';
import { raw, sql, type Sql } from './sql.js';

/** Items of a list in one answer. */
export const pageLimits = { default: 20, max: 100 } as const;

/** Which page of a list is asked for. */
export interface PageRequest {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

/** An order of a list. Ties are broken by the record's ordinal, which is unique. */
export interface Order {
  readonly name: string;
  readonly direction: 'asc' | 'desc';
  /** Expression over the row alias `r`; null when the order is that of the ordinals themselves. */
  readonly key: Sql | null;
  /** Type to which the cursor's text is cast back. */
  readonly type: 'text' | 'date' | 'real' | 'bigint';
  /** The ordinal that breaks ties: `r.ordinal` or `r.recorded_ordinal`. */
  readonly ordinal: Sql;
  /** `ordinal` tells rows apart and is none of the log's. */
  readonly arbitrary?: true;
}

/** A page as asked for: how many, from where, in which direction along the order. */
export interface Page {
  readonly size: number;
  readonly backwards: boolean;
  readonly from: Cursor | null;
}

interface Cursor {
  readonly key: string | null;
  readonly ordinal: string;
}

/**
 * @throws BAD_USER_INPUT for sizes out of range and cursors that are none, or of another order; POSITION_FORKED for cursors at
 * rows that the log has lost
 */
export function pageOf(args: PageRequest, order: Order, lineages: Lineages): Page {
  const { first, last, after, before } = args;
  if (first != null && last != null) throw badInput('Give either first or last, not both');
  if (after != null && before != null) throw badInput('Give either after or before, not both');
  const backwards = last != null || (before != null && first == null);
  if (backwards ? after != null : before != null) {
    throw badInput(
      backwards ? 'last goes with before, not with after' : 'first goes with after, not with before',
    );
  }
  const size = (backwards ? last : first) ?? pageLimits.default;
  if (size < 0 || size > pageLimits.max) {
    throw badInput(`${backwards ? 'last' : 'first'} must be between 0 and ${pageLimits.max}`);
  }
  const cursor = backwards ? before : after;
  return { size, backwards, from: cursor == null ? null : decodeCursor(cursor, order, lineages) };
}

export function encodeCursor(
  order: Order,
  key: string | null,
  ordinal: string | number,
  lineages: Lineages,
): string {
  return cursorOf(order.name, order.direction, key, String(ordinal), lineages.current);
}

function decodeCursor(cursor: string, order: Order, lineages: Lineages): Cursor {
  const parts = partsOf(cursor);
  if (!parts) throw badInput(`"${cursor.slice(0, 40)}" is not a cursor of this list`);
  const [name, direction, key, ordinal, lineage] = parts;
  const fits =
    (order.key === null ? key === null : typeof key === 'string' && fitsType(key, order.type)) &&
    typeof ordinal === 'string' &&
    /^\d{1,15}$/.test(ordinal) &&
    typeof lineage === 'string';
  if (!fits || name !== order.name || direction !== order.direction) {
    throw badInput('This cursor belongs to another list or another order');
  }
  if (!order.arbitrary && Number(ordinal) > lineages.heldUntil(lineage)) throw positionForked('This cursor');
  return { key: key as string | null, ordinal };
}

function fitsType(key: string, type: Order['type']): boolean {
  switch (type) {
    case 'date':
      return isoDate.safeParse(key).success;
    case 'real':
      return key.length <= 20 && /^\d+(\.\d+)?(e-?\d+)?$/.test(key) && isReal(Number(key));
    case 'bigint':
      return /^\d{1,15}$/.test(key);
    case 'text':
      return key.length <= 500 && !key.includes('\u0000') && key.isWellFormed();
    default:
      return type satisfies never;
  }
}

/** Whether PostgreSQL's `real` can hold the number: neither too great nor too small but 0. */
function isReal(value: number): boolean {
  const rounded = Math.fround(value);
  return Number.isFinite(rounded) && (rounded !== 0 || value === 0);
}

/** ORDER BY, in the direction in which the page is read. */
export function orderBy(order: Order, page: Page): Sql {
  const direction = raw((order.direction === 'asc') === !page.backwards ? 'ASC' : 'DESC');
  return order.key === null
    ? sql`${order.ordinal} ${direction}`
    : sql`${order.key} ${direction}, ${order.ordinal} ${direction}`;
}

/** The condition that a row lies beyond the cursor; null without one. */
export function beyond(order: Order, page: Page): Sql | null {
  if (!page.from) return null;
  const operator = raw((order.direction === 'asc') === !page.backwards ? '>' : '<');
  return order.key === null
    ? sql`${order.ordinal} ${operator} ${page.from.ordinal}::bigint`
    : sql`(${order.key}, ${order.ordinal}) ${operator} (${page.from.key}::${raw(order.type)}, ${page.from.ordinal}::bigint)`;
}
