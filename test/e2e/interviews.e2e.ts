import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { GraphqlAnswer } from '../support/graphql-client.js';
import { CONCEPT, conceptOf, consent, organizationOf, PURPOSE } from '../support/interview-states.js';
import { startInterviewBase, type InterviewBase, type Person } from '../support/interviews.js';

type Json = GraphqlAnswer['data'];

let base: InterviewBase;
let database: pg.Pool;
let author: Person;
let lead: Person;
let admin: Person;
let outsider: Person;
let study: string;
let organization: string;

beforeAll(async () => {
  base = await startInterviewBase('2026-03-01');
  database = new pg.Pool({ connectionString: base.database.url, max: 1 });
  database.on('error', () => undefined);
  author = await base.person('practitioner', 'Author');
  lead = await base.person('researcher', 'Lead');
  admin = await base.person('admin', 'Admin');
  const editor = await base.person('editor', 'Editor');
  organization = await organizationOf(base, editor);
  await conceptOf(base, editor);
  study = (
    await base.say(lead, 'openStudy', {
      title: [{ language: 'fr', text: 'Étude' }],
      retainUntil: '2030-12-31',
      members: [author.id],
    })
  ).id;
  outsider = await base.person('researcher', 'Outside', { study: `study-${randomUUID()}` });
}, 120_000);
afterAll(async () => {
  await database?.end();
  await base?.close();
});

const scopes = ['ANALYSIS', 'REUSE'];
async function noted(segments: readonly object[], more: object = {}): Promise<string> {
  const { id } = await base.say(author, 'addInterviewNote', {
    study,
    about: { organization },
    language: 'fr',
    year: 2026,
    visibility: 'RESEARCH',
    segments,
    newParticipant: { pseudonym: 'Ana', name: 'Anne', broadRole: 'WORKER', consent: consent(scopes) },
    ...more,
  });
  return id;
}
const said = (text: string) => [{ speaker: 'PARTICIPANT', text }];
const ask = (person: Person, query: string, variables: object = {}): Promise<Json> =>
  base.server.query(query, variables, { token: person.token });
const reads = async (record: string) => {
  const { rows } = await database.query<Json>(
    'SELECT actor, fields, purpose, break_glass, study, xmin::text FROM vault.reads WHERE record = $1 ORDER BY id',
    [record],
  );
  return rows;
};

describe('A note', () => {
  it('shows its versions and the places of its codings, in code points', async () => {
    const id = await noted([
      { speaker: 'INTERVIEWER', text: '😀 Et ?\r\n' },
      ...said('Un e\u0301cole 🏫 ici.'),
    ]);
    await base.say(author, 'codePassage', { id, quote: '🏫', concept: CONCEPT });
    await base.say(author, 'codePassage', { id, quote: 'Un ', concept: CONCEPT });
    await base.say(author, 'correctInterviewNote', {
      ...{
        id,
        replaces: 1,
        segments: [{ keep: 0 }, { speaker: 'PARTICIPANT', text: 'Une e\u0301cole 🏫 ici.' }],
      },
    });
    const { interviewNote: note } = await ask(
      author,
      `query ($id: ID!) { interviewNote(id: $id) { version text body { version segments { speaker participantLabel text erased } }
         versions { number kind text } codings { start end quote lost coder concept { code } } } }`,
      { id },
    );
    expect(note.text).toBe('😀 Et ?\r\nUne e\u0301cole 🏫 ici.');
    expect(note.body).toEqual({
      version: 2,
      segments: [
        { speaker: 'INTERVIEWER', participantLabel: null, text: '😀 Et ?\r\n', erased: false },
        { speaker: 'PARTICIPANT', participantLabel: 'Ana', text: 'Une e\u0301cole 🏫 ici.', erased: false },
      ],
    });
    expect(note.codings).toEqual([
      { start: 8, end: 11, quote: null, lost: true, coder: author.id, concept: { code: CONCEPT.code } },
      { start: 19, end: 20, quote: '🏫', lost: false, coder: author.id, concept: { code: CONCEPT.code } },
    ]);
    expect(note.versions).toEqual([
      { number: 1, kind: 'ADDED', text: '😀 Et ?\r\nUn e\u0301cole 🏫 ici.' },
      { number: 2, kind: 'CORRECTED', text: note.text },
    ]);
  });

  it('is read for a purpose, and each read is recorded: what, by whom, for what', async () => {
    const id = await noted(said('Un mot.'));
    await ask(author, `query ($id: ID!) { interviewNote(id: $id) { id year broadRoles } }`, { id });
    expect(await reads(id)).toEqual([]);
    await ask(author, `query ($id: ID!) { interviewNote(id: $id) { text date } }`, { id });
    await ask(outsider, `query ($id: ID!) { interviewNote(id: $id) { text } }`, { id });
    const [own, other] = await reads(id);
    expect(own).toMatchObject({ actor: author.id, purpose: study, break_glass: false, study });
    expect(own.fields.sort()).toEqual(['body', 'date']);
    expect(other).toMatchObject({ actor: outsider.id, fields: ['body'], break_glass: false });
    expect(other.purpose).toMatch(/^study-/);
  });

  it('is opened by an admin with a stated purpose, which its lead sees', async () => {
    const id = await noted(said('Un secret.'), { visibility: 'PRIVATE' });
    const query = `query ($id: ID!) { interviewNote(id: $id) { text body { segments { participantLabel } } } }`;
    const refused = await base.server.graphql(query, { id }, { token: admin.token });
    expect(refused.data.interviewNote).toEqual({ text: null, body: null });
    expect(refused.errors!.map((each) => each.extensions.code)).toEqual([
      'PURPOSE_REQUIRED',
      'PURPOSE_REQUIRED',
    ]);
    expect(await reads(id)).toEqual([]);
    const headers = { 'x-purpose': Buffer.from(PURPOSE).toString('latin1') };
    const opened = await base.server.query(query, { id }, { token: admin.token, headers });
    expect(opened.interviewNote).toEqual({
      text: 'Un secret.',
      body: { segments: [{ participantLabel: 'P1' }] },
    });
    const breakGlass = `query ($id: ID!) { study(id: $id) { breakGlassReads { nodes { record reader purpose breakGlass } } } }`;
    const seen = await ask(lead, breakGlass, { id: study });
    expect(seen.study.breakGlassReads.nodes[0]).toEqual({
      ...{ record: id, reader: admin.id, purpose: PURPOSE, breakGlass: true },
    });
    expect((await ask(author, breakGlass, { id: study })).study.breakGlassReads).toBeNull();
    const { interviewNoteReads: all } = await ask(
      admin,
      `query ($id: ID!) { interviewNoteReads(where: { records: [$id] }) { nodes { fields } next } }`,
      { id },
    );
    expect(all).toEqual({ nodes: [{ fields: ['body'] }], next: null });
    const denied = await base.server.refusal(
      `{ interviewNoteReads { nodes { id } } }`,
      {},
      { token: lead.token },
    );
    expect(denied.extensions.code).toBe('FORBIDDEN');
  });

  it('is not shown where the read cannot be recorded', async () => {
    const id = await noted(said('Un mot.'));
    const query = `query ($id: ID!) { interviewNote(id: $id) { id text } }`;
    await database.query('ALTER TABLE vault.reads RENAME TO reads_away');
    try {
      const answer = await base.server.graphql(query, { id }, { token: author.token });
      expect(answer.data.interviewNote).toEqual({ id, text: null });
      expect(answer.errors).toMatchObject([
        { path: ['interviewNote', 'text'], extensions: { code: 'INTERNAL' } },
      ]);
    } finally {
      await database.query('ALTER TABLE vault.reads_away RENAME TO reads');
    }
    expect((await ask(author, query, { id })).interviewNote.text).toBe('Un mot.');
  });

  it('is closed while the stream of who speaks in it could not be followed', async () => {
    const id = await noted(said('Un mot.'));
    const query = `query ($id: ID!) { interviewNote(id: $id) { text participants { id } } }`;
    const { interviewNote: before } = await ask(author, query, { id });
    const { rows } = await database.query<{ schema: string }>(
      `SELECT schemaname AS schema FROM pg_tables WHERE tablename = 'parked_streams'`,
    );
    const parked = `"${rows[0]!.schema}".parked_streams`;
    const [{ id: participant }] = before.participants;
    await database.query(
      `INSERT INTO ${parked} (stream_id, position, ordinal, event_type, error) VALUES ($1, 1, 1, 'ConsentWithdrawn', 'test')`,
      [participant],
    );
    try {
      expect((await ask(author, query, { id })).interviewNote.text).toBeNull();
      const outside = await ask(outsider, query, { id });
      expect(outside.interviewNote).toBeNull();
    } finally {
      await database.query(`DELETE FROM ${parked}`);
    }
    expect((await ask(author, query, { id })).interviewNote.text).toBe('Un mot.');
  });

  it('is in no answer that is kept', async () => {
    const id = await noted(said('Un mot.'));
    const query = `query ($id: ID!) { interviewNote(id: $id) { text } interviewNotes { totalCount } organizations { totalCount } }`;
    for (let time = 1; time <= 3; time += 1) {
      const { headers, data } = await base.server.graphql(query, { id }, { token: author.token });
      expect([headers.get('etag'), data.interviewNote.text]).toEqual([null, 'Un mot.']);
      expect(await reads(id)).toHaveLength(time);
    }
  });
});

describe('Many notes', () => {
  const word = 'Épinette';

  it('are recorded as read in one go, and found page by page, the newest first', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 30; index += 1) ids.push(await noted(said(`Une ${word} & <${index}>.`)));
    await database.query('DELETE FROM vault.reads');
    const list = await ask(
      author,
      `{ interviewNotes(first: 100, where: { mine: true }, orderBy: { field: RECORDED }) { nodes { id text } } }`,
    );
    const listed = list.interviewNotes.nodes.map((each: Json) => each.id);
    expect(listed.slice(0, 30)).toEqual([...ids].reverse());
    const { rows } = await database.query<{ inserts: number; entries: number }>(
      'SELECT count(DISTINCT xmin::text)::int AS inserts, count(*)::int AS entries FROM vault.reads',
    );
    expect(rows[0]).toEqual({ inserts: 1, entries: listed.length });

    const search = `query ($after: String) { searchInterviewNotes(text: "epinette", first: 20, after: $after) {
      scanned stoppedBecause stoppedAt hits { note { id } highlights } } }`;
    const { searchInterviewNotes: first } = await ask(author, search);
    expect(first).toMatchObject({ scanned: 20, stoppedBecause: 'FOUND', stoppedAt: ids[10] });
    expect(first.hits[0].highlights).toEqual(['Une <mark>Épinette</mark> &amp; &lt;29&gt;.']);
    const { searchInterviewNotes: rest } = await ask(author, search, { after: first.stoppedAt });
    expect(rest).toMatchObject({ stoppedBecause: 'END', stoppedAt: null });
    const found = [...first.hits, ...rest.hits].map(({ note }: Json) => note.id);
    expect(found).toEqual([...ids].reverse());
    const searched = await reads(ids[0]!);
    expect(searched.at(-1)).toMatchObject({ fields: ['search'], purpose: study });
  }, 120_000);

  it.each([
    ['nothing', `text: "  "`],
    ['a cursor of another list', `text: "mot", after: "abc"`],
    ['a note that is not theirs to read', `text: "mot", after: "interviewNote-${randomUUID()}"`],
    ['more than a page', `text: "mot", first: 101`],
  ])('cannot be searched with %s', async (_, args) => {
    const refusal = await base.server.refusal(
      `{ searchInterviewNotes(${args}) { scanned } }`,
      {},
      { token: author.token },
    );
    expect(refusal.extensions.code).toBe('BAD_USER_INPUT');
  });
});
