import {
  applyReplacement,
  applyTranslation,
  fromInput,
  originalOf,
  type LocalizedText,
} from '../../kernel/localized-text.js';
import { documents, type ProjectedEvent } from '../../platform/projections/documents.js';
import { firstColumns, sortKey, touched } from '../../platform/read-side/record-row.js';
import { rowSources } from '../../platform/read-side/row-sources.js';
import { searchTexts } from '../../platform/read-side/search-row.js';
import type { StudyEvent } from '../domain/study.events.js';
import { StudyRow, StudySearchRow } from './study.entity.js';

const sources = [
  ...rowSources,
  ...['./study.entity.js', '../domain/study.events.js', '../../kernel/personal.js'].map(
    (path) => new URL(path, import.meta.url),
  ),
  new URL(import.meta.url),
];

export const studyDocuments = documents<StudyRow, StudyEvent>({
  category: 'study',
  entity: StudyRow,
  fold(row, event) {
    if (event.type === 'StudyOpened') return opened(event.data, event);
    return row && { ...row, ...changes(row, event), ...touched(event) };
  },
  satellites: [{ entity: StudySearchRow, rows: ({ id, title }) => [{ id, ...searchTexts([title], []) }] }],
  indexes: new URL('./study.indexes.sql', import.meta.url),
  sources,
});

function opened(
  data: Extract<StudyEvent, { type: 'StudyOpened' }>['data'],
  event: ProjectedEvent<StudyEvent>,
): StudyRow {
  return {
    ...firstColumns(event),
    fictional: data.fictional ?? false,
    ...titled(fromInput(data.title)),
    lead: data.lead,
    members: without(data.members ?? [], data.lead),
    ethics_approval: data.ethicsApproval ?? null,
    retain_until: data.retainUntil,
  };
}

function changes(row: StudyRow, event: ProjectedEvent<StudyEvent>): Partial<StudyRow> {
  switch (event.type) {
    case 'StudyOpened':
      return {};
    case 'StudyRetitled':
      return titled(applyReplacement(row.title, event.data.title));
    case 'TextTranslated':
      return titled(applyTranslation(row.title, event.data));
    case 'EthicsApprovalRecorded':
      return { ethics_approval: event.data.ethicsApproval };
    case 'RetentionChanged':
      return { retain_until: event.data.retainUntil };
    case 'StudyMemberAdded':
      return { members: [...without(row.members, event.data.member), event.data.member] };
    case 'StudyMemberRemoved':
      return { members: without(row.members, event.data.member) };
    case 'StudyHandedOver':
      // The former lead has nothing more to do with it, unless added.
      return { lead: event.data.lead, members: without(row.members, event.data.lead) };
    default:
      return event satisfies never;
  }
}

function titled(title: LocalizedText): Pick<StudyRow, 'title' | 'title_sort'> {
  return { title, title_sort: sortKey(originalOf(title)!.text.text) };
}

function without(persons: readonly string[], one: string): string[] {
  return persons.filter((person) => person !== one);
}
