import { everyOf, type ConceptFilter } from '../../platform/read-side/concept-filter.js';
import { atMost } from '../../platform/read-side/filters.js';
import { and, not, raw, sql, type Sql } from '../../platform/read-side/sql.js';
import { shippedSchemes } from '../domain/shipped-schemes.js';
import { requireConcept } from './require-concept.js';
import type { Taxonomy } from './taxonomy.js';

/** A region filter as a condition on a column that holds one code. */
export function regionCondition(column: string, taxonomy: Taxonomy, filter: ConceptFilter): Sql {
  const regions = taxonomy.scheme(shippedSchemes.regions);
  const narrower = filter.narrower ?? true;
  const isOne = (codes: readonly string[]) =>
    sql`${raw(column)} = ANY(${atMost(codes).flatMap((code) => requireConcept(regions, code, narrower))}::text[])`;
  return and([
    ...(filter.any ? [isOne(filter.any)] : []),
    ...everyOf(filter).map((code) => isOne([code])),
    ...(filter.none?.length ? [not(isOne(filter.none))] : []),
  ]);
}
