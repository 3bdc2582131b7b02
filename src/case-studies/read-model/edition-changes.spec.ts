import {
  ann,
  claim,
  claimId,
  content as drafted,
  evidence,
  otherEvidenceId,
  otherOrganization,
} from '../../../test/support/case-study.js';
import {
  draftedContent,
  editionContent,
  written,
  type CaseStudyContent,
} from '../domain/case-study.content.js';
import { editionChanges, toldLanguage } from './edition-changes.js';

type Writing = Parameters<typeof written>[1];
const before = written(draftedContent({ ...drafted, by: ann }), {
  type: 'ClaimAdded',
  data: { ...claim, by: ann },
});
const after = (...events: Writing[]): CaseStudyContent => editionContent(events.reduce(written, before));
const plain = (text: string) => text.replace(/\u00a0/g, ' ');

const translated = (text: string, replaces: number): Writing => ({
  type: 'TextTranslated',
  data: { field: 'need', language: 'en', text, origin: 'human', of: 1, replaces, by: ann },
});

it.each<[Writing[], string[], string[]]>([
  [[], [], []],
  [
    [
      {
        type: 'SectionRevised',
        data: { section: 'title', text: { language: 'fr', text: 'Autre', replaces: 1 }, by: ann },
      },
    ],
    ['Titre (français) : texte révisé'],
    ['Title (French): text revised'],
  ],
  [
    [translated('A need', 0)],
    ['Besoin (anglais) : traduction ajoutée'],
    ['Need (English): translation added'],
  ],
  [
    [{ type: 'CaseStudyClassified', data: { missions: ['jobs'], sources: [evidence.source], by: ann } }],
    ['Missions sociales : liste modifiée', 'Sources : liste modifiée'],
    ['Social missions: list changed', 'Sources: list changed'],
  ],
  [
    [
      {
        type: 'CaseStudyDescribed',
        data: {
          organization: otherOrganization,
          externalReferences: [{ system: 'neq', id: '1' }],
          by: ann,
        },
      },
    ],
    ['Organisation : modifiée', 'Références externes : liste modifiée'],
    ['Organization: changed', 'External references: list changed'],
  ],
  [
    [
      { type: 'ClaimRevised', data: { claimId, confidence: 'high', by: ann } },
      { type: 'ClaimRevised', data: { claimId, confidence: claim.confidence, by: ann } },
    ],
    [],
    [],
  ],
  [
    [{ type: 'ClaimAdded', data: { ...claim, claimId: otherEvidenceId, evidence: [], by: ann } }],
    ['Nouvel énoncé : « Les ventes ont doublé »'],
    ['New claim: “Les ventes ont doublé”'],
  ],
  [
    [{ type: 'ClaimRevised', data: { claimId, confidence: 'high', by: ann } }],
    ['Énoncé révisé : « Les ventes ont doublé »'],
    ['Claim revised: “Les ventes ont doublé”'],
  ],
  [
    [{ type: 'EvidenceDetached', data: { claimId, evidenceId: evidence.evidenceId, reason: 'x', by: ann } }],
    ['Preuves de l’énoncé modifiées : « Les ventes ont doublé »'],
    ['Evidence of a claim changed: “Les ventes ont doublé”'],
  ],
  [
    [{ type: 'ClaimRetracted', data: { claimId, reason: 'x', by: ann } }],
    ['Énoncé retiré : « Les ventes ont doublé »'],
    ['Claim retracted: “Les ventes ont doublé”'],
  ],
])('%j', (events, fr, en) => {
  expect(editionChanges(before, after(...events), 'fr').map(plain)).toEqual(fr);
  expect(editionChanges(before, after(...events), 'en')).toEqual(en);
});

it('tells a translation that was revised from a new one, and a text that only came back from none', () => {
  const first = after(translated('A need', 0));
  const second = [translated('A real need', 1)].reduce(written, first);
  expect(editionChanges(first, second, 'en')).toEqual(['Need (English): translation revised']);
  const back = [translated('A need', 2)].reduce(written, second);
  expect(editionChanges(first, back, 'en')).toEqual([]);
});

it('shortens what it quotes', () => {
  const long: Writing = {
    type: 'ClaimAdded',
    data: {
      ...claim,
      claimId: otherEvidenceId,
      statement: [{ language: 'fr', text: 'é'.repeat(200) }],
      by: ann,
    },
  };
  const [told] = editionChanges(before, after(long), 'en');
  expect(told).toBe(`New claim: “${'é'.repeat(79)}…”`);
});

it('is told in French unless English is wanted first', () => {
  expect([[], ['de'], ['en-CA', 'fr'], ['de', 'FR', 'en']].map(toldLanguage)).toEqual([
    'fr',
    'fr',
    'en',
    'fr',
  ]);
});
