import {
  applyReplacement,
  applyTranslation,
  fromInput,
  originalOf,
  type LocalizedText,
} from '../../kernel/localized-text.js';
import { documents, type ProjectedEvent } from '../../platform/projections/documents.js';
import { correctedNow, firstColumns, touched } from '../../platform/read-side/record-row.js';
import { rowSources } from '../../platform/read-side/row-sources.js';
import { searchTexts } from '../../platform/read-side/search-row.js';
import {
  figureTexts,
  type FigureText,
  type Period,
  type PublishedFigureEvent,
} from '../domain/published-figure.events.js';
import {
  PublishedFigureByReferenceRow,
  PublishedFigureRow,
  PublishedFigureSearchRow,
} from './published-figure.entity.js';

type Data<Type extends PublishedFigureEvent['type']> = Extract<PublishedFigureEvent, { type: Type }>['data'];

const sources = [
  ...rowSources,
  ...['./published-figure.entity.js', '../domain/published-figure.events.js'].map(
    (path) => new URL(path, import.meta.url),
  ),
  new URL(import.meta.url),
];

export const publishedFigureDocuments = documents<PublishedFigureRow, PublishedFigureEvent>({
  category: 'publishedFigure',
  entity: PublishedFigureRow,
  fold(row, event) {
    if (event.type === 'FigureRecorded') return recorded(event.data, event);
    return row && { ...row, ...changes(row, event), ...touched(event) };
  },
  satellites: [
    {
      entity: PublishedFigureByReferenceRow,
      rows: ({ id, external_references }) =>
        external_references.map(({ system, id: reference }) => ({ id, system, reference })),
    },
    {
      entity: PublishedFigureSearchRow,
      rows: ({ id, indicator, population, geography, definition, note }) => [
        { id, ...searchTexts([indicator], [population, geography, definition, note]) },
      ],
    },
  ],
  indexes: new URL('./published-figure.indexes.sql', import.meta.url),
  sources,
});

function recorded(
  data: Data<'FigureRecorded'>,
  event: ProjectedEvent<PublishedFigureEvent>,
): PublishedFigureRow {
  return {
    ...firstColumns(event),
    fictional: data.fictional ?? false,
    status: 'active',
    retraction: null,
    indicator_code: data.indicator.code,
    indicator: fromInput(data.indicator.label),
    population: fromInput(data.population),
    geography: fromInput(data.geography),
    definition: data.definition ? fromInput(data.definition) : null,
    note: data.note ? fromInput(data.note) : null,
    value: data.value,
    unit: data.unit,
    region: data.region ?? null,
    approximate: data.approximate ?? false,
    ...during(data.period ?? null),
    n: data.n ?? null,
    source: data.source,
    page: data.page ?? null,
    reported_by: data.reportedBy ?? null,
    external_references: data.externalReferences ?? [],
    corrected_ordinal: null,
    corrected_at: null,
  };
}

function changes(
  row: PublishedFigureRow,
  event: ProjectedEvent<PublishedFigureEvent>,
): Partial<PublishedFigureRow> {
  switch (event.type) {
    case 'FigureRecorded':
      return {};
    case 'FigureCorrected':
      return { ...corrected(row, event.data), ...(saysOtherwise(row, event.data) && correctedNow(event)) };
    case 'FigureRetracted':
      return { status: 'retracted', retraction: event.data.reason };
    case 'TextTranslated': {
      const { field } = event.data;
      return { [field]: applyTranslation(row[field] ?? undefined, event.data) };
    }
    default:
      return event satisfies never;
  }
}

/** The columns whose value a correction says as it is. */
const plain = {
  value: 'value',
  unit: 'unit',
  region: 'region',
  approximate: 'approximate',
  n: 'n',
  source: 'source',
  page: 'page',
  reportedBy: 'reported_by',
  externalReferences: 'external_references',
  indicatorCode: 'indicator_code',
} as const satisfies Partial<Record<keyof Data<'FigureCorrected'>, keyof PublishedFigureRow>>;

/** What a correction may set without the figure saying anything else: where it stands, and what is remarked on it. */
const besides: ReadonlySet<string> = new Set(['page', 'note', 'externalReferences', 'reason']);

/** Whether whoever relied on the figure has to look again. A translation that was put right says nothing else. */
function saysOtherwise(row: PublishedFigureRow, data: Data<'FigureCorrected'>): boolean {
  return Object.keys(data).some((key) => {
    if (besides.has(key)) return false;
    const field = figureTexts.find((name) => name === key);
    const replaced = field && data[field];
    if (!field || !replaced) return true;
    const original = originalOf(row[field] ?? {});
    return original === null || original.language === replaced.language;
  });
}

function corrected(row: PublishedFigureRow, data: Data<'FigureCorrected'>): Partial<PublishedFigureRow> {
  const said = Object.entries(plain)
    .map(([key, column]) => [column, data[key as keyof typeof plain]] as const)
    .filter(([, value]) => value !== undefined);
  const texts: Partial<Record<FigureText, LocalizedText>> = {};
  for (const field of figureTexts) {
    const replaced = data[field];
    if (replaced) texts[field] = applyReplacement(row[field] ?? undefined, replaced);
  }
  return {
    ...(Object.fromEntries(said) as Partial<PublishedFigureRow>),
    ...texts,
    ...(data.period !== undefined && during(data.period)),
  };
}

function during(period: Period | null) {
  const year = (date: string | undefined) => (date === undefined ? null : Number(date.slice(0, 4)));
  return {
    period_from: period?.from ?? null,
    period_to: period?.to ?? null,
    first_year: year(period?.from),
    last_year: year(period?.to ?? period?.from),
  };
}
