import { Field, ID, InputType } from '@nestjs/graphql';
import { isoDate } from '../../kernel/fields.js';
import { DateScalar, DateTimeScalar } from '../graphql/scalars.js';
import { badInput } from '../graphql/request-context.js';
import { always, and, raw, sql, type Sql } from './sql.js';

@InputType('DateTimeFilter', {
  description: 'From (inclusive) until (exclusive). RFC 3339, e.g. 2026-03-01T00:00:00Z.',
})
export class DateTimeFilter {
  @Field(() => DateTimeScalar, { nullable: true })
  from?: string | null;

  @Field(() => DateTimeScalar, { nullable: true })
  until?: string | null;
}

@InputType('DateFilter', { description: 'From (inclusive) until (exclusive). YYYY-MM-DD.' })
export class DateFilter {
  @Field(() => DateScalar, { nullable: true })
  from?: string | null;

  @Field(() => DateScalar, { nullable: true })
  until?: string | null;
}

@InputType('ExternalReferenceFilter')
export class ExternalReferenceFilter {
  @Field({ description: 'The register or system, such as `neq`.' })
  system!: string;

  @Field(() => [String], { nullable: true, description: 'Ids there; any id, when left out.' })
  ids?: string[] | null;
}

@InputType('IdFilter')
export class IdFilter {
  @Field(() => [ID])
  any!: string[];
}

/** Values of one list in a filter. */
const MAX_VALUES = 500;

/** Offsets reach as far as PostgreSQL's: it knows none of 16 hours or more. */
const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-](0\d|1[0-5]):\d{2})$/;

export function dateTimeCondition(column: string, filter: DateTimeFilter): Sql {
  return range(column, filter, 'timestamptz', isMoment);
}

export function dateCondition(column: string, filter: DateFilter): Sql {
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
  { from, until }: DateTimeFilter,
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

export function referenceCondition(table: string, { system, ids }: ExternalReferenceFilter): Sql {
  assertNoNul(system);
  const only = ids ? sql` AND x.reference = ANY(${atMost(ids)}::text[])` : raw('');
  return sql`EXISTS (SELECT FROM $schema.${raw(table)} x WHERE x.id = r.id AND x.system = ${system}${only})`;
}
