import type { PublishedFigureEvent } from '../../literature/public.js';
import { shippedSchemes } from '../../vocabularies/public.js';
import {
  clauses,
  newText,
  referenceList,
  textChange,
  textChanges,
  translatedText,
  updatedFields,
  valueChange,
  type Change,
  type RecordWords,
} from './record-words.js';
import type { Speech } from './speech.js';
import { statusTerms } from './terms.js';

type Data<Type extends PublishedFigureEvent['type']> = Extract<PublishedFigureEvent, { type: Type }>['data'];
const texts = ['indicator', 'population', 'geography', 'definition', 'note'] as const;

export const literatureFigureWords: RecordWords<PublishedFigureEvent> = {
  summary(event, speech) {
    switch (event.type) {
      case 'FigureRecorded': {
        const { indicator, value, unit } = event.data;
        const said = `${speech.quoteOf(indicator.label)}, ${speech.number(value)}\u00a0${unit}`;
        return speech.say('Chiffre publié enregistré', 'Published figure recorded') + speech.colon + said;
      }
      case 'FigureCorrected':
        return clauses([
          updatedFields(facts(event.data, speech), speech),
          ...texts.map((field) => event.data[field] && newText(field, event.data[field], speech)),
        ]);
      case 'FigureRetracted':
        return speech.say('Chiffre rétracté', 'Figure retracted');
      case 'TextTranslated':
        return translatedText(event.data.field, event.data, speech);
      default:
        return event satisfies never;
    }
  },

  changes(event, speech) {
    switch (event.type) {
      case 'FigureRecorded': {
        const { indicator, population, geography, definition, note } = event.data;
        return [
          ...textChanges('indicator', indicator.label),
          ...textChanges('population', population),
          ...textChanges('geography', geography),
          ...textChanges('definition', definition),
          ...textChanges('note', note),
          ...facts({ ...event.data, indicatorCode: indicator.code }, speech),
          ...valueChange('status', speech.term(statusTerms.activeFigure)),
        ];
      }
      case 'FigureCorrected':
        return [
          ...facts(event.data, speech),
          ...texts.flatMap((field) => textChange(field, event.data[field])),
        ];
      case 'FigureRetracted':
        return [
          ...valueChange('status', speech.term(statusTerms.retractedFigure)),
          ...valueChange('retractionReason', event.data.reason),
        ];
      case 'TextTranslated':
        return textChange(event.data.field, event.data);
      default:
        return event satisfies never;
    }
  },

  validOn: () => null,
  reason: (event) => (event.type === 'FigureCorrected' ? event.data.reason : null),
  mentions: () => [],
};

function facts(
  data: Omit<Partial<Data<'FigureCorrected'>>, 'reason' | (typeof texts)[number]>,
  speech: Speech,
): Change[] {
  const { value, unit, period, n, region, approximate } = data;
  const optional = <Value>(given: Value | null | undefined, say: (known: Value) => string) => {
    if (given === undefined) return undefined;
    return given === null ? null : say(given);
  };
  return [
    ...valueChange('indicatorCode', data.indicatorCode),
    ...valueChange(
      'value',
      optional(value, (known) => speech.number(known)),
    ),
    ...valueChange('unit', unit),
    ...valueChange(
      'approximate',
      optional(approximate, (is) => (is ? speech.say('oui', 'yes') : speech.say('non', 'no'))),
    ),
    ...valueChange(
      'period',
      optional(period, ({ from, to }) => (to === undefined ? from : `${from}–${to}`)),
    ),
    ...valueChange(
      'n',
      optional(n, (known) => speech.number(known)),
    ),
    ...valueChange(
      'region',
      optional(region, (code) => speech.concepts(shippedSchemes.regions, [code])),
    ),
    ...valueChange('source', data.source),
    ...valueChange('page', data.page),
    ...valueChange('reportedBy', data.reportedBy),
    ...valueChange('externalReferences', referenceList(data.externalReferences, speech)),
  ];
}
