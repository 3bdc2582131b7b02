import {
  as,
  openInterviewSide,
  operator,
  organization,
  person,
  type InterviewSide,
} from '../../../test/support/interview-side.js';

const ana = as('ana', 'practitioner');
const paul = as('paul', 'practitioner');
const missing = '0b6d2f1e-6a0e-4c3e-9f52-7f5f6c6d1a11';

let side: InterviewSide;
let study: string;
beforeEach(async () => {
  side = await openInterviewSide('2020-06-01');
  const opening = {
    title: [{ language: 'fr', text: 'x' }],
    lead: person('lea'),
    members: [person('ana')],
    retainUntil: '2030-12-31',
    idempotencyKey: 'one',
  };
  study = (await side.say(operator, 'OpenStudy', opening)).id;
});
afterEach(() => side.close());

const consent = { form: 'f1', language: 'fr', way: 'oral', scopes: ['analysis'], until: '2025-12-31' };
const somebody = { pseudonym: 'Rivière', name: 'Une personne fictive', broadRole: 'manager', consent };
const note = () => ({
  study,
  about: { organization },
  date: '2020-05-30',
  language: 'fr',
  newParticipant: somebody,
  body: 'Le site aide.',
  visibility: 'study',
  idempotencyKey: 'key',
});

describe('a note with somebody new', () => {
  it('is one command: enrolled, consent recorded, note added; said again it is a repeat', async () => {
    const before = await side.count();
    const { id } = await side.say(ana, 'AddInterviewNote', note());
    expect(await side.count()).toEqual({ ...before, participant: 2, interviewNote: 1 });
    const added = await side.streams.note(id);
    if (added.status === 'absent') throw new Error('expected a note');
    const [participant] = added.participants;
    expect(await side.typesOf(participant!)).toEqual(['ParticipantEnrolled', 'ConsentRecorded']);
    expect(added.segments.map((one) => one.participant)).toEqual([participant]);
    const [enrolled] = await side.log.openStream(participant!);
    expect(enrolled!.data).toMatchObject({ pseudonym: { personal: participant, value: 'Rivière' } });
    expect(await side.say(ana, 'AddInterviewNote', note())).toMatchObject({ id, status: 'repeated' });
    expect(await side.count()).toEqual({ ...before, participant: 2, interviewNote: 1 });
  });
  it('speaks beside others, where the others are named', async () => {
    const { id } = await side.say(ana, 'AddInterviewNote', note());
    const first = await side.streams.note(id);
    if (first.status === 'absent') throw new Error('expected a note');
    const [known] = first.participants;
    const segments = [
      { speaker: 'interviewer', text: 'Et vous ?' },
      { speaker: 'participant', text: 'Moi aussi.' },
      { speaker: 'participant', participant: known, text: 'Oui.' },
    ];
    const more = { ...note(), body: undefined, segments, idempotencyKey: 'second' };
    const second = await side.streams.note((await side.say(ana, 'AddInterviewNote', more)).id);
    if (second.status === 'absent') throw new Error('expected a note');
    expect(second.participants).toEqual([known, expect.stringMatching(/^participant-/)]);
    expect(second.segments.map((one) => one.participant)).toEqual([undefined, second.participants[1], known]);
  });
  it('another participant under the same key is told apart', async () => {
    await side.say(ana, 'AddInterviewNote', note());
    const other = { ...note(), newParticipant: { ...somebody, pseudonym: 'Lac' } };
    expect((await side.refusal(ana, 'AddInterviewNote', other))?.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });
});

describe('what is refused leaves nothing behind', () => {
  const consenting = (more: object) => ({
    newParticipant: { ...somebody, consent: { ...consent, ...more } },
  });
  const refusals: [string, object, string][] = [
    ['a visibility above the consent', { visibility: 'research' }, 'VISIBILITY_ABOVE_CONSENT'],
    [
      'a consent whose term has passed',
      consenting({ from: '2019-01-01', until: '2020-05-31' }),
      'CONSENT_REQUIRED',
    ],
    ['a consent that ends before it begins', consenting({ until: '2020-05-31' }), 'DATE_OUT_OF_ORDER'],
    ['a consent from tomorrow on', consenting({ from: '2020-06-03' }), 'DATE_IN_FUTURE'],
    ['an interview that has not been held', { date: '2020-06-03' }, 'DATE_IN_FUTURE'],
    [
      'an organization that is not there',
      { about: { organization: `organization-${missing}` } },
      'REFERENCE_NOT_FOUND',
    ],
    [
      'an initiative that is not there',
      { about: { initiative: `initiative-${missing}` } },
      'REFERENCE_NOT_FOUND',
    ],
    ['a study that is not there', { study: `study-${missing}` }, 'REFERENCE_NOT_FOUND'],
    ['a participant that is not there', { participants: [`participant-${missing}`] }, 'REFERENCE_NOT_FOUND'],
    ['more text than is kept', { body: '👍'.repeat(150_001) }, 'INVALID_INPUT'],
    ['no text', { body: undefined }, 'INVALID_INPUT'],
    ['body and segments', { segments: [{ speaker: 'participant', text: 'x' }] }, 'INVALID_INPUT'],
    ['a scope twice', consenting({ scopes: ['reuse', 'reuse'] }), 'INVALID_INPUT'],
    ['a pseudonym of nothing', { newParticipant: { ...somebody, pseudonym: ' ' } }, 'INVALID_INPUT'],
    ['an id', { id: `interviewNote-${missing}` }, 'FORBIDDEN'],
    ['no key', { idempotencyKey: undefined }, 'IDEMPOTENCY_KEY_REQUIRED'],
  ];
  it.each(refusals)('%s', async (_what, more, code) => {
    const before = await side.count();
    expect((await side.refusal(ana, 'AddInterviewNote', { ...note(), ...more }))?.code).toBe(code);
    expect(await side.count()).toEqual(before);
  });
  it('errors of the consent name where it stands in the input', async () =>
    expect(
      await side.refusal(ana, 'AddInterviewNote', { ...note(), ...consenting({ until: '2020-05-31' }) }),
    ).toEqual({
      code: 'DATE_OUT_OF_ORDER',
      path: ['newParticipant', 'consent', 'until'],
    }));
  it('of a note by somebody who is no member', async () => {
    const before = await side.count();
    expect((await side.refusal(paul, 'AddInterviewNote', note()))?.code).toBe('REFERENCE_NOT_FOUND');
    for (const role of ['editor', 'admin']) {
      expect((await side.refusal(as('ana', role), 'AddInterviewNote', note()))?.code).toBe('FORBIDDEN');
    }
    expect(await side.count()).toEqual(before);
  });
});

describe('cut off', () => {
  it.each([1, 2, 3])('after the append of event %d, a retry ends in the same', async (cut) => {
    let appended = 0;
    const runner = side.runnerWith({
      afterAppend: async () => {
        if (++appended === cut) throw new Error('killed');
      },
    });
    await expect(side.with({ runner }).say(ana, 'AddInterviewNote', note())).rejects.toThrow('killed');
    // A day later the retry means the same consent.
    side.clock.day = '2020-06-02';
    const { id } = await side.say(ana, 'AddInterviewNote', note());
    expect(await side.count()).toMatchObject({ participant: 2, interviewNote: 1 });
    const added = await side.streams.note(id);
    expect(added).toMatchObject({ status: 'kept', visibility: 'study' });
  });
  it('and withdrawn in between, no note is added', async () => {
    const runner = side.runnerWith({
      beforeAppend: async (stream) => {
        if (stream.startsWith('interviewNote-')) throw new Error('killed');
      },
    });
    await expect(side.with({ runner }).say(ana, 'AddInterviewNote', note())).rejects.toThrow('killed');
    let id = '';
    for await (const batch of side.log.readAll()) {
      id = batch.find(({ streamId }) => streamId.startsWith('participant-'))?.streamId ?? id;
    }
    await side.say(ana, 'WithdrawConsent', { id, extent: 'futureUse' });
    expect((await side.refusal(ana, 'AddInterviewNote', note()))?.code).toBe('CONSENT_REQUIRED');
  });
});
