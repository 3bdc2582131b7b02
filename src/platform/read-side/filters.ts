import { Field, ID, InputType } from '@nestjs/graphql';
import { DateScalar, DateTimeScalar } from '../graphql/scalars.js';
import { badInput } from '../graphql/request-context.js';
import { always, and, raw, sql, type Sql } from './sql.js';

@InputType('DateTimeFilter', { description: 'From (inclusive) until (exclusive). RFC 3339, e.g. 2026-03-01T00:00:00Z.' })
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

const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

export function dateTimeCondition(column: string, filter: DateTimeFilter): Sql {
  return range(column, filter, 'timestamptz', (value) => RFC3339.test(value) && !Number.isNaN(Date.parse(value)));
}

export function dateCondition(column: string, filter: DateFilter): Sql {
  return range(column, filter, 'date', (value) => DATE.test(value) && !Number.isNaN(Date.parse(value)));
}

function range(column: string, { from, until }: DateTimeFilter, type: string, fits: (value: string) => boolean): Sql {
  for (const value of [from, until]) {
    if (value != null && !fits(value)) throw badInput(`"${value.slice(0, 40)}" is not a ${type === 'date' ? 'date (YYYY-MM-DD)' : 'moment (RFC 3339)'}`);
  }
  return and([
    from == null ? always : sql`${raw(column)} >= ${from}::${raw(type)}`,
    until == null ? always : sql`${raw(column)} < ${until}::${raw(type)}`,
  ]);
}

export function anyOf(column: string, values: readonly unknown[]): Sql {
  return sql`${raw(column)} = ANY(${atMost(values)}::text[])`;
}

/** @throws BAD_USER_INPUT when a list in a filter is longer than it may be */
export function atMost<T>(values: readonly T[]): readonly T[] {
  if (values.length > MAX_VALUES) throw badInput(`A list in a filter has at most ${MAX_VALUES} values`);
  return values;
}

export function referenceCondition(table: string, { system, ids }: ExternalReferenceFilter): Sql {
  const only = ids ? sql` AND x.reference = ANY(${atMost(ids)}::text[])` : raw('');
  return sql`EXISTS (SELECT FROM $schema.${raw(table)} x WHERE x.id = r.id AND x.system = ${system}${only})`;
}
