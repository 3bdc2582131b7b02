import { isoDate } from '../../kernel/fields.js';
import { partsOfRow } from '../access/record-tables.js';
import { badInput } from '../errors/bad-input.js';
import { always, and, raw, sql, type Sql } from './sql.js';

/** From (inclusive) until (exclusive), as texts. */
export interface RangeFilter {
  readonly from?: string | null;
  readonly until?: string | null;
}

/** Ids in a register; any id there, when left out. */
export interface ReferenceFilter {
  readonly system: string;
  readonly ids?: readonly string[] | null;
}

/** One of these values. */
export interface OneOf {
  readonly in: readonly string[];
}

/** What the lists of most records can be narrowed down by, whatever they hold. */
export interface RecordFilter {
  readonly externalReference?: ReferenceFilter | null;
  readonly recordedAt?: RangeFilter | null;
  readonly updatedAt?: RangeFilter | null;
  readonly fictional?: boolean | null;
}

/** Values of one list in a filter. */
const MAX_VALUES = 500;

/** Offsets reach as far as PostgreSQL's: it knows none of 16 hours or more. */
const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-](0\d|1[0-5]):\d{2})$/;

export function dateTimeCondition(column: string, filter: RangeFilter): Sql {
  return range(column, filter, 'timestamptz', isMoment);
}

export function dateCondition(column: string, filter: RangeFilter): Sql {
  return range(column, filter, 'date', (value) => isoDate.safeParse(value).success);
}

/** The day is looked at by itself: `Date.parse` takes a 30th of February for a day in March. */
function isMoment(value: string): boolean {
  return (
    RFC3339.test(value) && !Number.isNaN(Date.parse(value)) && isoDate.safeParse(value.slice(0, 10)).success
  );
}

function range(
  column: string,
  { from, until }: RangeFilter,
  type: string,
  fits: (value: string) => boolean,
): Sql {
  for (const value of [from, until]) {
    if (value != null && !fits(value))
      throw badInput(
        `"${value.slice(0, 40)}" is not a ${type === 'date' ? 'date (YYYY-MM-DD)' : 'moment (RFC 3339)'}`,
      );
  }
  return and([
    from == null ? always : sql`${raw(column)} >= ${from}::${raw(type)}`,
    until == null ? always : sql`${raw(column)} < ${until}::${raw(type)}`,
  ]);
}

export function anyOf(column: string, values: readonly unknown[]): Sql {
  return sql`${raw(column)} = ANY(${atMost(values)}::text[])`;
}

/** @throws BAD_USER_INPUT when a list in a filter is longer than it may be, or a value of it no text that can be asked for */
export function atMost<T>(values: readonly T[]): readonly T[] {
  if (values.length > MAX_VALUES) throw badInput(`A list in a filter has at most ${MAX_VALUES} values`);
  values.forEach(assertNoNul);
  return values;
}

/** PostgreSQL knows no text with NUL, not even to find nothing by it. */
function assertNoNul(value: unknown): void {
  if (typeof value === 'string' && value.includes('\u0000'))
    throw badInput('A value in a filter must not contain NUL characters');
}

export function referenceCondition(table: string, { system, ids }: ReferenceFilter): Sql {
  assertNoNul(system);
  const only = ids ? sql` AND x.reference = ANY(${atMost(ids)}::text[])` : raw('');
  return sql`EXISTS (SELECT FROM ${partsOfRow(table, 'x')} AND x.system = ${system}${only})`;
}
