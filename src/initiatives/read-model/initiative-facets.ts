import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentOrganization } from '../../organizations/public.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { columnCounts, conceptCounts, type CountsFor } from '../../platform/read-side/concept-facet.js';
import { countFacets, type Counted } from '../../platform/read-side/facets.js';
import { matching, type CompiledList } from '../../platform/read-side/record-list.js';
import { raw, sql, type Sql } from '../../platform/read-side/sql.js';
import { shippedSchemes, Taxonomies, type Taxonomy } from '../../vocabularies/public.js';
import type { InitiativeWhere } from '../graphql/initiative-where.type.js';

/** Each facet, and the field of the filter that it leaves out. */
const filterOf = {
  missions: 'missions',
  digitalUses: 'digitalUses',
  characteristics: 'characteristics',
  sectors: 'ownerSectors',
  regions: 'regions',
  stages: 'stage',
} as const satisfies Readonly<Record<string, keyof InitiativeWhere>>;
export type InitiativeFacet = keyof typeof filterOf;
export const initiativeFacets = Object.keys(filterOf) as readonly InitiativeFacet[];

/** Counts over all matching initiatives, by facet: `value` is a code or a stage. */
export class CountInitiativeFacets extends Query<ReadonlyMap<string, readonly Counted[]>> {
  constructor(
    readonly compiled: CompiledList,
    readonly facets: readonly InitiativeFacet[],
    readonly context: RequestContext,
  ) {
    super();
  }
}

@QueryHandler(CountInitiativeFacets)
export class CountInitiativeFacetsHandler implements IQueryHandler<CountInitiativeFacets> {
  constructor(private readonly taxonomies: Taxonomies) {}

  execute({ compiled, facets, context }: CountInitiativeFacets): Promise<ReadonlyMap<string, readonly Counted[]>> {
    const taxonomy = this.taxonomies.of(context);
    const filtered = new Set(compiled.conjuncts.map(({ field }) => field));
    return countFacets(
      compiled.generation,
      facets.map((name) => {
        const field = filterOf[name];
        const rows = filtered.has(field) ? matching(compiled, field) : raw('SELECT * FROM unfiltered');
        return { name, counts: counts(name, rows, taxonomy) };
      }),
      // Facets without a filter of their own count over the same rows: these are found once.
      facets.some((name) => !filtered.has(filterOf[name])) ? [{ name: 'unfiltered', rows: narrow(matching(compiled)) }] : [],
    );
  }
}

/** Only what facets count by: the full rows would not fit in memory. */
function narrow(rows: Sql): Sql {
  return sql`SELECT w.id, w.missions, w.digital_uses, w.characteristics, w.region, w.stage FROM (${rows}) w`;
}

function counts(facet: InitiativeFacet, rows: Sql, taxonomy: Taxonomy): Sql {
  switch (facet) {
    case 'missions':
      return arrayCounts(rows, 'missions', taxonomy.scheme(shippedSchemes.missions).countsFor());
    case 'digitalUses':
      return arrayCounts(rows, 'digital_uses', taxonomy.scheme(shippedSchemes.digitalUses).countsFor());
    case 'characteristics':
      return arrayCounts(rows, 'characteristics', taxonomy.scheme(shippedSchemes.characteristics).countsFor());
    case 'sectors':
      return sectorCounts(rows, taxonomy.scheme(shippedSchemes.sectors).countsFor());
    case 'regions':
      return regionCounts(rows, taxonomy.scheme(shippedSchemes.regions).countsFor());
    case 'stages':
      return columnCounts(rows, 'stage');
    default:
      return facet satisfies never;
  }
}

/** Rows with equal arrays are put together first: there are few different ones, so little is unnested. */
function arrayCounts(rows: Sql, column: string, { codes, concepts }: CountsFor): Sql {
  const groups = sql`SELECT m.${raw(column)} AS codes, count(*) AS n FROM (${rows}) m GROUP BY 1`;
  const once = sql`SELECT DISTINCT g.codes, g.n, k.concept FROM (${groups}) g CROSS JOIN LATERAL unnest(g.codes) u(code) JOIN unnest(${codes}::text[], ${concepts}::text[]) k(code, concept) ON k.code = u.code`;
  return sql`SELECT d.concept AS value, sum(d.n)::int AS count FROM (${once}) d GROUP BY 1`;
}

const OWNERS_NOW = sql`LEFT JOIN (${currentOrganization}) c ON c.id = o.owner`;

function sectorCounts(rows: Sql, { codes, concepts }: CountsFor): Sql {
  const keys = codes.map((code) => `${shippedSchemes.sectors}:${code}`);
  return sql`SELECT k.concept AS value, count(DISTINCT m.id)::int AS count FROM (${rows}) m JOIN $schema.initiative_by_owner o ON o.id = m.id ${OWNERS_NOW} JOIN $schema.organization_by_concept l ON l.id = coalesce(c.current, o.owner) JOIN unnest(${keys}::text[], ${concepts}::text[]) k(key, concept) ON k.key = l.concept GROUP BY 1`;
}

/** By the region of the place; where the place has none, by those of the owners. */
function regionCounts(rows: Sql, countsFor: CountsFor): Sql {
  return conceptCounts(
    sql`SELECT m.id, coalesce(m.region, g.region) AS code FROM (${rows}) m LEFT JOIN $schema.initiative_by_owner o ON m.region IS NULL AND o.id = m.id ${OWNERS_NOW} LEFT JOIN $schema.organization g ON g.id = coalesce(c.current, o.owner)`,
    countsFor,
  );
}
