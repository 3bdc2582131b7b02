import type { ConceptSchemeEvent } from '../../vocabularies/public.js';
import {
  clauses,
  newText,
  textChange,
  textChanges,
  translatedText,
  updatedFields,
  valueChange,
  type Change,
  type RecordWords,
} from './record-words.js';
import { lowerFirst, shortened, type Speech } from './speech.js';
import { statusTerms } from './terms.js';

type Data<Type extends ConceptSchemeEvent['type']> = Extract<ConceptSchemeEvent, { type: Type }>['data'];

/** Concepts are called by their codes here: they never change, where labels do. */
export const conceptSchemeWords: RecordWords<ConceptSchemeEvent> = {
  summary(event, speech) {
    switch (event.type) {
      case 'SchemeCreated':
        return `${speech.say('Vocabulaire créé', 'Vocabulary created')}${speech.colon}${speech.quoteOf(event.data.title)} (${event.data.code})`;
      case 'ConceptAdded': {
        const { code, label, broader = [] } = event.data;
        const below = broader.length === 0 ? '' : speech.say(', sous ', ', under ') + speech.quotes(broader);
        const said = `${speech.quoteOf(label)} (${code})${below}`;
        return speech.say('Concept ajouté', 'Concept added') + speech.colon + said;
      }
      case 'ConceptRelabelled': {
        const { code, label, definition } = event.data;
        const changed = clauses([
          label && newText('label', label, speech),
          definition && newText('definition', definition, speech),
          updatedFields(alternatives(event.data), speech),
        ]);
        return concept(code, speech) + speech.colon + lowerFirst(changed);
      }
      case 'ConceptMoved': {
        const { code, broader } = event.data;
        const moved = concept(code, speech);
        const below = speech.quotes(broader);
        return broader.length === 0
          ? speech.say(`${moved} déplacé au premier niveau`, `${moved} moved to the top level`)
          : speech.say(`${moved} déplacé sous ${below}`, `${moved} moved under ${below}`);
      }
      case 'ConceptMapped': {
        const { code, mappings } = event.data;
        const said = mappings.length === 0 ? speech.say('aucune', 'none') : shortened(mappingList(mappings));
        const start = speech.say('Correspondances du concept', 'Mappings of the concept');
        return `${start} ${speech.quote(code)}${speech.colon}${said}`;
      }
      case 'ConceptDeprecated': {
        const { code, replacedBy } = event.data;
        const instead = replacedBy === undefined ? '' : speech.quote(replacedBy);
        return (
          speech.say(
            `${concept(code, speech)} mis hors d’usage`,
            `${concept(code, speech)} taken out of use`,
          ) + (instead && speech.say(`, remplacé par ${instead}`, `, replaced by ${instead}`))
        );
      }
      case 'ConceptsMerged': {
        const { code, into } = event.data;
        const [from, to] = [concept(code, speech), speech.quote(into)];
        return speech.say(`${from} fusionné avec ${to}`, `${from} merged into ${to}`);
      }
      case 'TextTranslated': {
        const said = translatedText(event.data.field, event.data, speech);
        return event.data.concept === undefined
          ? said
          : concept(event.data.concept, speech) + speech.colon + lowerFirst(said);
      }
      default:
        return event satisfies never;
    }
  },

  changes(event, speech) {
    switch (event.type) {
      case 'SchemeCreated':
        return [...textChanges('title', event.data.title), ...valueChange('uri', event.data.uri)];
      case 'ConceptAdded':
        return added(event.data, speech);
      case 'ConceptRelabelled':
        return [
          ...textChange('label', event.data.label, event.data.code),
          ...textChange('definition', event.data.definition, event.data.code),
          ...alternatives(event.data),
        ];
      case 'ConceptMoved':
        return valueChange('broader', event.data.broader.join(', '), event.data.code);
      case 'ConceptMapped':
        return valueChange('mappings', mappingList(event.data.mappings), event.data.code);
      case 'ConceptDeprecated':
        return [
          ...valueChange('status', speech.term(statusTerms.deprecatedConcept), event.data.code),
          ...valueChange('replacedBy', event.data.replacedBy, event.data.code),
        ];
      case 'ConceptsMerged':
        return [
          ...valueChange('status', speech.term(statusTerms.mergedConcept), event.data.code),
          ...valueChange('replacedBy', event.data.into, event.data.code),
        ];
      case 'TextTranslated':
        return textChange(event.data.field, event.data, event.data.concept);
      default:
        return event satisfies never;
    }
  },

  validOn: () => null,
  reason: ({ data }) => ('reason' in data ? (data.reason ?? null) : null),
  mentions: () => [],
};

function concept(code: string, speech: Speech): string {
  return `Concept ${speech.quote(code)}`;
}

function added(data: Data<'ConceptAdded'>, speech: Speech): Change[] {
  const { code, label, definition, broader, notation, uri, mappings } = data;
  return [
    ...textChanges('label', label, code),
    ...textChanges('definition', definition, code),
    ...alternatives(data),
    ...valueChange('broader', broader?.join(', '), code),
    ...valueChange('notation', notation, code),
    ...valueChange('uri', uri, code),
    ...valueChange('mappings', mappings && mappingList(mappings), code),
    ...valueChange('status', speech.term(statusTerms.activeConcept), code),
  ];
}

function alternatives({
  code,
  alternativeLabels,
}: Pick<Data<'ConceptRelabelled'>, 'code' | 'alternativeLabels'>): Change[] {
  return valueChange(
    'alternativeLabels',
    alternativeLabels?.map(({ language, text }) => `${text} (${language})`).join(', '),
    code,
  );
}

function mappingList(mappings: Data<'ConceptMapped'>['mappings']): string {
  return mappings.map(({ relation, target }) => `${relation} ${target}`).join(', ');
}
