import {
  as,
  openInterviewSide,
  operator,
  organization,
  person,
  type InterviewSide,
} from '../../../test/support/interview-side.js';
import { derivedUuid } from '../../kernel/ids.js';
import { codePoints } from '../../kernel/personal.js';
import type { PersonalData } from '../../platform/privacy/personal-data.js';
import { comparedText, shownText } from '../domain/passages.js';
import type { InterviewNoteState } from '../domain/interview-note.state.js';
import { Erasure } from './erasure.js';
import { interviewNote } from './interviews.aggregates.js';
import { Promises, type DuePromises } from './promises.js';

const ana = as('ana', 'practitioner');

let side: InterviewSide;
let study: string;
beforeEach(async () => {
  side = await openInterviewSide('2020-06-01');
  const opening = { title: [{ language: 'fr', text: 'x' }], lead: person('ana'), retainUntil: '2030-12-31' };
  study = (await side.say(operator, 'OpenStudy', { ...opening, idempotencyKey: 'one' })).id;
});
afterEach(() => side.close());

const consent = { form: 'f1', language: 'fr', way: 'oral', scopes: ['analysis'], until: '2020-12-31' };

async function enrol(key: string): Promise<string> {
  const input = { study, pseudonym: key, broadRole: 'manager', idempotencyKey: key };
  const { id } = await side.say(ana, 'EnrolParticipant', input);
  await side.say(ana, 'RecordConsent', { id, ...consent, idempotencyKey: key });
  return id;
}

async function shared(rivière: string, lac: string): Promise<string> {
  const segments = [
    { speaker: 'interviewer', text: 'Et le site ?' },
    { speaker: 'participant', participant: rivière, text: ' Il aide 👍.' },
    { speaker: 'participant', participant: lac, text: ' Il tombe.' },
  ];
  const note = {
    study,
    about: { organization },
    language: 'fr',
    year: 2020,
    segments,
    idempotencyKey: 'note',
  };
  return (await side.say(ana, 'AddInterviewNote', note)).id;
}

async function opened(note: string): Promise<Exclude<InterviewNoteState, { status: 'absent' }>> {
  const state = (await side.runner.load(interviewNote, note)).state as InterviewNoteState;
  if (state.status === 'absent') throw new Error('expected a note');
  return state;
}

/** The vault of a process that ends at one of its calls. */
const dying = (calls: Partial<PersonalData>): PersonalData =>
  new Proxy(side.personal, {
    get(target, key) {
      const value: unknown = Reflect.get(key in calls ? calls : target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
const die = () => Promise.reject(new Error('killed'));

const quiet = { error: () => undefined, info: () => undefined };
function due(...ids: string[]): DuePromises {
  return { erasures: async (after) => ids.filter((id) => id > after).sort(), endedConsents: async () => [] };
}
const restart = (...ids: string[]) =>
  new Promises(side.erasure, side.runner, due(...ids), side.clock, quiet).keep();

describe('a participant', () => {
  it('is forgotten: their words are gone at their length, those of others stay, and stay editable', async () => {
    const [rivière, lac] = [await enrol('Rivière'), await enrol('Lac')];
    const note = await shared(rivière, lac);
    const before = await opened(note);
    await side.say(ana, 'EraseParticipant', { id: rivière, reason: 'Demande' });
    expect((await side.typesOf(rivière)).slice(-2)).toEqual(['ErasureRequested', 'ParticipantErased']);
    const after = await opened(note);
    expect(shownText(after.segments)).toBe('Et le site ?███████████ Il tombe.');
    expect(codePoints(comparedText(after.segments))).toBe(codePoints(comparedText(before.segments)));
    const segments = [
      { keep: 0 },
      { keep: 1 },
      { speaker: 'participant', participant: lac, text: ' Il marche.' },
    ];
    await side.say(ana, 'CorrectInterviewNote', { id: note, replaces: 1, segments });
    expect(shownText((await opened(note)).segments)).toBe('Et le site ?███████████ Il marche.');
    const without = { id: note, replaces: 2, segments: [{ keep: 0 }, { keep: 2 }] };
    expect(await side.refusal(ana, 'CorrectInterviewNote', without)).toMatchObject({ code: 'INVALID_INPUT' });
    const again = [{ keep: 0 }, { keep: 1 }, { speaker: 'participant', participant: rivière, text: 'x' }];
    expect(
      await side.refusal(ana, 'CorrectInterviewNote', { id: note, replaces: 2, segments: again }),
    ).toMatchObject({
      code: 'PARTICIPANT_ERASED',
    });
  });
  it('is said again to no harm, and nothing is accepted about them any more', async () => {
    const id = await enrol('Rivière');
    await side.say(ana, 'EraseParticipant', { id, idempotencyKey: 'erase' });
    const head = await side.log.head();
    expect(await side.say(ana, 'EraseParticipant', { id })).toMatchObject({ status: 'unchanged' });
    expect(await side.say(ana, 'EraseParticipant', { id, idempotencyKey: 'erase' })).toMatchObject({
      status: 'repeated',
    });
    expect(await side.log.head()).toBe(head);
    for (const [name, input] of [
      ['RecordConsent', { ...consent, idempotencyKey: 'x' }],
      ['WithdrawConsent', { extent: 'futureUse' }],
      ['CorrectParticipant', { replaces: 1, pseudonym: 'x' }],
    ] as const) {
      expect(await side.refusal(ana, name, { id, ...input })).toMatchObject({ code: 'PARTICIPANT_ERASED' });
    }
  });
  it.each<[string, Partial<PersonalData>]>([
    ['before the keys go', { eraseOwner: die }],
    [
      'when the keys are gone',
      {
        eraseOwner: async function (this: PersonalData, owner: string) {
          await this.eraseOwner(owner);
          return die();
        },
      },
    ],
  ])('cut off %s, it is acknowledged as asked for, and completed later; once', async (_when, calls) => {
    const id = await enrol('Rivière');
    const said = await side.with({ personal: dying(calls) }).say(ana, 'EraseParticipant', { id });
    expect(said).toMatchObject({ status: 'done' });
    expect((await side.typesOf(id)).at(-1)).toBe('ErasureRequested');
    await restart(id);
    expect((await side.typesOf(id)).slice(-2)).toEqual(['ErasureRequested', 'ParticipantErased']);
    const head = await side.log.head();
    await restart(id);
    expect(await side.log.head()).toBe(head);
    const [enrolled] = await side.log.openStream(id);
    expect(enrolled!.data).toMatchObject({ pseudonym: { erased: true } });
  });
});

describe('where the read model does not follow', () => {
  it('it is said so in the log, and the keys are destroyed all the same', async () => {
    const id = await enrol('Rivière');
    const warned: unknown[] = [];
    const logger = { error: () => undefined, warn: (what: unknown) => void warned.push(what) };
    const closed = { since: async () => false };
    const { runner, personal, streams, log } = side;
    const erasure = new Erasure(runner, personal, streams, log, closed, logger);
    const asked = await side
      .with({ personal: dying({ eraseOwner: die }) })
      .say(ana, 'EraseParticipant', { id });
    await erasure.conclude('EraseParticipant', asked);
    expect(warned).toEqual([{ id, command: 'EraseParticipant' }]);
    expect((await side.typesOf(id)).at(-1)).toBe('ParticipantErased');
  });
});

describe('earlier versions', () => {
  it('are unreadable after a redaction and an anonymization, the one that stands is not', async () => {
    const note = await shared(await enrol('Rivière'), await enrol('Lac'));
    const redact = { id: note, replaces: 1, start: 13, end: 15, reason: 'Un tiers' };
    await side.say(ana, 'RedactPassage', redact);
    expect(await side.typesOf(note)).toEqual([
      'InterviewNoteAdded',
      'PassageRedacted',
      'EarlierVersionsErased',
    ]);
    const [first] = await side.log.openStream(note);
    expect(JSON.stringify(first!.data)).not.toContain('tombe');
    expect(shownText((await opened(note)).segments)).toBe('Et le site ? ██ aide 👍. Il tombe.');
    const segments = [{ keep: 2 }];
    await side.say(ana, 'AnonymizeNote', { id: note, replaces: 2, segments });
    expect((await side.typesOf(note)).slice(-2)).toEqual(['NoteAnonymized', 'EarlierVersionsErased']);
    expect(await opened(note)).toMatchObject({ eraseBelow: 3, erasedBelow: 3, anonymized: true });
    expect(shownText((await opened(note)).segments)).toBe(' Il tombe.');
  });
  it('cut off, they are erased later', async () => {
    const note = await shared(await enrol('Rivière'), await enrol('Lac'));
    const cut = side.with({ personal: dying({ eraseVersions: die }) });
    await cut.say(ana, 'RedactPassage', { id: note, replaces: 1, start: 0, end: 2, reason: 'x' });
    expect((await side.typesOf(note)).at(-1)).toBe('PassageRedacted');
    await restart(note);
    expect((await side.typesOf(note)).at(-1)).toBe('EarlierVersionsErased');
  });
});

describe('a note', () => {
  it('is destroyed: no word of it is left, and nothing is accepted any more', async () => {
    const note = await shared(await enrol('Rivière'), await enrol('Lac'));
    const cut = side.with({ personal: dying({ eraseRecord: die }) });
    await cut.say(ana, 'DestroyNote', { id: note, reason: 'Erreur' });
    expect((await side.typesOf(note)).at(-1)).toBe('NoteDestructionRequested');
    expect(await side.refusal(ana, 'ChangeVisibility', { id: note, visibility: 'study' })).toMatchObject({
      code: 'NOTE_DESTROYED',
    });
    await restart(note);
    expect((await side.typesOf(note)).at(-1)).toBe('NoteDestroyed');
    const stored = JSON.stringify((await side.log.openStream(note)).map(({ data }) => data));
    for (const word of ['site', 'aide', 'tombe', 'Erreur']) expect(stored).not.toContain(word);
  });
});

describe('what is due', () => {
  it('is done whatever fails beside it, and is looked for page by page', async () => {
    const ids = [await enrol('a'), await enrol('b'), await enrol('c')].sort();
    for (const id of ids) {
      await side.with({ personal: dying({ eraseOwner: die }) }).say(ana, 'EraseParticipant', { id });
    }
    const errors: unknown[] = [];
    const failing = side.with({
      personal: dying({
        eraseOwner: async function (this: PersonalData, owner: string) {
          if (owner === ids[1]) return die();
          return side.personal.eraseOwner(owner);
        },
      }),
    });
    const logger = { error: (what: unknown) => void errors.push(what), info: () => undefined };
    await new Promises(failing.erasure, side.runner, due(...ids), side.clock, logger).keep();
    expect(errors).toMatchObject([{ id: ids[1] }]);
    const last = await Promise.all(ids.map(async (id) => (await side.typesOf(id)).at(-1)));
    expect(last).toEqual(['ParticipantErased', 'ErasureRequested', 'ParticipantErased']);
  });
  it('a look that fails is logged, and the other is taken', async () => {
    const id = await enrol('a');
    const { consentId } = (await side.log.readStream(id))[1]!.data as { consentId: string };
    const errors: unknown[] = [];
    const logger = { error: (what: unknown) => void errors.push(what), info: () => undefined };
    const looks: DuePromises = {
      erasures: die,
      endedConsents: async (today, after) =>
        today > '2020-12-31' && after < id ? [{ participant: id, consentId }] : [],
    };
    const promises = new Promises(side.erasure, side.runner, looks, side.clock, logger);
    await promises.keep();
    expect(await side.typesOf(id)).toHaveLength(2);
    side.clock.day = '2021-01-01';
    await Promise.all([promises.keep(), promises.keep()]);
    expect((await side.typesOf(id)).slice(2)).toEqual(['ConsentExpired']);
    await promises.keep();
    expect(await side.typesOf(id)).toHaveLength(3);
    expect(errors).toHaveLength(3);
  });
});

it('what is in clear does not tell, after an erasure either, which key somebody used', async () => {
  const key = 'Rivière, 418 555-0100';
  const id = await enrol(key);
  const { actor } = ana;
  await side.say(ana, 'EraseParticipant', { id, idempotencyKey: key });
  const events = await side.log.readStream(id);
  const told = JSON.stringify(events.map(({ id: event, data, metadata }) => [event, data, metadata]));
  for (const name of ['EnrolParticipant', 'RecordConsent', 'EraseParticipant'])
    expect(told).not.toContain(derivedUuid(id, actor, name, key, '0'));
  expect(told).not.toContain(derivedUuid('consent', id, actor, key));
});
