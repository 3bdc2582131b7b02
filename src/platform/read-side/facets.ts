import type { Generation } from '../projections/generation.js';
import { join, nothing, raw, sql, statement, type Sql } from './sql.js';
import { textTypes } from './types.js';

export interface Counted {
  readonly value: string;
  readonly count: number;
}

/** One facet: its name, and a query that gives `value` and `count`. */
export interface FacetQuery {
  readonly name: string;
  readonly counts: Sql;
}

/** Rows that several facets count over, found once: `counts` names it as a table. */
export interface SharedRows {
  readonly name: string;
  readonly rows: Sql;
}

/** Counts of several facets, by their names. */
export interface Facets {
  readonly counts: ReadonlyMap<string, readonly Counted[]>;
  /** Names of those that have more values than are given. */
  readonly cut: readonly string[];
}

/** Values of one facet in one answer, the most frequent first. */
export const facetLimit = 200;

/** Counts several facets in one statement, so that all speak of one moment. */
export async function countFacets(
  generation: Generation,
  facets: readonly FacetQuery[],
  shared: readonly SharedRows[] = [],
): Promise<Facets> {
  if (facets.length === 0) return { counts: new Map(), cut: [] };
  const parts = facets.map(
    ({ name, counts }) =>
      sql`SELECT ${name}::text AS facet, (SELECT coalesce(json_agg(v), '[]') FROM (SELECT value, count FROM (${counts}) c ORDER BY count DESC, value LIMIT ${facetLimit + 1}) v) AS counts`,
  );
  const ctes = shared.map(({ name, rows }) => sql`${raw(name)} AS MATERIALIZED (${rows})`);
  const head = ctes.length > 0 ? sql`WITH ${join(ctes, ', ')} ` : nothing;
  const { rows } = await generation.query<{ facet: string; counts: Counted[] }>({
    ...statement(sql`${head}${join(parts, ' UNION ALL ')}`, generation.schema),
    types: textTypes,
  });
  return {
    // One more than is given was read, to know whether there are more.
    counts: new Map(rows.map(({ facet, counts }) => [facet, counts.slice(0, facetLimit)])),
    cut: rows.filter(({ counts }) => counts.length > facetLimit).map(({ facet }) => facet),
  };
}
