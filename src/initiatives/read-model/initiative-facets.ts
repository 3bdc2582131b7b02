import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { currentOrganization } from '../../organizations/public.js';
import { visibleRows } from '../../platform/access/record-tables.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import type { CountsFor } from '../../platform/read-side/concept-facet.js';
import { countFacets, type Facets } from '../../platform/read-side/facets.js';
import { matching, type CompiledList } from '../../platform/read-side/record-list.js';
import { raw, sql, type Sql } from '../../platform/read-side/sql.js';
import { shippedSchemes, Taxonomies, type Taxonomy } from '../../vocabularies/public.js';
import type { InitiativeFilter } from './initiative-filter.js';

/** Each facet, and the field of the filter that it leaves out. */
const filterOf = {
  missions: 'missions',
  digitalUses: 'digitalUses',
  characteristics: 'characteristics',
  sectors: 'ownerSectors',
  regions: 'regions',
  stages: 'stage',
  fictional: 'fictional',
} as const satisfies Readonly<Record<string, keyof InitiativeFilter>>;
export type InitiativeFacet = keyof typeof filterOf;
export const initiativeFacets = Object.keys(filterOf) as readonly InitiativeFacet[];

/** Counts over all matching initiatives, by facet: `value` is a code or a stage. */
export class CountInitiativeFacets extends Query<Facets> {
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

  execute({ compiled, facets, context }: CountInitiativeFacets): Promise<Facets> {
    const taxonomy = this.taxonomies.of(context);
    const filters = new Set(compiled.conjuncts.map(({ field }) => field));
    const unfiltered = facets.filter((facet) => !filters.has(filterOf[facet]));
    return countFacets(
      compiled.generation,
      facets.map((name) => {
        const groups = unfiltered.includes(name)
          ? sql`SELECT * FROM grouped WHERE facet = ${maskOf(name, unfiltered)}`
          : grouped(matching(compiled, filterOf[name]), [name]);
        return { name, counts: counts(name, groups, taxonomy, context.viewer) };
      }),
      unfiltered.length > 0 ? [{ name: 'grouped', rows: grouped(matching(compiled), unfiltered) }] : [],
    );
  }
}

/** Columns by which a facet puts rows together: `n` rows with equal values are one group. */
const columnsOf: Readonly<Record<InitiativeFacet, readonly string[]>> = {
  missions: ['missions'],
  digitalUses: ['digital_uses'],
  characteristics: ['characteristics'],
  sectors: ['owners'],
  regions: ['region', 'unplaced'],
  stages: ['stage'],
  fictional: ['fictional'],
};

/**
 * Groups rows by each facet's columns, all in one pass. There are few different lists of concepts, so little is left to
 * take apart. `unplaced` are the owners where the place has no region; `facet` says which facet's group a row is.
 */
function grouped(rows: Sql, facets: readonly InitiativeFacet[]): Sql {
  const columns = raw(facets.flatMap((facet) => columnsOf[facet]).join(', '));
  const sets = raw(facets.map((facet) => `(${columnsOf[facet].join(', ')})`).join(', '));
  const wide = sql`SELECT w.*, CASE WHEN w.region IS NULL THEN w.owners END AS unplaced FROM (${rows}) w`;
  return sql`SELECT ${columns}, GROUPING(${columns}) AS facet, count(*) AS n FROM (${wide}) w GROUP BY GROUPING SETS (${sets})`;
}

/** What GROUPING says of one facet's groups: a bit a column, the last the lowest, set where the column is not grouped by. */
function maskOf(facet: InitiativeFacet, facets: readonly InitiativeFacet[]): number {
  const bits = facets.flatMap((each) => columnsOf[each].map(() => (each === facet ? '0' : '1')));
  return Number.parseInt(bits.join(''), 2);
}

/** `value` and `count` of one facet from its groups. */
function counts(facet: InitiativeFacet, groups: Sql, taxonomy: Taxonomy, viewer: Viewer): Sql {
  switch (facet) {
    case 'missions':
      return groupedConceptCounts(groups, 'missions', taxonomy.scheme(shippedSchemes.missions).countsFor());
    case 'digitalUses':
      return groupedConceptCounts(
        groups,
        'digital_uses',
        taxonomy.scheme(shippedSchemes.digitalUses).countsFor(),
      );
    case 'characteristics':
      return groupedConceptCounts(
        groups,
        'characteristics',
        taxonomy.scheme(shippedSchemes.characteristics).countsFor(),
      );
    case 'sectors':
      return sectorCounts(groups, taxonomy.scheme(shippedSchemes.sectors).countsFor(), viewer);
    case 'regions':
      return regionCounts(groups, taxonomy.scheme(shippedSchemes.regions).countsFor(), viewer);
    case 'stages':
      return sql`SELECT g.stage AS value, g.n::int AS count FROM (${groups}) g`;
    case 'fictional':
      return sql`SELECT g.fictional AS value, g.n::int AS count FROM (${groups}) g`;
    default:
      return facet satisfies never;
  }
}

function groupedConceptCounts(groups: Sql, column: string, { codes, concepts }: CountsFor): Sql {
  const codesOf = raw(`g.${column}`);
  return summed(
    sql`SELECT DISTINCT ${codesOf}, g.n, k.concept FROM (${groups}) g CROSS JOIN LATERAL unnest(${codesOf}) u(code) JOIN unnest(${codes}::text[], ${concepts}::text[]) k(code, concept) ON k.code = u.code`,
  );
}

/** One initiative counts once, however many of its owners are in a sector. */
function sectorCounts(groups: Sql, { codes, concepts }: CountsFor, viewer: Viewer): Sql {
  const keys = codes.map((code) => `${shippedSchemes.sectors}:${code}`);
  return summed(
    sql`SELECT DISTINCT g.owners, g.n, k.concept FROM (${groups}) g JOIN LATERAL ${ownersNow('owners', viewer)} JOIN ${visibleRows('organization_by_concept', viewer)} l ON l.id = coalesce(c.current, o.owner) JOIN unnest(${keys}::text[], ${concepts}::text[]) k(key, concept) ON k.key = l.concept`,
  );
}

/** By the region of the place; where the place has none, by those of the owners. */
function regionCounts(groups: Sql, { codes, concepts }: CountsFor, viewer: Viewer): Sql {
  return summed(
    sql`SELECT DISTINCT g.region, g.unplaced, g.n, k.concept FROM (${groups}) g LEFT JOIN LATERAL ${ownersNow('unplaced', viewer)} LEFT JOIN ${visibleRows('organization', viewer)} q ON q.id = coalesce(c.current, o.owner) JOIN unnest(${codes}::text[], ${concepts}::text[]) k(code, concept) ON k.code = coalesce(g.region, q.region)`,
  );
}

/** Each owner of a group as `o.owner`; what it was merged into, if so, as `c.current`. */
function ownersNow(column: string, viewer: Viewer): Sql {
  return sql`unnest(g.${raw(column)}) o(owner) ON true LEFT JOIN (${currentOrganization(viewer)}) c ON c.id = o.owner`;
}

/** @param once groups with each concept that they count for, none twice */
function summed(once: Sql): Sql {
  return sql`SELECT d.concept AS value, sum(d.n)::int AS count FROM (${once}) d GROUP BY 1`;
}
