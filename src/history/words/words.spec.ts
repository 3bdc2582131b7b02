import { streamId } from '../../kernel/ids.js';
import type { EventDefinitions } from '../../kernel/events.js';
import { initiativeEvents, type InitiativeEvent } from '../../initiatives/domain/initiative.events.js';
import {
  organizationEvents,
  type OrganizationEvent,
} from '../../organizations/domain/organization.events.js';
import {
  conceptSchemeEvents,
  type ConceptSchemeEvent,
} from '../../vocabularies/domain/concept-scheme.events.js';
import { asStored } from '../../../test/support/given-when-then.js';
import { conceptSchemeWords } from './concept-scheme.js';
import { initiativeWords } from './initiative.js';
import { organizationWords } from './organization.js';
import type { RecordWords } from './record-words.js';
import { Speech, type Names, type SpokenLanguage } from './speech.js';

const erables = streamId('organization', '0198f000-0000-7000-8000-000000000001');
const unknown = streamId('organization', '0198f000-0000-7000-8000-000000000002');
const outcomeId = '0198f000-0000-4000-8000-000000000004';

const original = (text: string) => ({
  [text.startsWith('Food') ? 'en' : 'fr']: { text, origin: 'original' as const, version: 1 },
});
const names: Names = {
  organization: (id) => (id === erables ? original('Coop des Érables') : null),
  concept: (_scheme, code) =>
    code === 'food'
      ? { ...original('Alimentation'), en: { text: 'Food', origin: 'human', version: 1, of: 1 } }
      : null,
  part: (id) => (id === outcomeId ? original('Ventes en ligne') : null),
};
const speech = (language: SpokenLanguage) => new Speech(language, names);
/** Spaces that do not break are checked as spaces: what counts here is the words. */
const plain = (sentence: string) => sentence.replaceAll('\u00a0', ' ');

const fr = (text: string) => [{ language: 'fr', text }];
const english = { language: 'en', text: 'Maple', origin: 'human' as const, of: 1, replaces: 0 };
const secret = 'Parce que Camille l’a demandé';

type Example<Event> = [event: Event, fr: string, en: string];

const organizations: Example<OrganizationEvent>[] = [
  [
    { type: 'OrganizationRegistered', data: { name: fr('Coop des Érables'), legalForm: 'cooperative' } },
    'Organisation inscrite : « Coop des Érables » (coopérative)',
    'Organization registered: “Coop des Érables” (co-operative)',
  ],
  [
    {
      type: 'OrganizationRenamed',
      data: { name: { language: 'fr', text: 'Coop de l’Érable', replaces: 1 } },
    },
    'Nouveau nom en français : « Coop de l’Érable »',
    'New name in French: “Coop de l’Érable”',
  ],
  [
    {
      type: 'OrganizationDescribed',
      data: { description: { language: 'en', text: 'é'.repeat(81), replaces: 0 } },
    },
    `Nouvelle description en anglais : « ${'é'.repeat(79)}… »`,
    `New description in English: “${'é'.repeat(79)}…”`,
  ],
  [
    {
      type: 'OrganizationClassified',
      data: {
        place: { country: 'CA' },
        sectors: ['food', 'retail'],
        sizeBand: '5-9',
        missions: [],
        website: null,
      },
    },
    'Mise à jour : pays (CA), secteurs (Alimentation, retail), taille (de 5 à 9 personnes salariées); retrait : missions sociales, site web',
    'Updated: country (CA), sectors (Food, retail), size (5 to 9 employees); removed: social missions, website',
  ],
  [
    { type: 'OrganizationClassified', data: { place: null } },
    'Retrait : pays, région, municipalité',
    'Removed: country, region, municipality',
  ],
  [
    { type: 'LegalFormChanged', data: { legalForm: 'non-profit', on: '2019-05-01' } },
    'Forme juridique : organisme à but non lucratif, à compter du 2019-05-01',
    'Legal form: non-profit, as of 2019-05-01',
  ],
  [
    {
      type: 'EligibilityAssessed',
      data: {
        assessments: [
          { principle: 'democratic-governance', met: true, evidence: 'Statuts' },
          { principle: 'economic-viability', met: false, evidence: 'Bilan' },
        ],
      },
    },
    'Principes de la Loi sur l’économie sociale évalués : gouvernance démocratique (respecté), viabilité économique (non respecté)',
    'Principles of the Social Economy Act assessed: democratic governance (met), economic viability (not met)',
  ],
  [
    { type: 'OrganizationMerged', data: { into: erables } },
    `Organisation fusionnée avec « Coop des Érables » (${erables})`,
    `Organization merged into “Coop des Érables” (${erables})`,
  ],
  [
    { type: 'OrganizationMerged', data: { into: unknown } },
    `Organisation fusionnée avec ${unknown}`,
    `Organization merged into ${unknown}`,
  ],
  [
    { type: 'OrganizationDissolved', data: { on: '2020-01-31' } },
    'Organisation dissoute le 2020-01-31',
    'Organization dissolved on 2020-01-31',
  ],
  [{ type: 'OrganizationDissolved', data: {} }, 'Organisation dissoute', 'Organization dissolved'],
  [
    { type: 'TextTranslated', data: { field: 'name', ...english, origin: 'machine' } },
    'Traduction automatique du nom en anglais : « Maple »',
    'Machine translation of the name into English: “Maple”',
  ],
];

const initiatives: Example<InitiativeEvent>[] = [
  [
    {
      type: 'InitiativeRecorded',
      data: { title: fr('Paniers\nen ligne'), owners: [erables], stage: 'idea', stageSince: '2018-01-01' },
    },
    'Initiative consignée : « Paniers en ligne », à l’étape « idée » depuis le 2018-01-01',
    'Initiative recorded: “Paniers en ligne”, at the stage “idea” since 2018-01-01',
  ],
  [
    {
      type: 'InitiativeDescribed',
      data: {
        title: { language: 'fr', text: 'Paniers', replaces: 1 },
        owners: [erables, unknown],
        costs: [{ label: 'Site', amount: 12000.5, currency: 'CAD', year: 2018 }],
        links: [],
      },
    },
    `Nouveau titre en français : « Paniers »; mise à jour : responsables (Coop des Érables, ${unknown}), coûts (Site : 12 000,5 CAD (2018)); retrait : liens`,
    `New title in French: “Paniers”; updated: owners (Coop des Érables, ${unknown}), costs (Site: 12,000.5 CAD (2018)); removed: links`,
  ],
  [
    { type: 'InitiativeClassified', data: { digitalUses: ['web'] } },
    'Mise à jour : usages numériques (web)',
    'Updated: digital uses (web)',
  ],
  [
    { type: 'StageAdvanced', data: { from: 'pilot', to: 'deployed', on: '2024-05-01' } },
    'Étape avancée de pilote à déployée le 2024-05-01',
    'Stage moved from pilot to deployed on 2024-05-01',
  ],
  [
    { type: 'StageAdvanced', data: { from: 'idea', to: 'planning', on: '2024-05-01' } },
    'Étape avancée d’idée à planification le 2024-05-01',
    'Stage moved from idea to planning on 2024-05-01',
  ],
  [
    { type: 'StageReverted', data: { from: 'deployed', to: 'pilot', on: '2024-06-01', reason: secret } },
    'Étape ramenée de déployée à pilote le 2024-06-01',
    'Stage put back from deployed to pilot on 2024-06-01',
  ],
  [
    { type: 'InitiativeAbandoned', data: { from: 'pilot', on: '2024-06-01', reason: secret } },
    'Initiative abandonnée le 2024-06-01, à l’étape « pilote »',
    'Initiative abandoned on 2024-06-01, at the stage “pilot”',
  ],
  [
    {
      type: 'OutcomeRecorded',
      data: { outcomeId, indicator: fr('Ventes en ligne'), value: 12.5, unit: '%', date: '2018-06-30' },
    },
    'Résultat consigné : « Ventes en ligne » 12,5 % (2018-06-30)',
    'Outcome recorded: “Ventes en ligne” 12.5 % (2018-06-30)',
  ],
  [
    {
      type: 'OutcomeCorrected',
      data: {
        outcomeId,
        value: 13,
        unit: '%',
        date: null,
        source: null,
        indicator: { language: 'fr', text: 'Ventes', replaces: 1 },
        reason: secret,
      },
    },
    'Résultat corrigé : « Ventes en ligne » 13 %; nouvel indicateur en français : « Ventes »',
    'Outcome corrected: “Ventes en ligne” 13 %; new indicator in French: “Ventes”',
  ],
  [
    { type: 'TextTranslated', data: { field: 'indicator', outcomeId, ...english } },
    'Traduction de l’indicateur en anglais : « Maple »',
    'Translation of the indicator into English: “Maple”',
  ],
];

const schemes: Example<ConceptSchemeEvent>[] = [
  [
    { type: 'SchemeCreated', data: { code: 'missions', title: fr('Missions sociales') } },
    'Vocabulaire créé : « Missions sociales » (missions)',
    'Vocabulary created: “Missions sociales” (missions)',
  ],
  [
    {
      type: 'ConceptAdded',
      data: { code: 'jobs', label: [...fr('Emplois'), { language: 'en', text: 'Jobs' }], broader: ['work'] },
    },
    'Concept ajouté : « Emplois » (jobs), sous « work »',
    'Concept added: “Jobs” (jobs), under “work”',
  ],
  [
    {
      type: 'ConceptRelabelled',
      data: {
        code: 'jobs',
        label: { language: 'fr', text: 'Emploi', replaces: 1 },
        alternativeLabels: [{ language: 'fr', text: 'Travail' }],
      },
    },
    'Concept « jobs » : nouveau libellé en français : « Emploi »; mise à jour : autres libellés (Travail (fr))',
    'Concept “jobs”: new label in French: “Emploi”; updated: alternative labels (Travail (fr))',
  ],
  [
    { type: 'ConceptMoved', data: { code: 'jobs', broader: ['work', 'income'] } },
    'Concept « jobs » déplacé sous « work », « income »',
    'Concept “jobs” moved under “work”, “income”',
  ],
  [
    { type: 'ConceptMoved', data: { code: 'jobs', broader: [] } },
    'Concept « jobs » déplacé au premier niveau',
    'Concept “jobs” moved to the top level',
  ],
  [
    {
      type: 'ConceptMapped',
      data: { code: 'jobs', mappings: [{ relation: 'exactMatch', target: 'https://example.org/jobs' }] },
    },
    'Correspondances du concept « jobs » : exactMatch https://example.org/jobs',
    'Mappings of the concept “jobs”: exactMatch https://example.org/jobs',
  ],
  [
    { type: 'ConceptDeprecated', data: { code: 'jobs', replacedBy: 'work', reason: secret } },
    'Concept « jobs » mis hors d’usage, remplacé par « work »',
    'Concept “jobs” taken out of use, replaced by “work”',
  ],
  [
    { type: 'ConceptsMerged', data: { code: 'jobs', into: 'work' } },
    'Concept « jobs » fusionné avec « work »',
    'Concept “jobs” merged into “work”',
  ],
  [
    { type: 'TextTranslated', data: { field: 'label', concept: 'jobs', ...english } },
    'Concept « jobs » : traduction du libellé en anglais : « Maple »',
    'Concept “jobs”: translation of the label into English: “Maple”',
  ],
  [
    { type: 'TextTranslated', data: { field: 'title', ...english } },
    'Traduction du titre en anglais : « Maple »',
    'Translation of the title into English: “Maple”',
  ],
];

function specify<Event extends { type: string; data: unknown }>(
  category: string,
  words: RecordWords<Event>,
  definitions: EventDefinitions,
  examples: readonly Example<Event>[],
): void {
  describe(`Words for ${category}`, () => {
    it('has an example of every event', () => {
      expect(new Set(examples.map(([{ type }]) => type))).toEqual(new Set(Object.keys(definitions.events)));
      asStored(
        examples.map(([event]) => event),
        definitions,
      );
    });

    it.each(examples.map(([event, ...sentences]) => ({ type: event.type, event, sentences })))(
      'tells $type',
      ({ event, sentences }) => {
        expect(
          (['fr', 'en'] as const).map((language) => plain(words.summary(event, speech(language)))),
        ).toEqual(sentences);
      },
    );

    it('tells reasons only as such', () => {
      for (const [event] of examples) {
        const told = (['fr', 'en'] as const).map((language) => [
          words.summary(event, speech(language)),
          words.changes(event, speech(language)),
        ]);
        expect(JSON.stringify(told)).not.toContain(secret);
        expect(words.reason(event)).toBe(JSON.stringify(event).includes(secret) ? secret : null);
      }
    });

    it('names changed fields', () => {
      for (const [event] of examples) expect(words.changes(event, speech('fr'))).not.toEqual([]);
    });
  });
}

specify('organizations', organizationWords, organizationEvents, organizations);
specify('initiatives', initiativeWords, initiativeEvents, initiatives);
specify('vocabularies', conceptSchemeWords, conceptSchemeEvents, schemes);

describe('When a fact was true', () => {
  it.each([
    [organizationWords, organizations[5]![0], '2019-05-01'],
    [organizationWords, organizations[1]![0], null],
    [initiativeWords, initiatives[0]![0], '2018-01-01'],
    [initiativeWords, initiatives[3]![0], '2024-05-01'],
    [initiativeWords, initiatives[7]![0], '2018-06-30'],
    [initiativeWords, initiatives[8]![0], null],
  ] as [RecordWords, { type: string; data: unknown }, string | null][])('%#', (words, event, on) => {
    expect(words.validOn(event)).toBe(on);
  });
});
