import {
  applyReplacement,
  applyTranslation,
  fromInput,
  originalOf,
  type LocalizedText,
} from '../../kernel/localized-text.js';
import { documents, type ProjectedEvent } from '../../platform/projections/documents.js';
import { conceptKey, refiled } from '../../platform/read-side/filed-ordinals.js';
import { correctedNow, firstColumns, sortKey, touched } from '../../platform/read-side/record-row.js';
import { rowSources } from '../../platform/read-side/row-sources.js';
import { searchTexts } from '../../platform/read-side/search-row.js';
import type { InitiativeEvent, Place } from '../domain/initiative.events.js';
import {
  InitiativeByConceptRow,
  InitiativeByOwnerRow,
  InitiativeByReferenceRow,
  InitiativeRow,
  InitiativeSearchRow,
  type OutcomeInRow,
  type StageMove,
} from './initiative.entity.js';

type DataOf<Type extends InitiativeEvent['type']> = Extract<InitiativeEvent, { type: Type }>['data'];

const sources = [
  ...rowSources,
  ...[
    './initiative.entity.js',
    '../domain/initiative.events.js',
    '../../platform/read-side/filed-ordinals.js',
  ].map((path) => new URL(path, import.meta.url)),
  new URL(import.meta.url),
];

export const initiativeDocuments = documents<InitiativeRow, InitiativeEvent>({
  category: 'initiative',
  entity: InitiativeRow,
  fold(row, event) {
    if (event.type === 'InitiativeRecorded') return filed(recorded(event.data, event), event.ordinal);
    if (!row) return null;
    const next = { ...row, ...changes(row, event), ...touched(event) };
    const refiles = event.type === 'InitiativeClassified' || event.type === 'InitiativeDescribed';
    return refiles ? filed(next, event.ordinal) : next;
  },
  satellites: [
    {
      entity: InitiativeByConceptRow,
      rows: (row) => linkedConcepts(row).map((concept) => ({ id: row.id, concept, ordinal: row.ordinal })),
    },
    {
      entity: InitiativeByOwnerRow,
      rows: ({ id, ordinal, owners }) => owners.map((owner) => ({ id, owner, ordinal })),
    },
    {
      entity: InitiativeByReferenceRow,
      rows: ({ id, external_references }) =>
        external_references.map(({ system, id: reference }) => ({ id, system, reference })),
    },
    {
      entity: InitiativeSearchRow,
      rows: ({ id, title, summary, outcomes, municipality }) => [
        {
          id,
          ...searchTexts([title], [summary, municipality, ...outcomes.map(({ indicator }) => indicator)]),
        },
      ],
    },
  ],
  indexes: new URL('./initiative.indexes.sql', import.meta.url),
  sources,
});

function recorded(data: DataOf<'InitiativeRecorded'>, event: ProjectedEvent<InitiativeEvent>): InitiativeRow {
  const since = data.stageSince ?? null;
  return {
    ...firstColumns(event),
    fictional: data.fictional ?? false,
    ...titled(fromInput(data.title)),
    summary: data.summary ? fromInput(data.summary) : null,
    owners: data.owners,
    digital_uses: data.digitalUses ?? [],
    missions: data.missions ?? [],
    characteristics: data.characteristics ?? [],
    ...placed(data.place),
    stage: data.stage,
    stage_since: since,
    stage_history: [{ stage: data.stage, on: since, kind: 'recorded' }],
    costs: data.costs ?? [],
    outcomes: [],
    links: data.links ?? [],
    external_references: data.externalReferences ?? [],
    filed_ordinals: {},
  };
}

function changes(row: InitiativeRow, event: ProjectedEvent<InitiativeEvent>): Partial<InitiativeRow> {
  switch (event.type) {
    case 'InitiativeRecorded':
      return {};
    case 'InitiativeDescribed':
      return described(row, event.data);
    case 'InitiativeClassified':
      return {
        ...(event.data.digitalUses && { digital_uses: event.data.digitalUses }),
        ...(event.data.missions && { missions: event.data.missions }),
        ...(event.data.characteristics && { characteristics: event.data.characteristics }),
      };
    case 'StageAdvanced':
      return moved(row, { stage: event.data.to, on: event.data.on, kind: 'advanced' });
    case 'StageReverted':
      return moved(row, {
        stage: event.data.to,
        on: event.data.on,
        kind: 'reverted',
        reason: event.data.reason,
      });
    case 'InitiativeAbandoned':
      return moved(row, {
        stage: 'abandoned',
        on: event.data.on,
        kind: 'abandoned',
        reason: event.data.reason,
      });
    case 'OutcomeRecorded':
      return { outcomes: [...row.outcomes, newOutcome(event.data)] };
    case 'OutcomeCorrected':
      return {
        outcomes: row.outcomes.map((o) =>
          o.id === event.data.outcomeId ? { ...corrected(o, event.data), ...correctedNow(event) } : o,
        ),
      };
    case 'TextTranslated':
      return translated(row, event.data);
    default:
      return event satisfies never;
  }
}

function described(row: InitiativeRow, data: DataOf<'InitiativeDescribed'>): Partial<InitiativeRow> {
  return {
    ...(data.title && titled(applyReplacement(row.title, data.title))),
    ...(data.summary && { summary: applyReplacement(row.summary ?? undefined, data.summary) }),
    ...(data.owners && { owners: data.owners }),
    ...(data.place === undefined ? {} : placed(data.place ?? undefined)),
    ...(data.costs && { costs: data.costs }),
    ...(data.links && { links: data.links }),
    ...(data.externalReferences && { external_references: data.externalReferences }),
  };
}

function moved(row: InitiativeRow, move: StageMove): Partial<InitiativeRow> {
  return { stage: move.stage, stage_since: move.on, stage_history: [...row.stage_history, move] };
}

function newOutcome(data: DataOf<'OutcomeRecorded'>): OutcomeInRow {
  return {
    id: data.outcomeId,
    indicator: fromInput(data.indicator),
    value: data.value,
    unit: data.unit,
    date: data.date ?? null,
    source: data.source ?? null,
    corrected_at: null,
    corrected_ordinal: null,
  };
}

function corrected(outcome: OutcomeInRow, data: DataOf<'OutcomeCorrected'>): OutcomeInRow {
  return {
    ...outcome,
    ...(data.indicator && { indicator: applyReplacement(outcome.indicator, data.indicator) }),
    ...(data.value === undefined ? {} : { value: data.value }),
    ...(data.unit && { unit: data.unit }),
    ...(data.date === undefined ? {} : { date: data.date }),
    ...(data.source === undefined ? {} : { source: data.source }),
  };
}

function translated(row: InitiativeRow, data: DataOf<'TextTranslated'>): Partial<InitiativeRow> {
  switch (data.field) {
    case 'title':
      return titled(applyTranslation(row.title, data));
    case 'summary':
      return { summary: applyTranslation(row.summary ?? undefined, data) };
    case 'indicator':
      return {
        outcomes: row.outcomes.map((outcome) =>
          outcome.id === data.outcomeId
            ? { ...outcome, indicator: applyTranslation(outcome.indicator, data) }
            : outcome,
        ),
      };
    default:
      return data.field satisfies never;
  }
}

function titled(title: LocalizedText): Pick<InitiativeRow, 'title' | 'title_sort'> {
  return { title, title_sort: sortKey(originalOf(title)!.text.text) };
}

function placed(place: Place | undefined): Pick<InitiativeRow, 'country' | 'region' | 'municipality'> {
  return {
    country: place?.country ?? null,
    region: place?.region ?? null,
    municipality: place?.municipality ?? null,
  };
}

/** Keys of the concepts that may be found by link: all but the region. */
function linkedConcepts({ missions, digital_uses, characteristics }: InitiativeRow): string[] {
  return [
    ...missions.map((code) => conceptKey('social-missions', code)),
    ...digital_uses.map((code) => conceptKey('digital-uses', code)),
    ...characteristics.map((code) => conceptKey('distinctive-characteristics', code)),
  ];
}

/** The row after an event that may have filed it under other concepts. */
function filed(row: InitiativeRow, ordinal: number): InitiativeRow {
  const region = row.region === null ? [] : [conceptKey('regions', row.region)];
  return {
    ...row,
    filed_ordinals: refiled(row.filed_ordinals, [...linkedConcepts(row), ...region], ordinal),
  };
}
