import type { Viewer } from '../../platform/access/viewer.js';
import { anyOf, atMost, dateTimeCondition, referenceCondition } from '../../platform/read-side/filters.js';
import { listHandler, ListRecords, type ListArgs } from '../../platform/read-side/list-records.js';
import type { Order } from '../../platform/read-side/page.js';
import { recordedOrder, updatedOrder } from '../../platform/read-side/record-list.js';
import { raw, sql, type Sql } from '../../platform/read-side/sql.js';
import type { Fields } from '../../platform/read-side/where.js';
import { regionCondition, Taxonomies, type Taxonomy } from '../../vocabularies/public.js';
import type { FigureFilter } from './literature-filters.js';
import { sameSources } from './merged-sources.js';
import type { PublishedFigureRow } from './published-figure.entity.js';
import { yearRange } from './year-range.js';

const orders: Readonly<Record<string, Order>> = {
  UPDATED: updatedOrder,
  RECORDED: recordedOrder,
  INDICATOR: {
    ...updatedOrder,
    name: 'INDICATOR',
    direction: 'asc',
    key: sql`r.indicator_code`,
    type: 'text',
  },
};

export class ListPublishedFigures extends ListRecords<PublishedFigureRow, ListArgs<FigureFilter>> {}

export const ListPublishedFiguresHandler = listHandler<PublishedFigureRow, FigureFilter, void, Taxonomy>(
  ListPublishedFigures,
  {
    table: 'published_figure',
    searchTable: 'published_figure_search',
    orders,
    columns: () => raw('r.*'),
    fields: publishedFigureFields,
  },
  Taxonomies,
);

/** How each field of the filter reads. */
function publishedFigureFields(viewer: Viewer, taxonomy: Taxonomy): Fields<FigureFilter> {
  const ofSource = (column: string, ids: readonly string[]): Sql =>
    sql`${raw(column)} IN (SELECT s.id FROM (${sameSources(atMost(ids), viewer)}) s)`;
  return {
    indicator: ({ in: codes }) => [{ sql: anyOf('r.indicator_code', codes) }],
    unit: ({ in: units }) => [{ sql: anyOf('r.unit', units) }],
    regions: (filter) => [{ sql: regionCondition('r.region', taxonomy, filter) }],
    year: (filter) => [{ sql: yearRange('r.first_year', 'r.last_year', filter) }],
    source: ({ any }) => [{ sql: ofSource('r.source', any) }],
    reportedBy: ({ any }) => [{ sql: ofSource('r.reported_by', any) }],
    retracted: (retracted) => [
      { sql: raw(retracted ? `r.status = 'retracted'` : `r.status <> 'retracted'`) },
    ],
    externalReference: (filter) => [{ sql: referenceCondition('published_figure_by_reference', filter) }],
    recordedAt: (filter) => [{ sql: dateTimeCondition('r.recorded_at', filter) }],
    updatedAt: (filter) => [{ sql: dateTimeCondition('r.updated_at', filter) }],
    fictional: (fictional) => [{ sql: fictional ? sql`r.fictional` : sql`NOT r.fictional` }],
  };
}
