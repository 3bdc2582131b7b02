import { organizationFields, sameAs, withMergedInto } from '../../organizations/public.js';
import { partsOfRow, visibleRows } from '../../platform/access/record-tables.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { conceptCondition, everyOf, type ConceptFilter } from '../../platform/read-side/concept-filter.js';
import {
  anyOf,
  atMost,
  dateCondition,
  dateTimeCondition,
  referenceCondition,
} from '../../platform/read-side/filters.js';
import { and, not, or, raw, sql, type Sql } from '../../platform/read-side/sql.js';
import { allOf, type Conjunct, type Fields } from '../../platform/read-side/where.js';
import { regionCondition, requireConcept, shippedSchemes, type Taxonomy } from '../../vocabularies/public.js';
import type { InitiativeFilter } from './initiative-filter.js';

const LINKS = 'initiative_by_concept';

/**
 * How each field of the filter reads, over the initiative's row `r`. Conditions on owners know of those that the viewer
 * may see: another's would tell by the answer what it is.
 */
export function initiativeFields(taxonomy: Taxonomy, viewer: Viewer): Fields<InitiativeFilter> {
  const own = (scheme: string) => (filter: ConceptFilter) => linked(scheme, taxonomy, filter);
  const owners = (scheme: string) => (filter: ConceptFilter) =>
    parts(filter).map(({ part, negated }) => {
      const condition = ownersHave(scheme, taxonomy, part, viewer);
      return { sql: negated ? not(condition) : condition };
    });
  return {
    missions: own(shippedSchemes.missions),
    digitalUses: own(shippedSchemes.digitalUses),
    characteristics: own(shippedSchemes.characteristics),
    ownerMissions: owners(shippedSchemes.missions),
    ownerSectors: owners(shippedSchemes.sectors),
    regions: (filter) => parts(filter).map((part) => ({ sql: inRegion(taxonomy, part, viewer) })),
    stage: ({ in: stages, notIn }) => [
      ...(stages ? [{ sql: anyOf('r.stage', stages) }] : []),
      ...(notIn ? [{ sql: not(anyOf('r.stage', notIn)) }] : []),
    ],
    owners: ({ any: ids }) => [{ sql: ownedBy(sameAs(atMost(ids), viewer)) }],
    ownerLegalForm: (filter) => [
      {
        sql: ownedBy(
          organizationsWhere(allOf(named(organizationFields(taxonomy).legalForm(filter))), viewer),
        ),
      },
    ],
    countries: (countries) => [{ sql: orOwners('country', anyOf('r.country', countries), viewer) }],
    stageSince: (filter) => [{ sql: dateCondition('r.stage_since', filter) }],
    recordedAt: (filter) => [{ sql: dateTimeCondition('r.recorded_at', filter) }],
    updatedAt: (filter) => [{ sql: dateTimeCondition('r.updated_at', filter) }],
    externalReference: (filter) => [{ sql: referenceCondition('initiative_by_reference', filter) }],
    fictional: (fictional) => [{ sql: fictional ? sql`r.fictional` : sql`NOT r.fictional` }],
    hasOutcomes: (has) => [{ sql: has ? sql`r.outcomes <> '[]'::jsonb` : sql`r.outcomes = '[]'::jsonb` }],
  };
}

/** What a concept filter asks for, one demand at a time. A negated part names what must not be there, as `any`. */
interface Part {
  readonly part: ConceptFilter;
  readonly negated: boolean;
}

function parts(filter: ConceptFilter): Part[] {
  const { any, none, narrower } = filter;
  return [
    ...(any ? [{ part: { any: [...atMost(any)], narrower }, negated: false }] : []),
    ...everyOf(filter).map((code) => ({ part: { any: [code], narrower }, negated: false })),
    ...(none?.length ? [{ part: { any: [...atMost(none)], narrower }, negated: true }] : []),
  ];
}

/** The initiative's own concepts. A list may begin at the links of any that must be there. */
function linked(scheme: string, taxonomy: Taxonomy, filter: ConceptFilter): Omit<Conjunct, 'field'>[] {
  return parts(filter).map(({ part, negated }) => {
    const expand = (code: string, narrower: boolean) =>
      requireConcept(taxonomy.scheme(scheme), code, narrower);
    const condition = conceptCondition(LINKS, scheme, part, expand);
    if (negated) return { sql: not(condition.sql) };
    return { sql: condition.sql, keys: { table: LINKS, concepts: condition.required[0]! } };
  });
}

/** Initiatives of which an owner stands in the answer of `organizations`, a query giving `id`. */
function ownedBy(organizations: Sql): Sql {
  return sql`EXISTS (SELECT FROM ${partsOfRow('initiative_by_owner', 'o')} AND o.owner IN (${organizations}))`;
}

/** Organizations that fulfil a condition over their row `r`, and all that were merged into them. */
function organizationsWhere(condition: Sql, viewer: Viewer): Sql {
  return withMergedInto(
    sql`SELECT r.id FROM ${visibleRows('organization', viewer)} r WHERE r.merged_into IS NULL AND ${condition}`,
    viewer,
  );
}

function ownersHave(
  scheme: string,
  taxonomy: Taxonomy,
  { any: codes, narrower }: ConceptFilter,
  viewer: Viewer,
): Sql {
  const concepts = taxonomy.scheme(scheme);
  const keys = (codes ?? [])
    .flatMap((code) => requireConcept(concepts, code, narrower ?? true))
    .map((code) => `${scheme}:${code}`);
  return ownedBy(
    withMergedInto(
      sql`SELECT l.id FROM ${visibleRows('organization_by_concept', viewer)} l WHERE l.concept = ANY(${[...new Set(keys)]}::text[])`,
      viewer,
    ),
  );
}

/** A condition on a column of the place; where the place does not say, on the same column of the owners. */
function orOwners(column: 'region' | 'country', condition: Sql, viewer: Viewer): Sql {
  const unsaid = raw(`r.${column} IS NULL`);
  return or([condition, and([unsaid, ownedBy(organizationsWhere(condition, viewer))])]);
}

function inRegion(taxonomy: Taxonomy, { part, negated }: Part, viewer: Viewer): Sql {
  const condition = orOwners('region', regionCondition('r.region', taxonomy, part), viewer);
  return negated ? not(condition) : condition;
}

function named(all: readonly Omit<Conjunct, 'field'>[]): Conjunct[] {
  return all.map((conjunct) => ({ ...conjunct, field: 'owners' }));
}
