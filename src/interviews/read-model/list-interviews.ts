import { listHandler, ListRecords, type ListArgs } from '../../platform/read-side/list-records.js';
import type { Order } from '../../platform/read-side/page.js';
import { recordedOrder, updatedOrder } from '../../platform/read-side/record-list.js';
import { sql } from '../../platform/read-side/sql.js';
import { Taxonomies, type Taxonomy } from '../../vocabularies/public.js';
import { noteColumns, studyColumns, type ListedNote, type ListedStudy } from './find-interviews.js';
import { noteFields, type NoteFilter } from './note-filters.js';
import { studyFields, type StudyFilter } from './study-filters.js';

/** Tells notes of one year apart in an order that is always the same and says nothing of when they were added. */
const arbitrary = sql`('x' || substr(md5(r.id), 1, 12))::bit(48)::bigint`;

const noteOrders: Readonly<Record<string, Order>> = {
  YEAR: {
    name: 'YEAR',
    direction: 'desc',
    key: sql`r.year`,
    type: 'bigint',
    ordinal: arbitrary,
    arbitrary: true,
  },
  UPDATED: updatedOrder,
  RECORDED: recordedOrder,
};

export class ListNotes extends ListRecords<ListedNote, ListArgs<NoteFilter>> {}

export const ListNotesHandler = listHandler<ListedNote, NoteFilter, void, Taxonomy>(
  ListNotes,
  {
    table: 'interview_note',
    // Bodies are sealed: no table holds their words. See search-notes.ts.
    searchTable: 'interview_note',
    orders: noteOrders,
    columns: (_shape, viewer) => noteColumns(viewer),
    fields: noteFields,
  },
  Taxonomies,
);

const studyOrders: Readonly<Record<string, Order>> = {
  UPDATED: updatedOrder,
  RECORDED: recordedOrder,
  TITLE: { ...updatedOrder, name: 'TITLE', direction: 'asc', key: sql`r.title_sort`, type: 'text' },
};

export class ListStudies extends ListRecords<ListedStudy, ListArgs<StudyFilter>> {}

export const ListStudiesHandler = listHandler<ListedStudy, StudyFilter, void>(ListStudies, {
  table: 'study',
  searchTable: 'study_search',
  orders: studyOrders,
  columns: (_shape, viewer) => studyColumns(viewer),
  fields: studyFields,
});
