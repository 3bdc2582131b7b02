import { randomUUID } from 'node:crypto';
import { ProjectedLog } from '../../../test/support/projected-log.js';
import { keyOf, type SealedPersonal } from '../../kernel/personal.js';
import type {
  InterviewNoteBodyRow,
  InterviewNoteCodingRow,
  InterviewNoteRow,
  InterviewNoteVersionRow,
} from './interview-note.entity.js';
import {
  interviewNoteBodyDocuments,
  interviewNoteCodingDocuments,
  interviewNoteDocuments,
  interviewNoteVersionDocuments,
} from './interview-note.projection.js';
import type {
  ParticipantIdentityRow,
  ParticipantPseudonymRow,
  ParticipantRow,
} from './participant.entity.js';
import {
  participantDocuments,
  participantIdentityDocuments,
  participantPseudonymDocuments,
} from './participant.projection.js';
import type { StudyRow } from './study.entity.js';
import { studyDocuments } from './study.projection.js';

let log: ProjectedLog;
beforeEach(async () => {
  log = await ProjectedLog.open(
    studyDocuments,
    participantDocuments,
    participantPseudonymDocuments,
    participantIdentityDocuments,
    interviewNoteDocuments,
    interviewNoteBodyDocuments,
    interviewNoteVersionDocuments,
    interviewNoteCodingDocuments,
  );
});
afterEach(() => log.close());

const study = `study-${randomUUID()}`;
const participant = `participant-${randomUUID()}`;
const note = `interviewNote-${randomUUID()}`;
const coding = randomUUID();
const other = randomUUID();
const lead = `person-${randomUUID()}`;
const author = `person-${randomUUID()}`;
const concept = { scheme: 'social-missions', code: 'local-services' };

/** As the log has it: nothing here could open it, and nothing needs to. */
const sealed = (personal: string, text: string): SealedPersonal => ({
  personal,
  sealed: Buffer.from(text).toString('base64url'),
  size: text.length,
});
const said = (version: number, text: string) => [
  { speaker: 'interviewer', text: sealed(keyOf(note, version), 'Et puis ? ') },
  { speaker: 'participant', participant, text: sealed(keyOf(participant, note, version), text) },
];
const opened = {
  type: 'StudyOpened',
  data: { title: [{ language: 'fr', text: 'Étude' }], lead, members: [author], retainUntil: '2030-12-31' },
};
const enrolled = {
  type: 'ParticipantEnrolled',
  data: {
    study,
    pseudonym: sealed(participant, 'Ana'),
    name: sealed(participant, 'Anne'),
    contact: sealed(participant, 'anne@example.org'),
    broadRole: 'worker',
    enrolledBy: author,
  },
};
const consented = (consentId: string, scopes: string[], until?: string) => ({
  type: 'ConsentRecorded',
  data: {
    consentId,
    form: 'v1',
    language: 'fr',
    way: 'written',
    obtainedBy: author,
    scopes,
    from: '2026-01-01',
    ...(until !== undefined && { until }),
  },
});
const added = {
  type: 'InterviewNoteAdded',
  data: {
    study,
    about: { organization: `organization-${randomUUID()}` },
    language: 'fr',
    year: 2026,
    date: sealed(keyOf(note), '2026-02-03'),
    participants: [participant],
    segments: said(1, 'Un mot.'),
    visibility: 'private',
    addedBy: author,
  },
};
const coded = (codingId: string, start: number, end: number) => ({
  type: 'PassageCoded',
  data: { codingId, version: 1, start, end, concept, coder: author },
});
const only = async <Row extends object>(table: string): Promise<Row | undefined> => {
  const rows = await log.rows<Row>(table);
  expect(rows.length).toBeLessThanOrEqual(1);
  return rows[0];
};
const numbers = async () => {
  const rows = await log.rows<InterviewNoteVersionRow>('interview_note_version');
  return rows.map(({ number }) => number).sort((a, b) => a - b);
};

describe('The rows of a study', () => {
  it('know its lead and its members', async () => {
    await log.tell(
      study,
      opened,
      { type: 'StudyMemberAdded', data: { member: 'person-b' } },
      { type: 'StudyMemberRemoved', data: { member: author } },
      { type: 'StudyHandedOver', data: { lead: 'person-b' } },
      { type: 'RetentionChanged', data: { retainUntil: '2031-01-31' } },
    );
    expect(await only<StudyRow>('study')).toMatchObject({
      lead: 'person-b',
      members: [],
      retain_until: '2031-01-31',
      title_sort: 'etude',
    });
    await log.expectSameWhenRebuilt();
  });
});

describe('The rows of a participant', () => {
  it('hold the latest consent until it is withdrawn', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    await log.tell(
      participant,
      enrolled,
      consented(first, ['analysis']),
      consented(second, ['reuse'], '2026-06-30'),
    );
    expect(await only<ParticipantRow>('participant')).toMatchObject({
      state: 'enrolled',
      consent_id: second,
      consent_scopes: ['reuse'],
      consent_from: '2026-01-01',
      consent_until: '2026-06-30',
      consent_expired: false,
    });
    await log.tell(participant, { type: 'ConsentExpired', data: { consentId: second } });
    expect(await only<ParticipantRow>('participant')).toMatchObject({ consent_expired: true });
    await log.tell(participant, { type: 'ConsentWithdrawn', data: { extent: 'futureUse' } });
    const row = await only<ParticipantRow>('participant');
    expect(row).toMatchObject({ consent_id: null, consent_scopes: null, withdrawn_extent: 'futureUse' });
    expect(row!.consents.map(({ withdrawn }) => withdrawn?.extent)).toEqual(['futureUse', 'futureUse']);
    await log.tell(participant, consented(randomUUID(), ['analysis']));
    expect(await only<ParticipantRow>('participant')).toMatchObject({
      consent_scopes: ['analysis'],
      withdrawn_extent: null,
    });
    await log.expectSameWhenRebuilt();
  });

  it('hold who it is sealed, as it was corrected, until erasure is asked for', async () => {
    await log.tell(participant, enrolled, {
      type: 'ParticipantCorrected',
      data: { pseudonym: sealed(participant, 'Bea'), cleared: ['contact'] },
    });
    expect((await only<ParticipantPseudonymRow>('participant_pseudonym'))!.pseudonym).toMatchObject(
      sealed(participant, 'Bea'),
    );
    const identity = await only<ParticipantIdentityRow>('participant_identity');
    expect(identity).toMatchObject({ name: sealed(participant, 'Anne'), contact: null, role: null });
    expect(await only<ParticipantRow>('participant')).toMatchObject({ version: 2 });
    await log.tell(participant, { type: 'ErasureRequested', data: {} });
    expect(await log.rows('participant_pseudonym')).toEqual([]);
    expect(await log.rows('participant_identity')).toEqual([]);
    expect(await only<ParticipantRow>('participant')).toMatchObject({ state: 'erasing', consents: [] });
    await log.tell(participant, { type: 'ParticipantErased', data: {} });
    expect(await only<ParticipantRow>('participant')).toMatchObject({ state: 'erased' });
    await log.expectSameWhenRebuilt();
  });
});

describe('The rows of a note', () => {
  it('hold each version sealed, and where its codings lie', async () => {
    await log.tell(note, added, coded(coding, 10, 12), coded(other, 13, 16));
    await log.tell(note, {
      type: 'InterviewNoteCorrected',
      data: {
        version: 2,
        segments: said(2, 'Donc un mot.'),
        codings: [
          { codingId: coding, start: 15, end: 17 },
          { codingId: other, lost: true },
        ],
      },
    });
    expect(await only<InterviewNoteRow>('interview_note')).toMatchObject({ version: 2, revision: 3 });
    expect((await only<InterviewNoteBodyRow>('interview_note_body'))!.date).toMatchObject(
      sealed(keyOf(note), '2026-02-03'),
    );
    expect(await numbers()).toEqual([1, 2]);
    const codings = await log.rows<InterviewNoteCodingRow>('interview_note_coding');
    expect(codings.find(({ coding_id: each }) => each === coding)).toMatchObject({
      ...{ start: 15, stop: 17, version: 2, lost: false, concept: 'social-missions:local-services' },
    });
    expect(codings.find(({ coding_id: each }) => each === other)).toMatchObject({
      ...{ start: 13, stop: 16, version: 1, lost: true },
    });
    await log.tell(note, {
      type: 'CodingReanchored',
      data: { codingId: other, version: 2, start: 18, end: 21 },
    });
    await log.tell(note, { type: 'PassageUncoded', data: { codingId: coding } });
    expect(await only<InterviewNoteCodingRow>('interview_note_coding')).toMatchObject({
      ...{ coding_id: other, start: 18, stop: 21, version: 2, lost: false },
    });
    await log.expectSameWhenRebuilt();
  });

  it('lose earlier versions as soon as these are to be made unreadable', async () => {
    const version = (number: number) => ({ version: number, segments: said(number, 'Un mot.'), codings: [] });
    await log.tell(note, added, { type: 'InterviewNoteCorrected', data: version(2) });
    await log.tell(note, { type: 'NoteAnonymized', data: version(3) });
    expect(await numbers()).toEqual([3]);
    expect(await only<InterviewNoteRow>('interview_note')).toMatchObject({
      ...{ anonymized: true, erase_below: 3, erased_below: 0 },
    });
    await log.tell(note, { type: 'EarlierVersionsErased', data: { below: 3 } });
    await log.tell(note, { type: 'PassageRedacted', data: { ...version(4), start: 10, end: 12 } });
    expect(await numbers()).toEqual([4]);
    expect(await only<InterviewNoteBodyRow>('interview_note_body')).toMatchObject({ anonymized: true });
    // Nobody has said of a correction that it names nobody.
    await log.tell(note, { type: 'InterviewNoteCorrected', data: version(5) });
    expect(await numbers()).toEqual([4, 5]);
    expect(await only<InterviewNoteRow>('interview_note')).toMatchObject({
      ...{ anonymized: false, erase_below: 4, erased_below: 3 },
    });
    await log.tell(note, { type: 'NoteDestructionRequested', data: {} });
    expect(await only<InterviewNoteBodyRow>('interview_note_body')).toMatchObject({ state: 'destroying' });
    await log.tell(note, { type: 'NoteDestroyed', data: {} });
    expect(await only<InterviewNoteRow>('interview_note')).toMatchObject({ state: 'destroyed' });
    await log.expectSameWhenRebuilt();
  });

  it('show no coding in the metadata', async () => {
    await log.tell(note, added);
    const before = await only<InterviewNoteRow>('interview_note');
    await log.tell(note, coded(coding, 10, 12));
    expect(await only<InterviewNoteRow>('interview_note')).toEqual({ ...before, revision: 1 });
    await log.expectSameWhenRebuilt();
  });
});
