import { partsOfRow } from '../access/record-tables.js';
import { badInput } from '../errors/bad-input.js';
import { atMost } from './filters.js';
import { sql, and, not, type Sql } from './sql.js';

/** Concepts by code: at least one of `any`, every one of `all`, none of `none`; with narrower ones unless told otherwise. */
export interface ConceptFilter {
  readonly any?: readonly string[] | null;
  readonly all?: readonly string[] | null;
  readonly none?: readonly string[] | null;
  readonly narrower?: boolean | null;
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
    sql`EXISTS (SELECT FROM ${partsOfRow(table, 'l')} AND l.concept = ANY(${wanted}))`;
  const required = [
    ...(filter.any ? [keys(atMost(filter.any))] : []),
    ...everyOf(filter).map((code) => keys([code])),
  ];
  const excluded = filter.none && filter.none.length > 0 ? [not(has(keys(atMost(filter.none))))] : [];
  return { sql: and([...required.map(has), ...excluded]), required };
}

/** The concepts that must all be there. @throws BAD_USER_INPUT when they are more than one filter may name */
export function everyOf({ all }: ConceptFilter): readonly string[] {
  if ((all ?? []).length > MAX_ALL) throw badInput(`all names at most ${MAX_ALL} concepts`);
  return atMost(all ?? []);
}
