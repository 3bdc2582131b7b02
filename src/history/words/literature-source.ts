import {
  namesOf,
  titleOf,
  yearOf,
  type CslItem,
  type LiteratureSourceEvent,
} from '../../literature/public.js';
import { referenceList, updatedFields, valueChange, type Change, type RecordWords } from './record-words.js';
import type { Speech } from './speech.js';
import { reliabilityTerms, statusTerms } from './terms.js';

type Data<Type extends LiteratureSourceEvent['type']> = Extract<
  LiteratureSourceEvent,
  { type: Type }
>['data'];

export const literatureSourceWords: RecordWords<LiteratureSourceEvent> = {
  summary(event, speech) {
    switch (event.type) {
      case 'SourceImported':
        return (
          speech.say('Source importée', 'Source imported') + speech.colon + called(event.data.csl, speech)
        );
      case 'SourceCorrected': {
        const { csl } = event.data;
        const rest = updatedFields(settings(event.data, speech), speech);
        if (!csl) return rest;
        const data =
          speech.say('Données bibliographiques corrigées', 'Bibliographic data corrected') +
          speech.colon +
          called(csl, speech);
        return rest === '' ? data : `${data}; ${rest}`;
      }
      case 'SourceMerged':
        return speech.say(
          `Source fusionnée avec ${event.data.into}`,
          `Source merged into ${event.data.into}`,
        );
      case 'SourceRetracted': {
        const { on } = event.data;
        const since = on === undefined ? '' : speech.say(` le ${on}`, ` on ${on}`);
        return speech.say('Source rétractée', 'Source retracted') + since;
      }
      case 'SourceToldApart':
        return speech.say(
          `Source distinguée de ${event.data.other}`,
          `Source told apart from ${event.data.other}`,
        );
      default:
        return event satisfies never;
    }
  },

  changes(event, speech) {
    switch (event.type) {
      case 'SourceImported':
        return [
          ...described(event.data.csl),
          ...settings({ reliability: 'unassessed', ...event.data }, speech),
          ...valueChange('status', speech.term(statusTerms.activeSource)),
        ];
      case 'SourceCorrected':
        return [...(event.data.csl ? described(event.data.csl) : []), ...settings(event.data, speech)];
      case 'SourceMerged':
        return valueChange('status', speech.term(statusTerms.mergedSource));
      case 'SourceRetracted':
        return [
          ...valueChange('status', speech.term(statusTerms.retractedSource)),
          ...valueChange('retraction', event.data.reason),
        ];
      case 'SourceToldApart':
        return [];
      default:
        return event satisfies never;
    }
  },

  validOn: (event) => (event.type === 'SourceRetracted' ? (event.data.on ?? null) : null),
  reason: () => null,
  mentions: () => [],
};

/** `« Titre » (2017)`; the type where it has no title. */
function called(csl: CslItem, speech: Speech): string {
  const title = titleOf(csl);
  const year = yearOf(csl);
  return (title === null ? csl.type : speech.quote(title)) + (year === null ? '' : ` (${year})`);
}

/** What the data say as a whole: the fields that the API shows one by one, and all else as JSON. */
function described(csl: CslItem): Change[] {
  return [
    ...valueChange('title', titleOf(csl)),
    ...valueChange('authors', namesOf(csl).join('; ')),
    ...valueChange('year', yearOf(csl)?.toString() ?? null),
    ...valueChange('type', csl.type),
    ...valueChange('doi', csl.DOI ?? null),
    ...valueChange('url', csl.URL ?? null),
    ...valueChange('csl', JSON.stringify(csl)),
  ];
}

function settings(
  data: Pick<Data<'SourceCorrected'>, 'language' | 'reliability' | 'externalReferences'>,
  speech: Speech,
): Change[] {
  const { language, reliability, externalReferences } = data;
  return [
    ...valueChange('language', language),
    ...valueChange('reliability', reliability && speech.term(reliabilityTerms[reliability])),
    ...valueChange('externalReferences', referenceList(externalReferences, speech)),
  ];
}
