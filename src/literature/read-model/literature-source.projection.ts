import { language as languageTag } from '../../kernel/fields.js';
import { documents, type ProjectedEvent } from '../../platform/projections/documents.js';
import { correctedNow, firstColumns, sortKey, touched } from '../../platform/read-side/record-row.js';
import { rowSources } from '../../platform/read-side/row-sources.js';
import { searchTexts } from '../../platform/read-side/search-row.js';
import type { CslItem } from '../domain/csl.js';
import { namesOf, plainText, titleOf, yearOf } from '../domain/csl-reading.js';
import { nameVariables } from '../domain/csl-variables.js';
import { traitsOf } from '../domain/likeness.js';
import type { LiteratureSourceEvent } from '../domain/literature-source.events.js';
import { doiOf } from '../domain/literature-source.state.js';
import {
  LiteratureSourceByReferenceRow,
  LiteratureSourceRow,
  LiteratureSourceSearchRow,
} from './literature-source.entity.js';

export const literatureSources = [
  ...rowSources,
  ...[
    './literature-source.entity.js',
    '../domain/literature-source.events.js',
    '../domain/literature-source.state.js',
    '../domain/csl.js',
    '../domain/csl-variables.js',
    '../domain/csl-reading.js',
    '../domain/csl-names.js',
    '../domain/likeness.js',
    '../../kernel/values.js',
  ].map((path) => new URL(path, import.meta.url)),
  new URL(import.meta.url),
];

export const literatureSourceDocuments = documents<LiteratureSourceRow, LiteratureSourceEvent>({
  category: 'literatureSource',
  entity: LiteratureSourceRow,
  fold(row, event) {
    if (event.type === 'SourceImported') return imported(event.data, event);
    return row && { ...row, ...changes(row, event), ...touched(event) };
  },
  satellites: [
    {
      entity: LiteratureSourceByReferenceRow,
      rows: ({ id, external_references }) =>
        external_references.map(({ system, id: reference }) => ({ id, system, reference })),
    },
    {
      entity: LiteratureSourceSearchRow,
      rows: ({ id, title, csl }) => [{ id, ...searchTexts([title], searched(csl)) }],
    },
  ],
  indexes: new URL('./literature-source.indexes.sql', import.meta.url),
  sources: literatureSources,
});

function imported(
  data: Extract<LiteratureSourceEvent, { type: 'SourceImported' }>['data'],
  event: ProjectedEvent<LiteratureSourceEvent>,
): LiteratureSourceRow {
  return {
    ...firstColumns(event),
    fictional: data.fictional ?? false,
    status: 'active',
    merged_into: null,
    retraction: null,
    csl_version: 1,
    ...described(data.csl, data.language ?? null),
    reliability: data.reliability ?? 'unassessed',
    external_references: data.externalReferences ?? [],
    corrected_ordinal: null,
    corrected_at: null,
    apart: [],
  };
}

function changes(
  row: LiteratureSourceRow,
  event: ProjectedEvent<LiteratureSourceEvent>,
): Partial<LiteratureSourceRow> {
  switch (event.type) {
    case 'SourceImported':
      return {};
    case 'SourceCorrected': {
      const { csl, language, reliability, externalReferences } = event.data;
      return {
        ...described(csl ?? row.csl, language === undefined ? row.set_language : language),
        ...(csl && { csl_version: row.csl_version + 1 }),
        ...(reliability && { reliability }),
        ...(externalReferences && { external_references: externalReferences }),
        // What the source is, or how far it can be relied on.
        ...((csl || reliability) && correctedNow(event)),
      };
    }
    case 'SourceMerged':
      return { status: 'merged', merged_into: event.data.into };
    case 'SourceRetracted':
      return { status: 'retracted', retraction: event.data };
    case 'SourceToldApart':
      return { apart: [...row.apart, event.data.other] };
    default:
      return event satisfies never;
  }
}

/** The columns that follow from the CSL data. */
function described(csl: CslItem, setLanguage: string | null) {
  const title = titleOf(csl);
  const { words, numbers, author } = traitsOf(csl);
  return {
    csl,
    title,
    title_sort: sortKey(title ?? ''),
    type: csl.type,
    year: yearOf(csl),
    doi: doiOf(csl),
    language: setLanguage ?? tagIn(csl.language),
    set_language: setLanguage,
    title_words: words,
    title_numbers: numbers,
    first_author: author,
  };
}

/** Files say `fr-CA`, `FR`, `eng` or `French`: what is a tag counts. */
function tagIn(written: string | undefined): string | null {
  const tag = written?.replace(/^([A-Za-z]{2})\b/, (subtag) => subtag.toLowerCase());
  return tag !== undefined && languageTag.safeParse(tag).success ? tag : null;
}

/** What is searched beside the title: everyone who is named, where it appeared, its abstract and keywords. */
function searched(csl: CslItem): (string | null)[] {
  return [
    ...nameVariables.flatMap((variable) => namesOf(csl, variable)),
    ...[csl['container-title'], csl['collection-title'], csl.publisher, csl.keyword, csl.abstract].map(
      (text) => (text === undefined ? null : plainText(text)),
    ),
  ];
}
