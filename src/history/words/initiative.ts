import type { InitiativeEvent, Stage } from '../../initiatives/public.js';
import { shippedSchemes } from '../../vocabularies/public.js';
import {
  clauses,
  newText,
  placeChanges,
  referenceList,
  restated,
  textChange,
  textChanges,
  translatedText,
  updatedFields,
  valueChange,
  type Change,
  type RecordWords,
} from './record-words.js';
import type { Speech } from './speech.js';
import { stageTerms } from './terms.js';

type Data<Type extends InitiativeEvent['type']> = Extract<InitiativeEvent, { type: Type }>['data'];
type Cost = NonNullable<Data<'InitiativeRecorded'>['costs']>[number];
type Source = NonNullable<Data<'OutcomeRecorded'>['source']>;

export const initiativeWords: RecordWords<InitiativeEvent> = {
  summary(event, speech) {
    switch (event.type) {
      case 'InitiativeRecorded':
        return recordedSummary(event.data, speech);
      case 'InitiativeDescribed':
        return clauses([
          event.data.title && newText('title', event.data.title, speech),
          event.data.summary && newText('summary', event.data.summary, speech),
          updatedFields(facts(event.data, speech), speech),
        ]);
      case 'InitiativeClassified':
        return updatedFields(concepts(event.data, speech), speech);
      case 'StageAdvanced':
      case 'StageReverted': {
        const { on } = event.data;
        const [from, to] = [stage(event.data.from, speech), stage(event.data.to, speech)];
        return event.type === 'StageAdvanced'
          ? speech.say(
              `Étape avancée ${de(from)} à ${to} le ${on}`,
              `Stage moved from ${from} to ${to} on ${on}`,
            )
          : speech.say(
              `Étape ramenée ${de(from)} à ${to} le ${on}`,
              `Stage put back from ${from} to ${to} on ${on}`,
            );
      }
      case 'InitiativeAbandoned': {
        const { on } = event.data;
        const from = speech.quote(stage(event.data.from, speech));
        return speech.say(
          `Initiative abandonnée le ${on}, à l’étape ${from}`,
          `Initiative abandoned on ${on}, at the stage ${from}`,
        );
      }
      case 'OutcomeRecorded':
        return outcomeSummary(
          speech.say('Résultat consigné', 'Outcome recorded'),
          speech.quoteOf(event.data.indicator),
          event.data,
          speech,
        );
      case 'OutcomeCorrected': {
        const { outcomeId, indicator } = event.data;
        const part = speech.part(outcomeId);
        const corrected = speech.say('Résultat corrigé', 'Outcome corrected');
        return clauses([
          outcomeSummary(corrected, part === null ? '' : speech.quote(part), event.data, speech),
          indicator && newText('indicator', indicator, speech),
        ]);
      }
      case 'TextTranslated':
        return translatedText(event.data.field, event.data, speech);
      default:
        return event satisfies never;
    }
  },

  changes(event, speech) {
    switch (event.type) {
      case 'InitiativeRecorded':
        return [
          ...textChanges('title', event.data.title),
          ...textChanges('summary', event.data.summary),
          ...valueChange('stage', stage(event.data.stage, speech)),
          ...facts(event.data, speech),
          ...concepts(event.data, speech),
        ];
      case 'InitiativeDescribed':
        return [
          ...textChange('title', event.data.title),
          ...textChange('summary', event.data.summary),
          ...facts(event.data, speech),
        ];
      case 'InitiativeClassified':
        return concepts(event.data, speech);
      case 'StageAdvanced':
      case 'StageReverted':
        return [stageChange(event.data.from, event.data.to, speech)];
      case 'InitiativeAbandoned':
        return [stageChange(event.data.from, 'abandoned', speech)];
      case 'OutcomeRecorded':
        return [
          ...textChanges('indicator', event.data.indicator, event.data.outcomeId),
          ...outcomeFacts(event.data, event.data.outcomeId, speech),
        ];
      case 'OutcomeCorrected':
        return [
          ...textChange('indicator', event.data.indicator, event.data.outcomeId),
          ...outcomeFacts(event.data, event.data.outcomeId, speech),
        ];
      case 'TextTranslated':
        return textChange(event.data.field, event.data, event.data.outcomeId);
      default:
        return event satisfies never;
    }
  },

  validOn(event) {
    if (event.type === 'InitiativeRecorded') return event.data.stageSince ?? null;
    if ('on' in event.data) return event.data.on;
    return 'date' in event.data ? (event.data.date ?? null) : null;
  },
  reason: ({ data }) => ('reason' in data ? data.reason : null),
  mentions: ({ data }) => ('owners' in data ? (data.owners ?? []) : []),
};

function recordedSummary(data: Data<'InitiativeRecorded'>, speech: Speech): string {
  const at = speech.quote(stage(data.stage, speech));
  const since =
    data.stageSince === undefined
      ? ''
      : speech.say(` depuis le ${data.stageSince}`, ` since ${data.stageSince}`);
  return (
    speech.say('Initiative consignée', 'Initiative recorded') +
    speech.colon +
    speech.quoteOf(data.title) +
    speech.say(`, à l’étape ${at}`, `, at the stage ${at}`) +
    since
  );
}

/** `Résultat consigné : « Ventes » 12 % (2018-06-30)` */
function outcomeSummary(
  start: string,
  indicator: string,
  { value, unit, date }: { value?: number; unit?: string; date?: string | null },
  speech: Speech,
): string {
  const figure = [value === undefined ? '' : speech.number(value), unit ?? ''].filter(Boolean).join('\u00a0');
  const said = [indicator, figure, date ? `(${date})` : ''].filter(Boolean).join(' ');
  return said === '' ? start : start + speech.colon + said;
}

function stage(value: Stage, speech: Speech): string {
  return speech.term(stageTerms[value]);
}

function stageChange(from: Stage, to: Stage, speech: Speech): Change {
  return { field: 'stage', before: stage(from, speech), after: stage(to, speech) };
}

/** French elides before a vowel. */
function de(word: string): string {
  return /^[aeiouyàâéèêëîïôùûh]/i.test(word) ? `d’${word}` : `de ${word}`;
}

function facts(data: Data<'InitiativeDescribed'> | Data<'InitiativeRecorded'>, speech: Speech): Change[] {
  const { owners, place, costs, links, externalReferences } = data;
  return [
    ...valueChange('owners', owners?.map((id) => speech.organization(id)).join(', ')),
    ...placeChanges(place, shippedSchemes.regions, speech),
    ...valueChange('costs', costs?.map((cost) => costText(cost, speech)).join(', ')),
    ...valueChange('links', links?.map(({ url }) => url).join(', ')),
    ...valueChange('externalReferences', referenceList(externalReferences, speech)),
  ];
}

function costText({ label, amount, currency, year }: Cost, speech: Speech): string {
  const sum = `${speech.number(amount)}\u00a0${currency}${year === undefined ? '' : ` (${year})`}`;
  return label === undefined ? sum : label + speech.colon + sum;
}

function concepts(data: Data<'InitiativeClassified'>, speech: Speech): Change[] {
  const { digitalUses, missions, characteristics } = data;
  return [
    ...valueChange('digitalUses', digitalUses && speech.concepts(shippedSchemes.digitalUses, digitalUses)),
    ...valueChange('missions', missions && speech.concepts(shippedSchemes.missions, missions)),
    ...valueChange(
      'characteristics',
      characteristics && speech.concepts(shippedSchemes.characteristics, characteristics),
    ),
  ];
}

/** A correction says date and source again, whether they change or not. */
function outcomeFacts(
  data: { value?: number; unit?: string; date?: string | null; source?: Source | null },
  outcomeId: string,
  speech: Speech,
): Change[] {
  const { value, unit, date, source } = data;
  return [
    ...valueChange('value', value === undefined ? undefined : speech.number(value), outcomeId),
    ...valueChange('unit', unit, outcomeId),
    ...restated('date', date ?? null, outcomeId),
    ...restated('source', source ? [source.text, source.url].filter(Boolean).join(', ') : null, outcomeId),
  ];
}
