import { ProjectedLog } from '../../../test/support/projected-log.js';
import { derivedUuid } from '../../kernel/ids.js';
import { DuePromisesOnRecord } from './due-promises.js';
import { interviewNoteBodyDocuments, interviewNoteDocuments } from './interview-note.projection.js';
import { participantDocuments } from './participant.projection.js';

const study = `study-${derivedUuid('study')}`;
const by = `person-${derivedUuid('ana')}`;
const participant = (name: string) => `participant-${derivedUuid(name)}`;
const note = (name: string) => `interviewNote-${derivedUuid(name)}`;
const sealed = { personal: participant('a'), sealed: 'AAAA' };

let log: ProjectedLog;
let due: DuePromisesOnRecord;
beforeAll(async () => {
  log = await ProjectedLog.open(participantDocuments, interviewNoteDocuments, interviewNoteBodyDocuments);
  due = new DuePromisesOnRecord(() => log.generation);
});
afterAll(() => log.close());

const happened = (type: string, data: object = {}) => ({ type, data });
const enrolled = happened('ParticipantEnrolled', {
  study,
  broadRole: 'other',
  enrolledBy: by,
  pseudonym: sealed,
});
const consent = (name: string, until?: string) =>
  happened('ConsentRecorded', {
    consentId: derivedUuid(name),
    form: 'f1',
    language: 'fr',
    way: 'oral',
    obtainedBy: by,
    scopes: [],
    from: '2020-01-01',
    ...(until && { until }),
  });
const added = happened('InterviewNoteAdded', {
  study,
  about: { organization: `organization-${derivedUuid('x')}` },
  language: 'fr',
  year: 2020,
  participants: [participant('a')],
  segments: [],
  visibility: 'private',
  addedBy: by,
});
const version = (number: number) => ({ version: number, segments: [], codings: [] });

it('finds erasures that were asked for and not completed, page by page', async () => {
  await log.tell(participant('asked'), enrolled, happened('ErasureRequested'));
  await log.tell(participant('done'), enrolled, happened('ErasureRequested'), happened('ParticipantErased'));
  await log.tell(participant('kept'), enrolled);
  await log.tell(note('kept'), added, happened('InterviewNoteCorrected', version(2)));
  await log.tell(note('anonymized'), added, happened('NoteAnonymized', version(2)));
  await log.tell(
    note('redacted twice'),
    added,
    happened('PassageRedacted', { ...version(2), start: 0, end: 1 }),
    happened('EarlierVersionsErased', { below: 2 }),
    happened('PassageRedacted', { ...version(3), start: 1, end: 2 }),
  );
  await log.tell(
    note('erased'),
    added,
    happened('NoteAnonymized', version(2)),
    happened('EarlierVersionsErased', { below: 2 }),
  );
  await log.tell(note('doomed'), added, happened('NoteDestructionRequested'));
  await log.tell(note('gone'), added, happened('NoteDestructionRequested'), happened('NoteDestroyed'));

  const all = [participant('asked'), note('anonymized'), note('redacted twice'), note('doomed')].sort();
  expect(await due.erasures('', 10)).toEqual(all);
  expect(await due.erasures('', 2)).toEqual(all.slice(0, 2));
  expect(await due.erasures(all[1]!, 10)).toEqual(all.slice(2));
});

it('finds consents whose term has passed, of which nobody has said so', async () => {
  await log.tell(participant('ended'), enrolled, consent('ended', '2020-12-31'));
  await log.tell(participant('endless'), enrolled, consent('endless'));
  await log.tell(
    participant('said'),
    enrolled,
    consent('said', '2020-12-31'),
    happened('ConsentExpired', { consentId: derivedUuid('said') }),
  );
  await log.tell(
    participant('withdrawn'),
    enrolled,
    consent('withdrawn', '2020-12-31'),
    happened('ConsentWithdrawn', { extent: 'futureUse' }),
  );
  await log.tell(
    participant('renewed'),
    enrolled,
    consent('one', '2020-12-31'),
    consent('two', '2022-12-31'),
  );
  const ended = { participant: participant('ended'), consentId: derivedUuid('ended') };
  expect(await due.endedConsents('2020-12-31', '', 10)).toEqual([]);
  expect(await due.endedConsents('2021-01-01', '', 10)).toEqual([ended]);
  expect(await due.endedConsents('2021-01-01', participant('ended'), 10)).toEqual([]);
});
