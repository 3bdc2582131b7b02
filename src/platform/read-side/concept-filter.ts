import { Field, InputType } from '@nestjs/graphql';
import { badInput } from '../graphql/request-context.js';
import { atMost } from './filters.js';
import { raw, sql, and, not, type Sql } from './sql.js';

@InputType('ConceptFilter', {
  description: 'Concepts by code. Records filed under a narrower concept count, unless told otherwise.',
})
export class ConceptFilter {
  @Field(() => [String], { nullable: true, description: 'At least one of these.' })
  any?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Every one of these.' })
  all?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'None of these.' })
  none?: string[] | null;

  @Field(() => Boolean, { nullable: true, defaultValue: true })
  narrower?: boolean | null;
}

/** The codes under which records of a concept are filed; throws for a code that does not exist. */
export type Expand = (code: string, withNarrower: boolean) => readonly string[];

export interface ConceptCondition {
  readonly sql: Sql;
  /** For each conjunct that asks for concepts to be there: the keys of which one must be. */
  readonly required: readonly (readonly string[])[];
}

/** Concepts of which a record must have every one, in one filter. */
const MAX_ALL = 20;

/** A concept filter as a condition on `r.id`, over a link table with keys `scheme:code`. */
export function conceptCondition(
  table: string,
  scheme: string,
  filter: ConceptFilter,
  expand: Expand,
): ConceptCondition {
  const narrower = filter.narrower ?? true;
  const keys = (codes: readonly string[]) =>
    [...new Set(codes.flatMap((code) => expand(code, narrower)))].map((code) => `${scheme}:${code}`);
  const has = (wanted: readonly string[]) =>
    sql`EXISTS (SELECT FROM $schema.${raw(table)} l WHERE l.id = r.id AND l.concept = ANY(${wanted}))`;
  if ((filter.all ?? []).length > MAX_ALL) throw badInput(`all names at most ${MAX_ALL} concepts`);
  const required = [
    ...(filter.any ? [keys(atMost(filter.any))] : []),
    ...(filter.all ?? []).map((code) => keys([code])),
  ];
  const excluded = filter.none && filter.none.length > 0 ? [not(has(keys(atMost(filter.none))))] : [];
  return { sql: and([...required.map(has), ...excluded]), required };
}
