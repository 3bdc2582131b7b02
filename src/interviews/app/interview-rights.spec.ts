import {
  as,
  concept,
  openInterviewSide,
  operator,
  organization,
  person,
  type InterviewSide,
} from '../../../test/support/interview-side.js';
import { jest } from '@jest/globals';
import type { CommandContext } from '../../platform/commands/command-executor.js';
import { noteLimits } from '../domain/interview-note.events.js';

/*
 * Who may say what about which record. Lea leads the study, Max is a member of it, Ana wrote the notes and enrolled the
 * participants; all of them sign in as practitioners. Odile is a researcher elsewhere.
 */
const lea = as('lea', 'practitioner');
const max = as('max', 'practitioner');
const ana = as('ana', 'practitioner');
const odile = as('odile', 'researcher');
const paul = as('paul', 'practitioner');
const editor = as('eve', 'editor');
const admin = as('ada', 'admin');
/** Ana and Lea with tokens of other roles: their rights as persons do not come with these. */
const anaAsEditor = as('ana', 'editor');
const leaAsAdmin = as('lea', 'admin');
const leaAsReader = as('lea', 'reader');

let side: InterviewSide;
let study: string;
let other: string;
const notes: Record<string, string> = {};
let speaker: string;
let stranger: string;
beforeAll(async () => {
  side = await openInterviewSide('2020-06-01');
  const open = (key: string, lead: string, members: string[]) =>
    side.say(operator, 'OpenStudy', {
      title: [{ language: 'fr', text: key }],
      lead,
      members,
      retainUntil: '2021-12-31',
      idempotencyKey: key,
    });
  study = (await open('one', person('lea'), [person('max'), person('ana')])).id;
  other = (await open('two', person('odile'), [person('ana')])).id;
  speaker = await enrol(study, ana, ['analysis', 'reuse']);
  stranger = await enrol(other, odile, ['analysis']);
  for (const visibility of ['private', 'study', 'research']) {
    const note = { study, about: { organization }, language: 'fr', year: 2020, body: 'Le site aide.' };
    const input = { ...note, participants: [speaker], visibility, idempotencyKey: visibility };
    notes[visibility] = (await side.say(ana, 'AddInterviewNote', input)).id;
  }
});
afterAll(() => side.close());

async function enrol(into: string, who: CommandContext, scopes: string[]): Promise<string> {
  const input = {
    study: into,
    pseudonym: 'Rivière',
    broadRole: 'manager',
    idempotencyKey: `enrol ${scopes.join()}`,
  };
  const { id } = await side.say(who, 'EnrolParticipant', input);
  const consent = { form: 'f1', language: 'fr', way: 'oral', scopes, until: '2021-06-30' };
  await side.say(who, 'RecordConsent', { id, ...consent, idempotencyKey: 'consent' });
  return id;
}

const missing = '0b6d2f1e-6a0e-4c3e-9f52-7f5f6c6d1a11';
/** A code, or what is accepted: written here as what it comes to. */
type Expected = 'accepted' | 'NOT_FOUND' | 'FORBIDDEN' | 'REFERENCE_NOT_FOUND' | 'CONSENT_REQUIRED';

async function expected(who: CommandContext, name: string, input: object): Promise<string> {
  return (await side.refusal(who, name, input))?.code ?? 'accepted';
}

describe('studies', () => {
  const cases: [string, CommandContext, Expected][] = [
    ['the lead', lea, 'accepted'],
    ['an admin', admin, 'accepted'],
    ['the operator', operator, 'accepted'],
    ['the lead with an admin’s token', leaAsAdmin, 'accepted'],
    ['a member', max, 'FORBIDDEN'],
    ['a researcher elsewhere', odile, 'FORBIDDEN'],
    ['an editor', editor, 'FORBIDDEN'],
    ['a practitioner elsewhere', paul, 'NOT_FOUND'],
    ['a reader', leaAsReader, 'NOT_FOUND'],
  ];
  it.each(cases)('are changed by %s', async (_who, context, code) => {
    const approval = { id: study, ethicsApproval: { board: 'CER', number: '1' } };
    expect(await expected(context, 'RecordEthicsApproval', approval)).toBe(code);
  });
  it('are hidden from a practitioner elsewhere as if they were not there', async () => {
    const input = { ethicsApproval: { board: 'CER', number: '1' } };
    expect(await side.refusal(paul, 'RecordEthicsApproval', { id: study, ...input })).toEqual(
      await side.refusal(paul, 'RecordEthicsApproval', { id: `study-${missing}`, ...input }),
    );
  });
  it('are not joined by oneself, whoever one is', async () => {
    for (const who of [lea, leaAsAdmin, admin]) {
      expect(await expected(who, 'AddStudyMember', { id: study, member: who.actor })).toBe('FORBIDDEN');
      expect(await expected(who, 'HandOverStudy', { id: study, lead: who.actor })).toBe('FORBIDDEN');
    }
    const open = { title: [{ language: 'fr', text: 'x' }], retainUntil: '2030-01-01', idempotencyKey: 'x' };
    expect(await expected(admin, 'OpenStudy', open)).toBe('FORBIDDEN');
    expect(await expected(admin, 'OpenStudy', { ...open, lead: admin.actor })).toBe('FORBIDDEN');
    expect(await expected(admin, 'OpenStudy', { ...open, lead: person('lea'), members: [admin.actor] })).toBe(
      'FORBIDDEN',
    );
    expect(await expected(paul, 'OpenStudy', open)).toBe('FORBIDDEN');
  });
  it('are led by persons that there are', async () => {
    const nobody = person('nobody');
    expect(await side.refusal(lea, 'AddStudyMember', { id: study, member: nobody })).toEqual({
      code: 'REFERENCE_NOT_FOUND',
      path: ['member'],
    });
    expect(await expected(lea, 'HandOverStudy', { id: study, lead: nobody })).toBe('REFERENCE_NOT_FOUND');
  });
  it('are left by a member, who then knows nothing of it', async () => {
    const leaver = as('lou', 'practitioner');
    await side.say(lea, 'AddStudyMember', { id: study, member: leaver.actor });
    expect(await expected(leaver, 'RemoveStudyMember', { id: study, member: person('max') })).toBe(
      'FORBIDDEN',
    );
    await side.say(leaver, 'RemoveStudyMember', { id: study, member: leaver.actor });
    expect(await expected(leaver, 'RemoveStudyMember', { id: study, member: leaver.actor })).toBe(
      'NOT_FOUND',
    );
  });
});

describe('participants', () => {
  const enrolling: [string, CommandContext, Expected][] = [
    ['a member', max, 'accepted'],
    ['a researcher elsewhere', odile, 'FORBIDDEN'],
    ['a practitioner elsewhere', paul, 'REFERENCE_NOT_FOUND'],
    ['an admin', leaAsAdmin, 'FORBIDDEN'],
    ['an editor', anaAsEditor, 'FORBIDDEN'],
  ];
  it.each(enrolling)('are enrolled by %s', async (_who, context, code) => {
    const input = { study, pseudonym: 'Lac', broadRole: 'worker', idempotencyKey: 'enrolling' };
    expect(await expected(context, 'EnrolParticipant', input)).toBe(code);
  });
  const rights: [string, CommandContext, Expected, Expected][] = [
    ['whoever enrolled them', ana, 'accepted', 'accepted'],
    ['the lead', lea, 'accepted', 'accepted'],
    ['a member', max, 'FORBIDDEN', 'accepted'],
    ['an admin', admin, 'FORBIDDEN', 'accepted'],
    ['a researcher elsewhere', odile, 'NOT_FOUND', 'NOT_FOUND'],
    ['an editor, be it whoever enrolled them', anaAsEditor, 'NOT_FOUND', 'NOT_FOUND'],
  ];
  it.each(rights)(
    'are corrected or withdrawn by %s as far as they may',
    async (_who, context, corrects, withdraws) => {
      const id = await enrol(study, ana, ['analysis', 'reuse', 'publication']);
      expect(await expected(context, 'CorrectParticipant', { id, replaces: 1, pseudonym: 'Rivière' })).toBe(
        corrects,
      );
      expect(await expected(context, 'WithdrawConsent', { id, extent: 'futureUse' })).toBe(withdraws);
    },
  );
  it('give no id: that it is taken would tell of somebody', async () => {
    const input = { id: speaker, study, pseudonym: 'Lac', broadRole: 'worker', idempotencyKey: 'x' };
    expect(await expected(ana, 'EnrolParticipant', input)).toBe('FORBIDDEN');
    const timed = { ...input, id: 'participant-0198f000-0000-7000-8000-000000000001' };
    expect(await expected(operator, 'EnrolParticipant', timed)).toBe('INVALID_INPUT');
  });
});

describe('notes', () => {
  type Row = [string, string, CommandContext, Expected, Expected, Expected];
  const rows: Row[] = [
    ['private', 'the author', ana, 'accepted', 'accepted', 'accepted'],
    ['study', 'the lead', lea, 'FORBIDDEN', 'accepted', 'accepted'],
    ['private', 'the lead', lea, 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND'],
    ['study', 'a member', max, 'FORBIDDEN', 'accepted', 'FORBIDDEN'],
    ['private', 'a member', max, 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND'],
    ['research', 'a researcher elsewhere', odile, 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'],
    ['study', 'a researcher elsewhere', odile, 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND'],
    ['research', 'a practitioner elsewhere', paul, 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND'],
    ['private', 'an editor, be it the author', anaAsEditor, 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND'],
    ['private', 'an admin, be it the lead', leaAsAdmin, 'FORBIDDEN', 'FORBIDDEN', 'accepted'],
  ];
  it.each(rows)('of visibility "%s": %s', async (...row) => {
    const [visibility, , context, corrects, codes, destroys] = row;
    const id = notes[visibility]!;
    expect(await expected(context, 'CorrectInterviewNote', { id, replaces: 1, body: 'Le site aide.' })).toBe(
      corrects,
    );
    const coding = { id, concept, quote: 'site', idempotencyKey: 'coding' };
    expect(await expected(context, 'CodePassage', coding)).toBe(codes);
    const fresh = {
      study,
      about: { organization },
      language: 'fr',
      year: 2020,
      body: 'x',
      participants: [speaker],
    };
    const key = `destroy ${context.actor} ${context.role} ${visibility}`;
    const doomed = await side.say(ana, 'AddInterviewNote', { ...fresh, visibility, idempotencyKey: key });
    expect(await expected(context, 'DestroyNote', { id: doomed.id, reason: 'Erreur' })).toBe(destroys);
  });
  it('hidden answers as missing does, before anything else is looked at', async () => {
    const bad = { replaces: 'one', segments: 7, expectedRevision: 99 };
    const hidden = await side.refusal(max, 'CorrectInterviewNote', { id: notes['private'], ...bad });
    const absent = await side.refusal(max, 'CorrectInterviewNote', {
      id: `interviewNote-${missing}`,
      ...bad,
    });
    expect(hidden).toEqual({ code: 'NOT_FOUND', path: ['id'] });
    expect(hidden).toEqual(absent);
  });
  it('takes as many reads to hide as to miss, whoever speaks in it, and opens nothing', async () => {
    const second = await enrol(study, lea, ['analysis', 'publication']);
    const shared = { study, about: { organization }, language: 'fr', year: 2020, visibility: 'research' };
    const two = [speaker, second].map((participant) => ({ speaker: 'participant', participant, text: 'x' }));
    const one = await enrol(study, lea, ['analysis', 'reuse', 'publication']);
    const withTwo = { ...shared, visibility: 'study', segments: two, idempotencyKey: 'of two' };
    const ofTwo = (await side.say(ana, 'AddInterviewNote', withTwo)).id;
    const closing = { ...shared, body: 'x', participants: [one], idempotencyKey: 'closing' };
    const closed = (await side.say(ana, 'AddInterviewNote', closing)).id;
    await side.say(ana, 'WithdrawConsent', { id: one, extent: 'futureUse' });
    const work = async (who: CommandContext, name: string, id: string) => {
      const reads = jest.spyOn(side.log, 'readStream');
      const opened = jest.spyOn(side.personal, 'open');
      try {
        const input = { id, reason: 'x', replaces: 1, body: 'x', visibility: 'study' };
        expect(await side.refusal(who, name, input)).toEqual({ code: 'NOT_FOUND', path: ['id'] });
        return [reads.mock.calls.length, opened.mock.calls.length];
      } finally {
        reads.mockRestore();
        opened.mockRestore();
      }
    };
    for (const name of ['DestroyNote', 'CorrectInterviewNote', 'ChangeVisibility']) {
      const missed = await work(odile, name, `interviewNote-${missing}`);
      expect(missed).toEqual([2 + noteLimits.participants, 0]);
      for (const id of [notes['private']!, notes['study']!, ofTwo, closed])
        expect([id, await work(odile, name, id)]).toEqual([id, missed]);
    }
  });
  it('another type’s id is refused by its form', async () =>
    expect(await side.refusal(ana, 'DestroyNote', { id: speaker, reason: 'x' })).toEqual({
      code: 'INVALID_INPUT',
      path: ['id'],
    }));
  it('a coding is taken away by its coder, the author and the lead', async () => {
    const id = notes['study']!;
    const codingId = 'b1a7e0a2-6a0e-4c3e-9f52-7f5f6c6d1a12';
    await side.say(lea, 'CodePassage', { id, concept, quote: 'aide', codingId });
    expect(await expected(max, 'UncodePassage', { id, codingId })).toBe('FORBIDDEN');
    expect(await expected(lea, 'UncodePassage', { id, codingId })).toBe('accepted');
  });
  it('references must be there, and participants of the same study', async () => {
    const note = {
      study,
      about: { organization },
      language: 'fr',
      year: 2020,
      body: 'x',
      idempotencyKey: 'refs',
    };
    const refused = (more: object) =>
      side.refusal(ana, 'AddInterviewNote', { ...note, participants: [speaker], ...more });
    const none = { code: 'REFERENCE_NOT_FOUND' };
    expect(await refused({ about: { organization: `organization-${missing}` } })).toMatchObject(none);
    expect(await refused({ about: { initiative: `initiative-${missing}` } })).toEqual({
      ...none,
      path: ['about', 'initiative'],
    });
    expect(await refused({ participants: [stranger] })).toEqual({ ...none, path: ['participants', 0] });
    expect(await refused({ participants: [`participant-${missing}`] })).toEqual({
      ...none,
      path: ['participants', 0],
    });
    expect(await refused({ study: other })).toMatchObject(none);
    expect(await refused({ date: '2020-06-03', year: undefined })).toEqual({
      code: 'DATE_IN_FUTURE',
      path: ['date'],
    });
    const coding = { id: notes['private'], quote: 'site', idempotencyKey: 'none' };
    expect(
      await side.refusal(ana, 'CodePassage', { ...coding, concept: { ...concept, code: 'none' } }),
    ).toEqual({ ...none, path: ['concept', 'code'] });
  });
});

describe('in time', () => {
  const rewritten = () => ({ id: notes['private'], replaces: 1, body: 'Autre' });
  afterEach(() => (side.clock.day = '2020-06-01'));
  it('a consent whose term has passed closes the words to their author', async () => {
    side.clock.day = '2021-07-01';
    expect(await expected(ana, 'CorrectInterviewNote', rewritten())).toBe('CONSENT_REQUIRED');
    const note = {
      study,
      about: { organization },
      language: 'fr',
      year: 2020,
      body: 'x',
      participants: [speaker],
    };
    expect(await expected(ana, 'AddInterviewNote', { ...note, idempotencyKey: 'late' })).toBe(
      'CONSENT_REQUIRED',
    );
  });

  it('what was said before is answered again, whatever has ended since; nothing new is', async () => {
    const before = { id: notes['study'], quote: 'Le site', concept, idempotencyKey: 'said before' };
    expect((await side.say(ana, 'CodePassage', before)).status).toBe('done');
    side.clock.day = '2021-07-01';
    for (const who of [ana, operator]) {
      const late = { ...before, quote: 'site aide', idempotencyKey: 'said late' };
      expect(await expected(who, 'CodePassage', late)).toBe('CONSENT_REQUIRED');
    }
    expect((await side.say(ana, 'CodePassage', before)).status).toBe('repeated');
  });
  it('after the retention a note is anonymized or destroyed, by the lead too where it is private', async () => {
    side.clock.day = '2022-01-01';
    const note = {
      study,
      about: { organization },
      language: 'fr',
      year: 2020,
      body: 'x',
      participants: [speaker],
    };
    expect(await expected(ana, 'AddInterviewNote', { ...note, idempotencyKey: 'late' })).toBe('FORBIDDEN');
    expect(await expected(max, 'DestroyNote', { id: notes['private'], reason: 'Fin' })).toBe('NOT_FOUND');
    expect(await expected(ana, 'AnonymizeNote', { ...rewritten(), id: notes['research'] })).toBe('accepted');
    expect(await expected(lea, 'AnonymizeNote', rewritten())).toBe('NOT_FOUND');
    expect(await expected(lea, 'DestroyNote', { id: notes['private'], reason: 'Fin' })).toBe('accepted');
  });
});
