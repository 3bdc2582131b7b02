import type {
  InterviewNoteEvent,
  OpenedEvent,
  ParticipantEvent,
  StudyEvent,
} from '../../interviews/public.js';
import { interviewNoteWords } from './interview-note.js';
import { participantWords } from './participant.js';
import type { RecordWords } from './record-words.js';
import { Speech, type SpokenLanguage } from './speech.js';
import { studyWords } from './study.js';

const speech = (language: SpokenLanguage) =>
  new Speech(language, {
    organization: () => null,
    concept: (_scheme, code) => ({ fr: { text: `« ${code} »`, origin: 'original', version: 1 } }),
    part: () => null,
  });
const plain = (sentence: string) => sentence.replaceAll('\u00a0', ' ');
const person = 'person-0198f000-0000-4000-8000-000000000003';
const codingId = '0198f000-0000-4000-8000-000000000005';
const approval = { board: 'CER', number: '7', until: '2027-01-01' };

type Example<Event> = [event: Event, fr: string, en: string, after?: (string | null)[]];

const studies: Example<StudyEvent>[] = [
  [
    {
      type: 'StudyOpened',
      data: {
        title: [{ language: 'fr', text: 'Quais' }],
        lead: person,
        members: [person],
        retainUntil: '2030-12-31',
        ethicsApproval: approval,
      },
    },
    'Étude ouverte : « Quais »',
    'Study opened: “Quais”',
    ['Quais', person, person, 'CER, 7 (… – 2027-01-01)', '2030-12-31'],
  ],
  [
    { type: 'StudyRetitled', data: { title: { language: 'fr', text: 'Ports', replaces: 1 } } },
    'Nouveau titre en français : « Ports »',
    'New title in French: “Ports”',
    ['Ports'],
  ],
  [
    {
      type: 'TextTranslated',
      data: { field: 'title', language: 'en', text: 'Docks', origin: 'human', of: 1, replaces: 0 },
    },
    'Traduction du titre en anglais : « Docks »',
    'Translation of the title into English: “Docks”',
    ['Docks'],
  ],
  [
    { type: 'EthicsApprovalRecorded', data: { ethicsApproval: { board: 'CER', number: '8' } } },
    'Approbation éthique consignée : CER, 8',
    'Ethics approval recorded: CER, 8',
    ['CER, 8'],
  ],
  [
    { type: 'RetentionChanged', data: { retainUntil: '2031-12-31' } },
    'Notes conservées jusqu’au 2031-12-31',
    'Notes kept until 2031-12-31',
    ['2031-12-31'],
  ],
  [
    { type: 'StudyMemberAdded', data: { member: person } },
    `Membre ajouté : ${person}`,
    `Member added: ${person}`,
    [person],
  ],
  [
    { type: 'StudyMemberRemoved', data: { member: person } },
    `Membre retiré : ${person}`,
    `Member removed: ${person}`,
    [null],
  ],
  [
    { type: 'StudyHandedOver', data: { lead: person } },
    `Étude confiée à : ${person}`,
    `Study handed over to: ${person}`,
    [person],
  ],
];

const participants: Example<OpenedEvent<ParticipantEvent>>[] = [
  [
    { type: 'ParticipantEnrolled', data: { pseudonym: 'Rivière', name: null, broadRole: 'manager' } },
    'Participant inscrit : « Rivière »',
    'Participant enrolled: “Rivière”',
    ['Rivière', 'gestion'],
  ],
  [
    { type: 'ParticipantEnrolled', data: { pseudonym: null } },
    'Participant inscrit',
    'Participant enrolled',
    [],
  ],
  [
    { type: 'ParticipantCorrected', data: { name: null, contact: 'x@example.org', cleared: ['role'] } },
    'Renseignements rectifiés : nom, coordonnées, rôle exact',
    'Particulars put right: name, contact, exact role',
    ['x@example.org', null],
  ],
  [
    {
      type: 'ConsentRecorded',
      data: {
        scopes: ['analysis', 'publication'],
        form: 'C-2',
        way: 'oral',
        from: '2026-03-01',
        until: '2027-03-01',
      },
    },
    'Consentement consigné : analyse, publication (formulaire C-2, oral), dès le 2026-03-01, jusqu’au 2027-03-01',
    'Consent recorded: analysis, publication (form C-2, oral), from 2026-03-01, until 2027-03-01',
    ['analyse, publication (formulaire C-2, oral), dès le 2026-03-01, jusqu’au 2027-03-01'],
  ],
  [{ type: 'ConsentRecorded', data: {} }, 'Consentement consigné', 'Consent recorded', []],
  [
    { type: 'ConsentWithdrawn', data: { extent: 'alsoPublished' } },
    'Consentement retiré : aussi de ce qui est publié',
    'Consent withdrawn: from what is published too',
    [null],
  ],
  [{ type: 'ConsentExpired', data: {} }, 'Terme du consentement passé', 'Term of the consent passed', []],
  [
    { type: 'ErasureRequested', data: {} },
    'Effacement demandé',
    'Erasure asked for',
    ['effacement en cours'],
  ],
  [{ type: 'ParticipantErased', data: {} }, 'Effacement terminé', 'Erasure completed', ['effacé']],
];

const version = { version: 2, codings: [{ codingId, lost: true as const }] };
const notes: Example<OpenedEvent<InterviewNoteEvent>>[] = [
  [
    { type: 'InterviewNoteAdded', data: { visibility: 'private', year: 2026 } },
    'Note d’un entretien de 2026 ajoutée (pour qui l’a ajoutée)',
    'Note of an interview in 2026 added (for who added it)',
    ['pour qui l’a ajoutée', '1'],
  ],
  [
    { type: 'InterviewNoteCorrected', data: version },
    'Texte corrigé : version 2, codages perdus : 1',
    'Text corrected: version 2, codings lost: 1',
    ['2'],
  ],
  [
    { type: 'NoteAnonymized', data: { version: 3 } },
    'Note anonymisée : version 3',
    'Note anonymized: version 3',
    ['3'],
  ],
  [
    { type: 'PassageRedacted', data: { version: 4 } },
    'Passage caviardé : version 4',
    'Passage redacted: version 4',
    ['4'],
  ],
  [
    {
      type: 'PassageCoded',
      data: { version: 1, codingId, concept: { scheme: 'digital-uses', code: 'web' } },
    },
    'Passage codé : « web »',
    'Passage coded: « web »',
    ['« web »'],
  ],
  [{ type: 'PassageCoded', data: { version: 1 } }, 'Passage codé', 'Passage coded', []],
  [
    { type: 'CodingReanchored', data: { version: 1, codingId } },
    'Codage replacé',
    'Coding given another place',
    [],
  ],
  [{ type: 'PassageUncoded', data: { codingId } }, 'Codage retiré', 'Coding taken away', [null]],
  [
    { type: 'VisibilityChanged', data: { visibility: 'research' } },
    'Visibilité : pour toute la recherche',
    'Visibility: for all researchers',
    ['pour toute la recherche'],
  ],
  [
    { type: 'EarlierVersionsErased', data: { below: 3 } },
    'Versions avant la version 3 rendues illisibles',
    'Versions before version 3 made unreadable',
    [],
  ],
  [
    { type: 'NoteDestructionRequested', data: {} },
    'Destruction demandée',
    'Destruction asked for',
    ['destruction en cours'],
  ],
  [{ type: 'NoteDestroyed', data: {} }, 'Note détruite', 'Note destroyed', ['détruite']],
];

function told<Event extends { type: string; data: unknown }>(
  words: RecordWords<Event>,
  examples: Example<Event>[],
) {
  it.each(examples)('$type in both languages', (event, fr, en, after = []) => {
    expect(plain(words.summary(event, speech('fr')))).toBe(fr);
    expect(plain(words.summary(event, speech('en')))).toBe(en);
    expect(words.changes(event, speech('fr')).map((change) => change.after)).toEqual(after);
  });
}

describe('The words of a study', () => told(studyWords, studies));
describe('The words of a participant', () => {
  told(participantWords, participants);
  it('say since when a consent counts, and why', () => {
    const consent = { type: 'ConsentRecorded', data: { from: '2026-03-01', reason: 'Renouvelé' } } as const;
    expect([participantWords.validOn(consent), participantWords.reason(consent)]).toEqual([
      '2026-03-01',
      'Renouvelé',
    ]);
    expect(participantWords.reason({ type: 'ErasureRequested', data: { reason: null } })).toBeNull();
  });
});
describe('The words of a note', () => told(interviewNoteWords, notes));
