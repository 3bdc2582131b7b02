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
import type { ConceptSchemeEvent } from '../domain/concept-scheme.events.js';
import {
  ConceptRow,
  ConceptSchemeRow,
  ConceptSchemeSearchRow,
  ConceptSearchRow,
} from './vocabulary.entity.js';

type SchemeEvent = ProjectedEvent<ConceptSchemeEvent>;

const sources = [
  ...rowSources,
  ...['./vocabulary.entity.js', '../domain/concept-scheme.events.js'].map(
    (path) => new URL(path, import.meta.url),
  ),
  new URL(import.meta.url),
];

export const schemeDocuments = documents<ConceptSchemeRow, ConceptSchemeEvent>({
  category: 'conceptScheme',
  entity: ConceptSchemeRow,
  fold(row, event) {
    if (event.type === 'SchemeCreated') {
      return {
        ...firstColumns(event),
        fictional: event.data.fictional ?? false,
        code: event.data.code,
        ...titled(fromInput(event.data.title)),
        uri: event.data.uri ?? null,
      };
    }
    if (!row) return null;
    const title =
      event.type === 'TextTranslated' && event.data.field === 'title'
        ? titled(applyTranslation(row.title, event.data))
        : {};
    return { ...row, ...title, ...touched(event) };
  },
  satellites: [
    {
      entity: ConceptSchemeSearchRow,
      rows: ({ id, title, code }) => [{ id, ...searchTexts([title, code], []) }],
    },
  ],
  indexes: new URL('./vocabulary.indexes.sql', import.meta.url),
  sources,
});

export const conceptDocuments = documents<ConceptRow, ConceptSchemeEvent>({
  category: 'conceptScheme',
  entity: ConceptRow,
  keys(event) {
    const concept = conceptOf(event);
    return concept === null ? [] : [`${event.streamId}/${concept}`];
  },
  fold(row, event, key) {
    if (event.type === 'ConceptAdded') return added(event.data, event, key);
    return row && { ...row, ...changes(row, event), ordinal: event.ordinal };
  },
  satellites: [
    {
      entity: ConceptSearchRow,
      rows: ({ id, label, alternative_labels, definition, code, notation }) => [
        {
          id,
          ...searchTexts(
            [label, ...alternative_labels.map(({ text }) => text), code, notation],
            [definition],
          ),
        },
      ],
    },
  ],
  indexes: new URL('./concept.indexes.sql', import.meta.url),
  sources: [],
});

function conceptOf(event: SchemeEvent): string | null {
  switch (event.type) {
    case 'SchemeCreated':
      return null;
    case 'TextTranslated':
      return event.data.concept ?? null;
    default:
      return event.data.code;
  }
}

function added(
  data: Extract<ConceptSchemeEvent, { type: 'ConceptAdded' }>['data'],
  event: SchemeEvent,
  key: string,
): ConceptRow {
  return {
    id: key,
    scheme_id: event.streamId,
    code: data.code,
    ...labelled(fromInput(data.label)),
    alternative_labels: data.alternativeLabels ?? [],
    definition: data.definition ? fromInput(data.definition) : null,
    broader: data.broader ?? [],
    notation: data.notation ?? null,
    uri: data.uri ?? null,
    mappings: data.mappings ?? [],
    status: 'active',
    replaced_by: null,
    inactive_since: null,
    recorded_ordinal: event.ordinal,
    ordinal: event.ordinal,
  };
}

function changes(row: ConceptRow, event: SchemeEvent): Partial<ConceptRow> {
  switch (event.type) {
    case 'SchemeCreated':
    case 'ConceptAdded':
      return {};
    case 'ConceptRelabelled':
      return {
        ...(event.data.label && labelled(applyReplacement(row.label, event.data.label))),
        ...(event.data.definition && {
          definition: applyReplacement(row.definition ?? undefined, event.data.definition),
        }),
        ...(event.data.alternativeLabels && { alternative_labels: event.data.alternativeLabels }),
      };
    case 'ConceptMoved':
      return { broader: event.data.broader };
    case 'ConceptMapped':
      return { mappings: event.data.mappings };
    case 'ConceptDeprecated':
      return {
        status: 'deprecated',
        replaced_by: event.data.replacedBy ?? null,
        inactive_since: row.inactive_since ?? event.ordinal,
      };
    case 'ConceptsMerged':
      return {
        status: 'merged',
        replaced_by: event.data.into,
        inactive_since: row.inactive_since ?? event.ordinal,
      };
    case 'TextTranslated':
      return event.data.field === 'definition'
        ? { definition: applyTranslation(row.definition ?? undefined, event.data) }
        : labelled(applyTranslation(row.label, event.data));
    default:
      return event satisfies never;
  }
}

function titled(title: LocalizedText): Pick<ConceptSchemeRow, 'title' | 'title_sort'> {
  return { title, title_sort: sortKey(originalOf(title)!.text.text) };
}

function labelled(label: LocalizedText): Pick<ConceptRow, 'label' | 'label_sort'> {
  return { label, label_sort: sortKey(originalOf(label)!.text.text) };
}
