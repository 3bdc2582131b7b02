import type { ExternalReference } from '../../kernel/fields.js';
import {
  applyReplacement,
  applyTranslation,
  fromInput,
  type LocalizedText,
} from '../../kernel/localized-text.js';
import { omit, patched } from '../../kernel/values.js';
import type { SourceId } from './literature-source.state.js';
import {
  figureTexts,
  type FigureText,
  type Period,
  type PublishedFigureEvent,
} from './published-figure.events.js';

type Data<Type extends PublishedFigureEvent['type']> = Extract<PublishedFigureEvent, { type: Type }>['data'];

/** A figure as somebody published it. Figures of one indicator that differ stand side by side; none replaces another. */
export interface PublishedFigure {
  readonly status: 'active' | 'retracted';
  /** Why it was retracted. */
  readonly retraction?: string;
  /** As it was recorded: recording it again with this content is a repeat. */
  readonly recorded: Data<'FigureRecorded'>;
  readonly indicatorCode: string;
  readonly texts: Readonly<Partial<Record<FigureText, LocalizedText>>>;
  readonly value: number;
  readonly unit: string;
  readonly region?: string;
  readonly approximate: boolean;
  readonly period?: Period;
  readonly n?: number;
  readonly source: SourceId;
  readonly page?: string;
  readonly reportedBy?: SourceId;
  readonly externalReferences: readonly ExternalReference[];
}

export type PublishedFigureState = { readonly status: 'absent' } | PublishedFigure;

export function evolvePublishedFigure(
  state: PublishedFigureState,
  event: PublishedFigureEvent,
): PublishedFigureState {
  if (event.type === 'FigureRecorded') return recordedFigure(event.data);
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'FigureCorrected':
      return correctedFigure(state, event.data);
    case 'FigureRetracted':
      return { ...state, status: 'retracted', retraction: event.data.reason };
    case 'TextTranslated': {
      const { field } = event.data;
      return {
        ...state,
        texts: { ...state.texts, [field]: applyTranslation(state.texts[field], event.data) },
      };
    }
    default:
      return event satisfies never;
  }
}

/** A figure as its first event tells it. */
export function recordedFigure(data: Data<'FigureRecorded'>): PublishedFigure {
  const { indicator, population, geography, definition, note } = data;
  return {
    ...omit(data, 'indicator', 'population', 'geography', 'definition', 'note', 'fictional'),
    status: 'active',
    recorded: data,
    indicatorCode: indicator.code,
    texts: {
      indicator: fromInput(indicator.label),
      population: fromInput(population),
      geography: fromInput(geography),
      ...(definition && { definition: fromInput(definition) }),
      ...(note && { note: fromInput(note) }),
    },
    approximate: data.approximate ?? false,
    externalReferences: data.externalReferences ?? [],
  };
}

/** A figure after a correction. */
export function correctedFigure(figure: PublishedFigure, data: Data<'FigureCorrected'>): PublishedFigure {
  const texts = { ...figure.texts };
  for (const field of figureTexts) {
    const replaced = data[field];
    if (replaced) texts[field] = applyReplacement(texts[field], replaced);
  }
  return { ...patched(figure, omit(data, ...figureTexts, 'reason')), texts };
}
