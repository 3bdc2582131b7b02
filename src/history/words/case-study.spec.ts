import {
  ann,
  bea,
  claimAdded,
  claimId,
  drafted,
  evidence,
  evidenceId,
  organization,
  quotation,
  quotationAttached,
  quotationChecked,
  retracted,
  revised,
  withheld,
} from '../../../test/support/case-study.js';
import { asStored } from '../../../test/support/given-when-then.js';
import { caseStudyEvents, type CaseStudyEvent } from '../../case-studies/domain/case-study.events.js';
import { caseStudyWords } from './case-study.js';
import { Speech, type SpokenLanguage } from './speech.js';

const named = (text: string) => ({ fr: { text, origin: 'original' as const, version: 1 } });
const speech = (language: SpokenLanguage) =>
  new Speech(language, {
    organization: () => named('La Ruche'),
    concept: () => named('Emploi'),
    part: (id) => (id === claimId ? named('Les ventes ont doublé') : null),
  });
/** Spaces that do not break are checked as spaces: what counts here is the words. */
const plain = (sentence: string) => sentence.replace(/[\u00a0\u202f]/g, ' ');
const secret = 'Parce que Camille l’a demandé';

const told: [event: CaseStudyEvent, fr: string, en: string][] = [
  [drafted, 'Étude de cas rédigée : « Des paniers en ligne »', 'Case study drafted: “Des paniers en ligne”'],
  [
    revised(ann),
    'Nouveau besoin en français : « Le besoin, mieux dit »',
    'New need in French: “Le besoin, mieux dit”',
  ],
  [
    {
      type: 'TextTranslated',
      data: {
        field: 'claim',
        claimId,
        language: 'en',
        text: 'Doubled',
        origin: 'human',
        of: 1,
        replaces: 0,
        by: ann,
      },
    },
    'Traduction de l’énoncé en anglais : « Doubled »',
    'Translation of the statement into English: “Doubled”',
  ],
  [
    {
      type: 'CaseStudyClassified',
      data: { missions: ['jobs'], authors: [{ family: 'Roy', given: 'Ann' }], by: ann },
    },
    'Mise à jour : missions sociales (Emploi), auteurs (Ann Roy)',
    'Updated: social missions (Emploi), authors (Ann Roy)',
  ],
  [
    {
      type: 'CaseStudyDescribed',
      data: { organization, externalReferences: [{ system: 'neq', id: '1' }], by: ann },
    },
    'Mise à jour : organisation (La Ruche), références externes (neq : 1)',
    'Updated: organization (La Ruche), external references (neq: 1)',
  ],
  [claimAdded, 'Énoncé ajouté : « Les ventes ont doublé »', 'Claim added: “Les ventes ont doublé”'],
  [
    { type: 'ClaimRevised', data: { claimId, confidence: 'high', value: null, by: ann } },
    'Mise à jour : confiance (élevée); retrait : valeur',
    'Updated: confidence (high); removed: value',
  ],
  [
    { type: 'EvidenceAttached', data: { claimId, evidence, by: ann } },
    'Élément de preuve ajouté : « Les ventes ont doublé »',
    'Evidence attached: “Les ventes ont doublé”',
  ],
  [
    { type: 'EvidenceDetached', data: { claimId, evidenceId, reason: secret, by: ann } },
    'Élément de preuve retiré : « Les ventes ont doublé »',
    'Evidence detached: “Les ventes ont doublé”',
  ],
  [
    quotationChecked,
    'Citation anonyme vérifiée : « Les ventes ont doublé »',
    'Anonymous quotation checked: “Les ventes ont doublé”',
  ],
  [
    { type: 'ClaimRetracted', data: { claimId, reason: secret, by: ann } },
    'Énoncé retiré : « Les ventes ont doublé »',
    'Claim retracted: “Les ventes ont doublé”',
  ],
  [{ type: 'ReviewRequested', data: { by: ann } }, 'Soumise à la révision', 'Submitted for review'],
  [
    { type: 'ChangesRequested', data: { comment: secret, by: bea } },
    'Modifications demandées',
    'Changes requested',
  ],
  [{ type: 'CaseStudyApproved', data: { by: bea } }, 'Approuvée', 'Approved'],
  [{ type: 'EditionPublished', data: { number: 2, by: bea } }, 'Édition 2 publiée', 'Edition 2 published'],
  [retracted, 'Étude de cas rétractée', 'Case study retracted'],
  [withheld, 'Étude de cas retirée de la consultation', 'Case study withheld'],
];

describe('what is told of a case study', () => {
  it.each(told)('%j', (event, fr, en) => {
    const [stored] = asStored([event], caseStudyEvents);
    expect(plain(caseStudyWords.summary(stored!, speech('fr')))).toBe(fr);
    expect(caseStudyWords.summary(stored!, speech('en'))).toBe(en);
    expect(caseStudyWords.summary(stored!, speech('en'))).not.toContain(secret);
    if (JSON.stringify(event).includes(secret)) expect(caseStudyWords.reason(stored!)).toBe(secret);
  });

  it('covers every event', () =>
    expect(new Set(told.map(([{ type }]) => type))).toEqual(new Set(Object.keys(caseStudyEvents.events))));

  it('says what has codes in words, in both languages', () => {
    const event = {
      ...claimAdded,
      data: {
        ...claimAdded.data,
        section: 'results',
        evidence: [{ ...evidence, stance: 'contradicts', note: { language: 'fr', text: 'Vu sur place' } }],
      },
    } as CaseStudyEvent;
    const said = (language: SpokenLanguage) =>
      caseStudyWords
        .changes(event, speech(language))
        .filter(({ field }) => field !== 'statement')
        .map(({ after }) => plain(after!));
    expect(said('fr')).toEqual([
      'résultats',
      'moyenne',
      `contredit, ${evidence.source}, page 12, « Vu sur place »`,
    ]);
    expect(said('en')).toEqual([
      'results',
      'medium',
      `contradicts, ${evidence.source}, page 12, “Vu sur place”`,
    ]);
  });

  it('says that a passage is one, and names neither note nor words', () => {
    const said = (event: CaseStudyEvent, language: SpokenLanguage) =>
      caseStudyWords.changes(event, speech(language)).map(({ after }) => after);
    expect(said(quotationAttached, 'fr')).toEqual(['appuie, citation anonyme d’un entretien']);
    const { quotation: _, ...unquoted } = quotation;
    const plainly = { type: 'EvidenceAttached' as const, data: { claimId, evidence: unquoted, by: ann } };
    expect(said(plainly, 'en')).toEqual(['supports, passage of an interview']);
  });

  it('names no person in its changes', () => {
    for (const [event] of told) {
      expect(JSON.stringify(caseStudyWords.changes(event, speech('fr')))).not.toContain('person-');
    }
  });
});
