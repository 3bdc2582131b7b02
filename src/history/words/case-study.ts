import type { CaseStudyEvent } from '../../case-studies/public.js';
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
import { confidenceTerms, quotationTerms, sectionTerms, stanceTerms } from './terms.js';

type Data<Type extends CaseStudyEvent['type']> = Extract<CaseStudyEvent, { type: Type }>['data'];
type Value = NonNullable<Data<'ClaimAdded'>['value']>;
type Evidence = Data<'EvidenceAttached'>['evidence'];

export const caseStudyWords: RecordWords<CaseStudyEvent> = {
  summary(event, speech) {
    switch (event.type) {
      case 'CaseStudyDrafted':
        return (
          speech.say('Étude de cas rédigée', 'Case study drafted') +
          speech.colon +
          speech.quoteOf(event.data.title)
        );
      case 'SectionRevised':
        return newText(event.data.section, event.data.text, speech);
      case 'TextTranslated':
        return translatedText(textField(event.data), event.data, speech);
      case 'CaseStudyClassified':
        return updatedFields(filed(event.data, speech), speech);
      case 'CaseStudyDescribed':
        return updatedFields(described(event.data, speech), speech);
      case 'ClaimAdded':
        return (
          speech.say('Énoncé ajouté', 'Claim added') + speech.colon + speech.quoteOf(event.data.statement)
        );
      case 'ClaimRevised':
        return clauses([
          event.data.statement && newText('statement', event.data.statement, speech),
          updatedFields(claimFacts(event.data, speech), speech),
        ]);
      case 'EvidenceAttached':
        return (
          speech.say('Élément de preuve ajouté', 'Evidence attached') + ofClaim(event.data.claimId, speech)
        );
      case 'EvidenceDetached':
        return (
          speech.say('Élément de preuve retiré', 'Evidence detached') + ofClaim(event.data.claimId, speech)
        );
      case 'QuotationChecked':
        return (
          speech.say('Citation anonyme vérifiée', 'Anonymous quotation checked') +
          ofClaim(event.data.claimId, speech)
        );
      case 'ClaimRetracted':
        return speech.say('Énoncé retiré', 'Claim retracted') + ofClaim(event.data.claimId, speech);
      case 'ReviewRequested':
        return speech.say('Soumise à la révision', 'Submitted for review');
      case 'ChangesRequested':
        return speech.say('Modifications demandées', 'Changes requested');
      case 'CaseStudyApproved':
        return speech.say('Approuvée', 'Approved');
      case 'EditionPublished':
        return speech.say(`Édition ${event.data.number} publiée`, `Edition ${event.data.number} published`);
      case 'CaseStudyRetracted':
        return speech.say('Étude de cas rétractée', 'Case study retracted');
      case 'CaseStudyWithheld':
        return speech.say('Étude de cas retirée de la consultation', 'Case study withheld');
      default:
        return event satisfies never;
    }
  },

  changes(event, speech) {
    switch (event.type) {
      case 'CaseStudyDrafted': {
        const { title, sections = {} } = event.data;
        return [
          ...textChanges('title', title),
          ...(Object.keys(sections) as (keyof typeof sections)[]).flatMap((name) =>
            textChanges(name, sections[name]),
          ),
          ...described(event.data, speech),
          ...filed(event.data, speech),
        ];
      }
      case 'SectionRevised':
        return textChange(event.data.section, event.data.text);
      case 'TextTranslated':
        return textChange(textField(event.data), event.data, event.data.claimId);
      case 'CaseStudyClassified':
        return filed(event.data, speech);
      case 'CaseStudyDescribed':
        return described(event.data, speech);
      case 'ClaimAdded':
        return [
          ...textChanges('statement', event.data.statement, event.data.claimId),
          ...claimFacts(event.data, speech),
          ...(event.data.evidence ?? []).flatMap((one) => pointed(one, speech)),
        ];
      case 'ClaimRevised':
        return [
          ...textChange('statement', event.data.statement, event.data.claimId),
          ...claimFacts(event.data, speech),
        ];
      case 'EvidenceAttached':
        return pointed(event.data.evidence, speech);
      case 'EvidenceDetached':
        return valueChange('evidence', null, event.data.evidenceId);
      case 'EditionPublished':
        return valueChange('edition', String(event.data.number));
      case 'ReviewRequested':
        return textChanges('editionNote', event.data.note);
      case 'QuotationChecked':
      case 'ClaimRetracted':
      case 'ChangesRequested':
      case 'CaseStudyApproved':
      case 'CaseStudyRetracted':
      case 'CaseStudyWithheld':
        return [];
      default:
        return event satisfies never;
    }
  },

  validOn: () => null,

  reason(event) {
    switch (event.type) {
      case 'ChangesRequested':
        return event.data.comment;
      case 'QuotationChecked':
        return event.data.note;
      case 'EvidenceDetached':
      case 'ClaimRetracted':
      case 'CaseStudyRetracted':
      case 'CaseStudyWithheld':
        return event.data.reason;
      case 'CaseStudyDrafted':
      case 'SectionRevised':
      case 'TextTranslated':
      case 'CaseStudyClassified':
      case 'CaseStudyDescribed':
      case 'ClaimAdded':
      case 'ClaimRevised':
      case 'EvidenceAttached':
      case 'ReviewRequested':
      case 'CaseStudyApproved':
      case 'EditionPublished':
        return null;
      default:
        return event satisfies never;
    }
  },

  mentions(event) {
    if (event.type !== 'CaseStudyDrafted' && event.type !== 'CaseStudyDescribed') return [];
    return event.data.organization === undefined ? [] : [event.data.organization];
  },
};

function textField({ field }: Data<'TextTranslated'>) {
  return field === 'claim' ? 'statement' : field;
}

function ofClaim(claimId: string, speech: Speech): string {
  const statement = speech.part(claimId);
  return statement === null ? '' : speech.colon + speech.quote(statement);
}

function described(
  { organization, externalReferences }: Omit<Data<'CaseStudyDescribed'>, 'by'>,
  speech: Speech,
): Change[] {
  return [
    ...valueChange('organization', organization && speech.organization(organization)),
    ...valueChange('externalReferences', referenceList(externalReferences, speech)),
  ];
}

/** Initiatives and sources by their ids: history has no names for them. */
function filed(data: Omit<Data<'CaseStudyClassified'>, 'by'>, speech: Speech): Change[] {
  const concepts = (scheme: string, codes: readonly string[] | undefined) =>
    codes && speech.concepts(scheme, codes);
  const authors = data.authors?.map(
    ({ family, given, literal }) => literal ?? [given, family].filter(Boolean).join(' '),
  );
  return [
    ...valueChange('missions', concepts(shippedSchemes.missions, data.missions)),
    ...valueChange('digitalUses', concepts(shippedSchemes.digitalUses, data.digitalUses)),
    ...valueChange('sectors', concepts(shippedSchemes.sectors, data.sectors)),
    ...valueChange('characteristics', concepts(shippedSchemes.characteristics, data.characteristics)),
    ...valueChange('initiatives', data.initiatives?.join(', ')),
    ...valueChange('sources', data.sources?.join(', ')),
    ...valueChange('authors', authors?.join(', ')),
  ];
}

function claimFacts(
  data: Pick<Data<'ClaimRevised'>, 'claimId' | 'section' | 'confidence' | 'value'>,
  speech: Speech,
): Change[] {
  const { claimId, section, confidence, value } = data;
  return [
    ...valueChange('section', section && speech.term(sectionTerms[section]), claimId),
    ...valueChange('confidence', confidence && speech.term(confidenceTerms[confidence]), claimId),
    ...valueChange('value', value === undefined ? undefined : value && measured(value, speech), claimId),
  ];
}

function measured({ value, unit, date }: Value, speech: Speech): string {
  return [`${speech.number(value)} ${unit}`, date].filter(Boolean).join(', ');
}

/**
 * `appuie, literatureSource-…, page 12, « … »`: what it points to by its id, history has no names for that. A passage is named
 * in no way: who wrote in a case study may not know of the note.
 */
function pointed(evidence: Evidence, speech: Speech): Change[] {
  const { evidenceId, stance, page, note } = evidence;
  const target = pointsTo(evidence, speech);
  const said = [
    speech.term(stanceTerms[stance]),
    target,
    page && `page ${page}`,
    note && speech.quote(note.text),
  ];
  return valueChange('evidence', said.filter(Boolean).join(', '), evidenceId);
}

function pointsTo(evidence: Evidence, speech: Speech): string {
  const { kind, source, figure, initiative, outcomeId, quotation } = evidence;
  if (kind !== 'passage') return source ?? figure ?? [initiative, outcomeId].join(' ');
  return quotation
    ? speech.term(quotationTerms[quotation.form])
    : speech.say('passage d’un entretien', 'passage of an interview');
}
