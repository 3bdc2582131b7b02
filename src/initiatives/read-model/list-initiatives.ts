import { listHandler, ListRecords, type ListArgs } from '../../platform/read-side/list-records.js';
import type { Order } from '../../platform/read-side/page.js';
import { recordedOrder, updatedOrder } from '../../platform/read-side/record-list.js';
import { sql } from '../../platform/read-side/sql.js';
import { Taxonomies, type Taxonomy } from '../../vocabularies/public.js';
import { columnsOf, type ListedInitiative, type Shape } from './initiative-columns.js';
import { initiativeFields } from './initiative-fields.js';
import type { InitiativeFilter } from './initiative-filter.js';

const orders: Readonly<Record<string, Order>> = {
  UPDATED: updatedOrder,
  RECORDED: recordedOrder,
  TITLE: { ...updatedOrder, name: 'TITLE', direction: 'asc', key: sql`r.title_sort`, type: 'text' },
  // Unknown dates count as the earliest. The expression is the index's, to the letter.
  STAGE_SINCE: {
    ...updatedOrder,
    name: 'STAGE_SINCE',
    key: sql`coalesce(r.stage_since, DATE '0001-01-01')`,
    type: 'date',
  },
};

export class ListInitiatives extends ListRecords<ListedInitiative, ListArgs<InitiativeFilter>, Shape> {}

export const ListInitiativesHandler = listHandler<ListedInitiative, InitiativeFilter, Shape, Taxonomy>(
  ListInitiatives,
  {
    table: 'initiative',
    searchTable: 'initiative_search',
    orders,
    columns: columnsOf,
    fields: (viewer, taxonomy) => initiativeFields(taxonomy, viewer),
  },
  Taxonomies,
);
