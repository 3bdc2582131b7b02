import { anyOf, atMost, dateTimeCondition, referenceCondition } from '../../platform/read-side/filters.js';
import { listHandler, ListRecords, type ListArgs } from '../../platform/read-side/list-records.js';
import type { Order } from '../../platform/read-side/page.js';
import { recordedOrder, updatedOrder } from '../../platform/read-side/record-list.js';
import { not, raw, sql, type Sql } from '../../platform/read-side/sql.js';
import type { Conjunct, Fields } from '../../platform/read-side/where.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { normalizeDoi } from '../domain/csl.js';
import { hasLikelyDuplicates } from './likely-duplicates.js';
import type { SourceFilter } from './literature-filters.js';
import type { LiteratureSourceRow } from './literature-source.entity.js';
import { yearRange } from './year-range.js';

const orders: Readonly<Record<string, Order>> = {
  UPDATED: updatedOrder,
  RECORDED: recordedOrder,
  TITLE: { ...updatedOrder, name: 'TITLE', direction: 'asc', key: sql`r.title_sort`, type: 'text' },
  // A cursor holds no negative number, and years before our era are.
  YEAR: { ...updatedOrder, name: 'YEAR', key: sql`(coalesce(r.year, -100000) + 100000)`, type: 'bigint' },
};

export class ListLiteratureSources extends ListRecords<LiteratureSourceRow, ListArgs<SourceFilter>> {}

export const ListLiteratureSourcesHandler = listHandler<LiteratureSourceRow, SourceFilter, void>(
  ListLiteratureSources,
  {
    table: 'literature_source',
    searchTable: 'literature_source_search',
    orders,
    columns: () => raw('r.*'),
    fields: literatureSourceFields,
    unlessAsked: withoutMerged,
  },
);

/** A merged source lives on in another: it is listed only where its status is asked for. */
function withoutMerged(where: SourceFilter | null | undefined): Conjunct[] {
  return asksForStatus(where) ? [] : [{ field: 'merged', sql: raw(`r.status <> 'merged'`) }];
}

/** At any depth; a filter that is too deep or too long was refused when it was compiled. */
function asksForStatus(where: SourceFilter | null | undefined): boolean {
  if (!where) return false;
  return (
    where.status != null ||
    asksForStatus(where.not) ||
    [...(where.and ?? []), ...(where.or ?? [])].some(asksForStatus)
  );
}

/** How each field of the filter reads. */
export function literatureSourceFields(viewer: Viewer): Fields<SourceFilter> {
  return {
    type: ({ in: types }) => [{ sql: anyOf('r.type', types) }],
    year: (filter) => [{ sql: yearRange('r.year', 'r.year', filter) }],
    doi: (dois) => [
      {
        sql: anyOf(
          'r.doi',
          atMost(dois).map((doi) => normalizeDoi(doi) ?? doi),
        ),
      },
    ],
    language: (filter) => [{ sql: languageCondition(filter) }],
    reliability: ({ in: all }) => [{ sql: anyOf('r.reliability', all) }],
    status: ({ in: statuses }) => [{ sql: anyOf('r.status', statuses) }],
    // A source that was retracted and then merged is no less retracted.
    retracted: (retracted) => [
      { sql: retracted ? raw('r.retraction IS NOT NULL') : raw('r.retraction IS NULL') },
    ],
    hasLikelyDuplicates: (wanted) => {
      const has = hasLikelyDuplicates(viewer);
      return [{ sql: wanted ? has : not(has) }];
    },
    externalReference: (filter) => [{ sql: referenceCondition('literature_source_by_reference', filter) }],
    recordedAt: (filter) => [{ sql: dateTimeCondition('r.recorded_at', filter) }],
    updatedAt: (filter) => [{ sql: dateTimeCondition('r.updated_at', filter) }],
    fictional: (fictional) => [{ sql: fictional ? sql`r.fictional` : sql`NOT r.fictional` }],
  };
}

function languageCondition({ in: tags }: NonNullable<SourceFilter['language']>): Sql {
  return sql`(r.language = ANY(${atMost(tags)}::text[]) OR split_part(r.language, '-', 1) = ANY(${tags}::text[]))`;
}
