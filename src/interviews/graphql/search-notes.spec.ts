import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { ProjectedLog } from '../../../test/support/projected-log.js';
import { openWriteSide, type WriteSide } from '../../../test/support/write-side.js';
import { isErased, keyOf } from '../../kernel/personal.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { ReadRecords } from '../../platform/privacy/read-records.js';
import type { Taxonomies } from '../../vocabularies/public.js';
import '../interviews.module.js';
import {
  interviewNoteBodyDocuments,
  interviewNoteCodingDocuments,
  interviewNoteDocuments,
  interviewNoteVersionDocuments,
} from '../read-model/interview-note.projection.js';
import type { InterviewNoteVersionRow } from '../read-model/interview-note.entity.js';
import { participantDocuments } from '../read-model/participant.projection.js';
import { studyDocuments } from '../read-model/study.projection.js';
import { Reading } from './reading.js';
import { SearchNotes, searchLimits, type NoteSearchArgs } from './search-notes.js';

const author = `person-${randomUUID()}`;
const study = `study-${randomUUID()}`;
const participant = `participant-${randomUUID()}`;
/** From the first one added; all but the third say the word. */
const notes = Array.from({ length: 7 }, () => `interviewNote-${randomUUID()}`);

let log: ProjectedLog;
let side: WriteSide;
let pool: pg.Pool;
let search: (args: NoteSearchArgs, limits?: object) => ReturnType<SearchNotes['search']>;
beforeAll(async () => {
  side = await openWriteSide([]);
  pool = new pg.Pool({ connectionString: side.databaseUrl, max: 2 });
  log = await ProjectedLog.open(
    studyDocuments,
    participantDocuments,
    interviewNoteDocuments,
    interviewNoteBodyDocuments,
    interviewNoteVersionDocuments,
    interviewNoteCodingDocuments,
  );
  const sealed = async (personal: string, value: string) => {
    const at = `${randomUUID()}:/here`;
    const [one] = await side.personal.seal([{ personal, value, at, size: value.length }]);
    return { ...one!, at };
  };
  await log.tell(study, {
    type: 'StudyOpened',
    data: { title: [{ language: 'fr', text: 'Étude' }], lead: author, retainUntil: '2999-12-31' },
  });
  const pseudonym = await sealed(participant, 'Ana');
  const consent = {
    form: 'v1',
    language: 'fr',
    way: 'oral',
    obtainedBy: author,
    scopes: [],
    from: '2026-01-01',
  };
  await log.tell(
    participant,
    { type: 'ParticipantEnrolled', data: { study, pseudonym, broadRole: 'other', enrolledBy: author } },
    { type: 'ConsentRecorded', data: { consentId: randomUUID(), ...consent } },
  );
  for (const [index, note] of notes.entries()) {
    const text = await sealed(
      keyOf(participant, note, 1),
      index === 2 ? 'Rien du tout' : 'Une Zibeline passe',
    );
    await log.tell(note, {
      type: 'InterviewNoteAdded',
      data: {
        ...{ study, about: { organization: `organization-${randomUUID()}` }, language: 'fr', year: 2026 },
        ...{ participants: [participant], visibility: 'private', addedBy: author },
        segments: [{ speaker: 'participant', participant, text }],
      },
    });
  }
  const searching = new SearchNotes(new Reading(side.personal, new ReadRecords(pool)), {
    of: () => ({}),
  } as unknown as Taxonomies);
  const context = {
    generation: log.generation,
    viewer: { role: 'researcher', actor: author, study: null },
    request: { headers: {} },
    uncacheable: () => undefined,
  } as unknown as RequestContext;
  search = (args, limits = {}) => searching.search(args, context, { ...searchLimits, ...limits });
});
afterAll(async () => {
  await pool?.end();
  await log?.close();
  await side?.close();
});

const reads = async () => Number((await pool.query('SELECT count(*) FROM vault.reads')).rows[0].count);
const idsOf = ({ hits }: Awaited<ReturnType<typeof search>>) => hits.map(({ id }) => id);
const newest = notes.toReversed();

describe('A search over notes', () => {
  it('looks through all of them, the newest first', async () => {
    const all = await search({ text: 'zibeline' });
    expect(all).toMatchObject({ scanned: 7, stop: 'end', last: null });
    expect(idsOf(all)).toEqual(newest.filter((id) => id !== notes[2]));
  });

  it('stops after as many notes as one search opens, in pages, and goes on from there', async () => {
    const before = await reads();
    const limits = { notes: 5, page: 2 };
    const first = await search({ text: 'zibeline' }, limits);
    expect(first).toMatchObject({ scanned: 5, stop: 'notes', last: notes[2] });
    expect(idsOf(first)).toEqual(newest.slice(0, 4));
    // What was not looked through was not opened.
    expect((await reads()) - before).toBe(5);
    const rest = await search({ text: 'zibeline', after: first.last }, limits);
    expect(rest).toMatchObject({ scanned: 2, stop: 'end', last: null });
    expect(idsOf(rest)).toEqual([notes[1], notes[0]]);
  });

  it('stops when its time is over, after a whole page, and goes on from there', async () => {
    const limits = { page: 3, milliseconds: -1 };
    const first = await search({ text: 'zibeline' }, limits);
    expect(first).toMatchObject({ scanned: 3, stop: 'time', last: notes[4] });
    const second = await search({ text: 'zibeline', after: first.last }, limits);
    expect(second).toMatchObject({ scanned: 3, stop: 'time', last: notes[1] });
    expect(await search({ text: 'zibeline', after: second.last }, limits)).toMatchObject({
      scanned: 1,
      stop: 'end',
    });
  });

  it('stops where it has found as many as were asked for', async () => {
    const found = await search({ text: 'zibeline', first: 2 });
    expect([found.stop, found.scanned, idsOf(found)]).toEqual(['found', 2, newest.slice(0, 2)]);
  });

  it('has the limits that it tells of', () =>
    expect(searchLimits).toEqual({ notes: 5_000, page: 200, milliseconds: 8_000 }));
});

it('A rebuild with the keys of an erased participant gone gives the rows that stood, and nothing in them opens', async () => {
  const textsOf = async () =>
    (await log.rows<InterviewNoteVersionRow>('interview_note_version')).map(
      ({ segments }) => segments[0]!.text,
    );
  const before = await side.personal.open<string>(await textsOf());
  expect(before.filter((one) => !isErased(one))).toHaveLength(notes.length);
  await log.tell(participant, { type: 'ErasureRequested', data: {} });
  await side.personal.eraseOwner(participant);
  await log.tell(participant, { type: 'ParticipantErased', data: {} });
  await log.expectSameWhenRebuilt();
  const texts = await textsOf();
  expect(texts).toHaveLength(notes.length);
  expect(await side.personal.open<string>(texts)).toEqual(
    texts.map(({ personal, size }) => ({ personal, erased: true, size })),
  );
});
