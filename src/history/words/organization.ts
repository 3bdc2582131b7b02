import type { OrganizationEvent } from '../../organizations/public.js';
import { shippedSchemes } from '../../vocabularies/public.js';
import {
  newText,
  placeChanges,
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
import { legalFormTerms, principleTerms, sizeBandTerms, statusTerms } from './terms.js';

type Data<Type extends OrganizationEvent['type']> = Extract<OrganizationEvent, { type: Type }>['data'];

export const organizationWords: RecordWords<OrganizationEvent> = {
  summary(event, speech) {
    switch (event.type) {
      case 'OrganizationRegistered': {
        const { name, legalForm } = event.data;
        const said = `${speech.quoteOf(name)} (${speech.term(legalFormTerms[legalForm])})`;
        return speech.say('Organisation inscrite', 'Organization registered') + speech.colon + said;
      }
      case 'OrganizationRenamed':
        return newText('name', event.data.name, speech);
      case 'OrganizationDescribed':
        return newText('description', event.data.description, speech);
      case 'OrganizationClassified':
        return updatedFields(classified(event.data, speech), speech);
      case 'LegalFormChanged': {
        const { legalForm, on } = event.data;
        const since = on === undefined ? '' : speech.say(`, à compter du ${on}`, `, as of ${on}`);
        const form = speech.term(legalFormTerms[legalForm]);
        return speech.say('Forme juridique', 'Legal form') + speech.colon + form + since;
      }
      case 'EligibilityAssessed':
        return (
          speech.say(
            'Principes de la Loi sur l’économie sociale évalués',
            'Principles of the Social Economy Act assessed',
          ) +
          speech.colon +
          event.data.assessments
            .map(
              ({ principle, met }) => `${speech.term(principleTerms[principle])} (${verdict(met, speech)})`,
            )
            .join(', ')
        );
      case 'OrganizationMerged': {
        const { into } = event.data;
        const name = speech.organization(into);
        const other = name === into ? into : `${speech.quote(name)} (${into})`;
        return speech.say(`Organisation fusionnée avec ${other}`, `Organization merged into ${other}`);
      }
      case 'OrganizationDissolved': {
        const { on } = event.data;
        return (
          speech.say('Organisation dissoute', 'Organization dissolved') +
          (on === undefined ? '' : speech.say(` le ${on}`, ` on ${on}`))
        );
      }
      case 'TextTranslated':
        return translatedText(event.data.field, event.data, speech);
      default:
        return event satisfies never;
    }
  },

  changes(event, speech) {
    switch (event.type) {
      case 'OrganizationRegistered':
        return [
          ...textChanges('name', event.data.name),
          ...textChanges('description', event.data.description),
          ...valueChange('legalForm', speech.term(legalFormTerms[event.data.legalForm])),
          ...classified(event.data, speech),
          ...valueChange('status', speech.term(statusTerms.activeOrganization)),
        ];
      case 'OrganizationRenamed':
        return textChange('name', event.data.name);
      case 'OrganizationDescribed':
        return textChange('description', event.data.description);
      case 'OrganizationClassified':
        return classified(event.data, speech);
      case 'LegalFormChanged':
        return valueChange('legalForm', speech.term(legalFormTerms[event.data.legalForm]));
      case 'EligibilityAssessed':
        return event.data.assessments.flatMap(({ principle, met, evidence }) => {
          const said = `${speech.term(principleTerms[principle])} (${verdict(met, speech)})${speech.colon}${evidence}`;
          return valueChange('eligibility', said, principle);
        });
      case 'OrganizationMerged':
        return valueChange('status', speech.term(statusTerms.mergedOrganization));
      case 'OrganizationDissolved':
        return [
          ...valueChange('status', speech.term(statusTerms.dissolvedOrganization)),
          ...valueChange('dissolvedOn', event.data.on),
        ];
      case 'TextTranslated':
        return textChange(event.data.field, event.data);
      default:
        return event satisfies never;
    }
  },

  validOn: ({ data }) => ('on' in data ? (data.on ?? null) : null),
  reason: () => null,
  mentions: (event) => (event.type === 'OrganizationMerged' ? [event.data.into] : []),
};

function classified(
  data: Data<'OrganizationClassified'> | Data<'OrganizationRegistered'>,
  speech: Speech,
): Change[] {
  const { place, sectors, missions, sizeBand, alternativeNames, website, externalReferences } = data;
  return [
    ...placeChanges(place, shippedSchemes.regions, speech),
    ...valueChange('sectors', sectors && speech.concepts(shippedSchemes.sectors, sectors)),
    ...valueChange('missions', missions && speech.concepts(shippedSchemes.missions, missions)),
    ...valueChange('sizeBand', sizeBand && speech.term(sizeBandTerms[sizeBand])),
    ...valueChange('alternativeNames', alternativeNames?.join(', ')),
    ...valueChange('website', website),
    ...valueChange('externalReferences', referenceList(externalReferences, speech)),
  ];
}

function verdict(met: boolean, speech: Speech): string {
  return met ? speech.say('respecté', 'met') : speech.say('non respecté', 'not met');
}
