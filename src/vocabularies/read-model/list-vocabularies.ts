import { visibleRows } from '../../platform/access/record-tables.js';
import { anyOf, atMost } from '../../platform/read-side/filters.js';
import { listHandler, ListRecords, type ListArgs } from '../../platform/read-side/list-records.js';
import type { Order } from '../../platform/read-side/page.js';
import { recordedOrder, updatedOrder } from '../../platform/read-side/record-list.js';
import { raw, sql } from '../../platform/read-side/sql.js';
import type { ConceptRow, ConceptSchemeRow } from './vocabulary.entity.js';
import type { ConceptListFilter, ConceptSchemeFilter } from './vocabulary-filter.js';

const alphabetical = (name: string, column: string): Order => ({
  ...updatedOrder,
  name,
  direction: 'asc',
  key: raw(`r.${column}`),
  type: 'text',
  ordinal: raw('r.recorded_ordinal'),
});

const schemeOrders = {
  UPDATED: updatedOrder,
  RECORDED: recordedOrder,
  TITLE: alphabetical('TITLE', 'title_sort'),
};
const conceptOrders = {
  // Concepts that one merge moved share an event: the ordinal of their first event tells them apart.
  UPDATED: { ...updatedOrder, key: raw('r.ordinal'), ordinal: raw('r.recorded_ordinal') },
  RECORDED: recordedOrder,
  LABEL: alphabetical('LABEL', 'label_sort'),
};

export class ListConceptSchemes extends ListRecords<ConceptSchemeRow, ListArgs<ConceptSchemeFilter>> {}

export const ListConceptSchemesHandler = listHandler<ConceptSchemeRow, ConceptSchemeFilter, void>(
  ListConceptSchemes,
  {
    table: 'concept_scheme',
    searchTable: 'concept_scheme_search',
    orders: schemeOrders,
    columns: () => raw('r.*'),
    fields: () => ({
      codes: (codes) => [{ sql: anyOf('r.code', codes) }],
      fictional: (fictional) => [{ sql: fictional ? sql`r.fictional` : sql`NOT r.fictional` }],
    }),
  },
);

/** A concept's row and the code of its scheme. */
export type ListedConcept = ConceptRow & { readonly scheme_code: string };

export class ListConcepts extends ListRecords<ListedConcept, ListArgs<ConceptListFilter>> {}

export const ListConceptsHandler = listHandler<ListedConcept, ConceptListFilter, void>(ListConcepts, {
  table: 'concept',
  searchTable: 'concept_search',
  orders: conceptOrders,
  columns: (_shape, viewer) =>
    sql`r.*, (SELECT s.code FROM ${visibleRows('concept_scheme', viewer)} s WHERE s.id = r.scheme_id) AS scheme_code`,
  fields: (viewer) => ({
    schemes: (codes) => [
      {
        sql: sql`r.scheme_id IN (SELECT s.id FROM ${visibleRows('concept_scheme', viewer)} s WHERE s.code = ANY(${atMost(codes)}::text[]))`,
      },
    ],
    codes: (codes) => [{ sql: anyOf('r.code', codes) }],
    status: ({ in: statuses }) => [{ sql: anyOf('r.status', statuses) }],
    // The very concepts that `Concept.narrower` shows: a merge moves those below it by events of their own.
    broader: (codes) => [{ sql: sql`(r.broader && ${atMost(codes)}::text[] AND r.status <> 'merged')` }],
    top: (top) => [{ sql: top ? sql`r.broader = '{}'` : sql`r.broader <> '{}'` }],
  }),
});
