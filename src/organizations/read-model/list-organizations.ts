import { conceptCondition } from '../../platform/read-side/concept-filter.js';
import { anyOf, dateTimeCondition, referenceCondition } from '../../platform/read-side/filters.js';
import { listHandler, ListRecords, type ListArgs } from '../../platform/read-side/list-records.js';
import type { Order } from '../../platform/read-side/page.js';
import { recordedOrder, updatedOrder } from '../../platform/read-side/record-list.js';
import { raw, sql } from '../../platform/read-side/sql.js';
import type { Conjunct, Fields } from '../../platform/read-side/where.js';
import {
  regionCondition,
  requireConcept,
  shippedSchemes,
  Taxonomies,
  type Taxonomy,
} from '../../vocabularies/public.js';
import type { OrganizationFilter } from './organization-filter.js';
import type { OrganizationRow } from './organization.entity.js';

const LINKS = 'organization_by_concept';
const COLUMNS = raw(
  'r.id, r.revision, r.recorded_ordinal, r.ordinal, r.recorded_at, r.updated_at, r.fictional, r.status, r.merged_into, r.dissolved_on, r.name, r.alternative_names, r.description, r.legal_form, r.country, r.region, r.municipality, r.sectors, r.missions, r.size_band, r.website, r.external_references, r.assessments, r.eligibility, r.filed_ordinals',
);
const orders: Readonly<Record<string, Order>> = {
  UPDATED: updatedOrder,
  RECORDED: recordedOrder,
  NAME: { ...updatedOrder, name: 'NAME', direction: 'asc', key: sql`r.name_sort`, type: 'text' },
};

export class ListOrganizations extends ListRecords<OrganizationRow, ListArgs<OrganizationFilter>> {}

export const ListOrganizationsHandler = listHandler<OrganizationRow, OrganizationFilter, void, Taxonomy>(
  ListOrganizations,
  {
    table: 'organization',
    searchTable: 'organization_search',
    orders,
    columns: () => COLUMNS,
    fields: (_viewer, taxonomy) => organizationFields(taxonomy),
    unlessAsked: withoutMerged,
  },
  Taxonomies,
);

/** A merged organization lives on in another: it is listed only where its status is asked for. */
function withoutMerged(where: OrganizationFilter | null | undefined): Conjunct[] {
  return asksForStatus(where) ? [] : [{ field: 'merged', sql: raw(`r.status <> 'merged'`) }];
}

/** At any depth; a filter that is too deep or too long was refused when it was compiled. */
function asksForStatus(where: OrganizationFilter | null | undefined): boolean {
  if (!where) return false;
  return (
    where.status != null ||
    asksForStatus(where.not) ||
    [...(where.and ?? []), ...(where.or ?? [])].some(asksForStatus)
  );
}

/** How each field of the filter reads; also used where initiatives are filtered by their owners. */
export function organizationFields(taxonomy: Taxonomy): Fields<OrganizationFilter> {
  const linked = (scheme: string) => (filter: Parameters<typeof conceptCondition>[2]) => {
    const concepts = taxonomy.scheme(scheme);
    const condition = conceptCondition(LINKS, scheme, filter, (code, narrower) =>
      requireConcept(concepts, code, narrower),
    );
    const [only] = condition.required;
    const keys =
      condition.required.length === 1 && !filter.none?.length && only
        ? { table: LINKS, concepts: only }
        : undefined;
    return [{ sql: condition.sql, keys }];
  };
  return {
    missions: linked(shippedSchemes.missions),
    sectors: linked(shippedSchemes.sectors),
    regions: (filter) => [{ sql: regionCondition('r.region', taxonomy, filter) }],
    legalForm: ({ in: forms }) => [{ sql: anyOf('r.legal_form', forms) }],
    eligibility: ({ in: statuses }) => [{ sql: anyOf('r.eligibility', statuses) }],
    status: ({ in: statuses }) => [{ sql: anyOf('r.status', statuses) }],
    countries: (countries) => [{ sql: anyOf('r.country', countries) }],
    externalReference: (filter) => [{ sql: referenceCondition('organization_by_reference', filter) }],
    recordedAt: (filter) => [{ sql: dateTimeCondition('r.recorded_at', filter) }],
    updatedAt: (filter) => [{ sql: dateTimeCondition('r.updated_at', filter) }],
    fictional: (fictional) => [{ sql: fictional ? sql`r.fictional` : sql`NOT r.fictional` }],
  };
}
