import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { run } from '../support/casebook-server.js';
import type { GraphqlAnswer } from '../support/graphql-client.js';
import { GraphqlWriter } from '../support/graphql-writer.js';
import {
  openQuotedCaseStudies,
  WORDS,
  type QuotedCaseStudies,
  type Resting,
} from '../support/quoted-case-studies.js';
import { rowsHash } from '../support/rows-hash.js';

type Json = GraphqlAnswer['data'];

/** What a program says of an event that it would write. */
interface Content {
  readonly type: string;
  readonly version: number;
  readonly data: object | null;
}

let all: QuotedCaseStudies;
let database: pg.Pool;
let editor: GraphqlWriter;
/** Events that were written behind the program's back, with what a mended program would read in them. */
const broken: { id: string; stream: string; mended: Content }[] = [];
const withdrawn: Content = { type: 'ConsentWithdrawn', version: 99, data: {} };

beforeAll(async () => {
  all = await openQuotedCaseStudies();
  database = new pg.Pool({ connectionString: all.base.database.url, max: 2 });
  database.on('error', () => undefined);
  editor = new GraphqlWriter(all.base.server, { token: all.persons.bea.token });
}, 180_000);
afterAll(async () => {
  await database?.end();
  await all?.base.close();
});

/** Writes what no version of this program has written, at the end of a stream, or as the first event of a new one. */
async function writeBroken(stream: string, { type, version, data }: Content, mended: Content): Promise<void> {
  const id = randomUUID();
  const { rowCount } = await database.query(
    `WITH head AS (UPDATE event_log.head SET position = position + 1 RETURNING position),
       last AS (SELECT coalesce(max(revision), -1) AS revision FROM event_log.events WHERE stream_id = $1::text),
       model AS (SELECT metadata FROM event_log.events LIMIT 1)
     INSERT INTO event_log.events (position, event_id, stream_id, revision, type, schema_version, data, metadata)
     SELECT head.position, $2::uuid, $1::text, revision + 1, $3, $4, $5::json, jsonb_set(metadata::jsonb, '{firstEvent}', to_jsonb($2::text))::json
       FROM head, last, model`,
    [stream, id, type, version, JSON.stringify(data)],
  );
  expect(rowCount).toBe(1);
  broken.push({ id, stream, mended });
  await database.query('NOTIFY casebook_event_log');
  await all.base.server.program.until(async () => (await parkedStreams()) === broken.length, 30_000);
}

async function parkedStreams(): Promise<number> {
  const answer = await fetch(`${all.base.server.base}/health/ready`);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as Json).parkedStreams;
}

const cli = (...args: string[]) => run('cli.js', args, { env: all.base.env });
const schemaName = async (): Promise<string> => {
  const { rows } = await database.query<{ schemaname: string }>(
    `SELECT schemaname FROM pg_tables WHERE tablename = 'parked_streams' ORDER BY length(schemaname) DESC, 1 DESC`,
  );
  return rows[0]!.schemaname;
};
const listed = `{ initiatives(first: 100) { nodes { id stage stale } } }`;
const shown = async (id: string): Promise<Json> =>
  (await all.ask(null, listed)).initiatives.nodes.find((one: Json) => one.id === id);

describe('a record that nobody needs to be protected by', () => {
  let bad: Json;
  let good: Json;

  beforeAll(async () => {
    [bad, good] = [await editor.initiative(), await editor.initiative()];
    const classified = { type: 'InitiativeClassified', version: 1 };
    await writeBroken(
      bad.id,
      { ...classified, data: { missions: 7 } },
      { ...classified, data: { missions: [] } },
    );
  }, 60_000);

  it('is shown as it was and said to be stale, while all others go on', async () => {
    for (const time of ['first', 'kept'])
      expect([time, await shown(bad.id), await shown(good.id)]).toEqual([
        time,
        { id: bad.id, stage: 'IDEA', stale: true },
        { id: good.id, stage: 'IDEA', stale: false },
      ]);
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { stale } }';
    expect((await all.ask(null, query, { ids: [good.id, bad.id] })).nodes).toEqual([
      { stale: false },
      { stale: true },
    ]);
    await editor.accepted('advanceStage', { id: good.id, to: 'PLANNING', on: '2026-01-15' });
    expect(await shown(good.id)).toMatchObject({ stage: 'PLANNING' });
  });

  it('is written to all the same, and the answer says that it cannot be seen yet', async () => {
    const said = await editor.say('advanceStage', { id: bad.id, to: 'PLANNING', on: '2026-01-15' });
    expect(said).toMatchObject({
      errors: [],
      visibility: 'COMMITTED_NOT_YET_VISIBLE',
      revision: bad.revision + 2,
      position: expect.stringMatching(/:\d+$/),
      record: { id: bad.id, stage: 'IDEA' },
    });
  });

  it('is refused in words where no command can be decided on it', async () => {
    const { id } = await editor.organization();
    await writeBroken(
      id,
      { type: 'OrganizationDreamt', version: 1, data: {} },
      { type: 'LegalFormChanged', version: 1, data: { legalForm: 'mutual' } },
    );
    expect(await editor.refused('changeLegalForm', { id, legalForm: 'OTHER' })).toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('cannot be read'),
    });
  });
});

describe('what concerns a person', () => {
  let resting: Resting;
  let other: Resting;

  beforeAll(async () => {
    resting = await all.quoted('ANONYMOUS');
    other = await all.quoted('ANONYMOUS', { visibility: 'RESEARCH' });
  }, 120_000);

  const found = async (id: string): Promise<Json[]> => {
    const { ann, bea, dora, admin } = all.persons;
    const persons = [ann, bea, dora, admin];
    return Promise.all(
      persons.map(
        async (one) => (await all.ask(one, 'query ($id: ID!) { node(id: $id) { id } }', { id })).node,
      ),
    );
  };
  const nobody = [null, null, null, null];

  it('is closed with a participant whose stream is parked: to everyone, in notes, searches and quotations', async () => {
    const { ann } = all.persons;
    expect((await found(resting.participant)).filter((each) => each !== null)).not.toEqual([]);
    await writeBroken(resting.participant, withdrawn, { type: 'ParticipantCorrected', version: 1, data: {} });
    expect(await found(resting.participant)).toEqual(nobody);
    const query =
      'query ($id: ID!) { interviewNote(id: $id) { text broadRoles participants { id } codings { quote } } }';
    expect((await all.ask(ann, query, { id: resting.note })).interviewNote).toEqual({
      ...{ text: null, broadRoles: [], participants: [], codings: null },
    });
    expect((await all.ask(ann, query, { id: other.note })).interviewNote.broadRoles).toEqual(['MANAGER']);
    const { searchInterviewNotes: search } = await all.ask(
      ann,
      '{ searchInterviewNotes(text: "Zibeline") { hits { note { id } } } }',
    );
    expect(search.hits.map(({ note }: Json) => note.id)).toEqual([other.note]);
    expect(await all.evidence(resting.id)).toMatchObject({
      standing: 'UNSUPPORTED',
      quotation: { text: null, placeholder: { reason: 'NOT_COVERED' } },
    });
    expect(await all.evidence(other.id)).toMatchObject({ quotation: { text: WORDS } });
  });

  it('is closed with a note, and counted in no list and no facet', async () => {
    const { ann, dora, admin } = all.persons;
    const query = '{ interviewNotes { totalCount facets { years { count } } } }';
    const counts = async (): Promise<number[][]> =>
      Promise.all(
        [ann, dora, admin].map(async (one) => {
          const { totalCount, facets } = (await all.ask(one, query)).interviewNotes;
          return [totalCount, facets.years.reduce((sum: number, { count }: Json) => sum + count, 0)];
        }),
      );
    expect(await counts()).toEqual([
      [2, 2],
      [1, 1],
      [2, 2],
    ]);
    await writeBroken(
      other.note,
      { type: 'NoteWhispered', version: 1, data: null },
      { type: 'VisibilityChanged', version: 1, data: { visibility: 'study' } },
    );
    expect(await counts()).toEqual([
      [1, 1],
      [0, 0],
      [1, 1],
    ]);
    expect(await found(other.note)).toEqual(nobody);
    expect(await all.evidence(other.id)).toMatchObject({ quotation: { text: null } });
  });

  it('is closed with a study', async () => {
    await writeBroken(
      all.study,
      { type: 'StudyMemberAdded', version: 99, data: {} },
      { type: 'StudyMemberAdded', version: 1, data: { member: all.persons.dora.id } },
    );
    expect(await found(all.study)).toEqual(nobody);
    expect((await all.ask(all.persons.admin, '{ studies { totalCount } }')).studies.totalCount).toBe(0);
  });
});

describe('an operator', () => {
  it('sees what is parked and why, and nothing of what is sealed', async () => {
    const list = await cli('parked', 'list');
    expect(list.code).toBe(0);
    const lines = list.stdout
      .trim()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(lines.map(([stream, type, , since, waiting]) => [stream, type, since, waiting])).toEqual(
      broken.map(({ stream }, nth) => [
        stream,
        expect.any(String),
        expect.stringMatching(/^\d{4}-.*Z$/),
        nth === 0 ? '1' : '0',
      ]),
    );
    expect(lines.every((columns) => columns.length === 6 && columns[5] !== '')).toBe(true);

    const one = broken[0]!;
    const { stdout } = await cli('parked', 'show', one.stream);
    for (const part of [
      one.stream,
      one.id,
      'InitiativeClassified',
      'revision 1',
      '"actor"',
      'Thrown',
      '"missions":7',
    ])
      expect(stdout).toContain(part);
    expect(await cli('parked', 'show', `initiative-${randomUUID()}`)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^casebook: .* is not parked[^\n]*\n$/),
    });
  });

  it('replays in vain what was not mended, and is told so', async () => {
    const { code, stdout } = await cli('parked', 'replay', broken[1]!.stream);
    expect(code).toBe(2);
    expect(stdout).toMatch(/\t1 events\tparked still: .*OrganizationDreamt/);
    expect(await parkedStreams()).toBe(broken.length);
  });

  it('replays what was mended: order is restored, and the rows are those of a rebuild', async () => {
    const [bad] = broken;
    for (const { id, mended } of broken) {
      await database.query(
        'UPDATE event_log.events SET type = $2, schema_version = $3, data = $4::json WHERE event_id = $1',
        [id, mended.type, mended.version, JSON.stringify(mended.data)],
      );
    }
    expect(await shown(bad!.stream)).toMatchObject({ stale: true });
    expect(await cli('parked', 'replay', bad!.stream)).toMatchObject({
      code: 0,
      stdout: `${bad!.stream}\t3 events\tparked no more\n`,
    });
    // Answered from memory before, and of the same position.
    expect(await shown(bad!.stream)).toEqual({ id: bad!.stream, stage: 'PLANNING', stale: false });
    const rest = await cli('parked', 'replay', 'all');
    expect(rest.code).toBe(0);
    expect(rest.stdout.trim().split('\n')).toHaveLength(broken.length - 1);
    expect(await parkedStreams()).toBe(0);
    expect((await cli('parked', 'list')).stdout).toBe('');

    await editor.accepted('advanceStage', { id: bad!.stream, to: 'PILOT', on: '2026-02-01' });
    const { dora } = all.persons;
    const { study } = await all.ask(dora, 'query ($id: ID!) { study(id: $id) { id stale } }', {
      id: all.study,
    });
    expect(study).toEqual({ id: all.study, stale: false });
    const [caseStudy] = (await all.ask(null, '{ caseStudies { nodes { id } } }')).caseStudies.nodes;
    expect(await all.evidence(caseStudy.id)).toMatchObject({ quotation: { text: WORDS } });

    const before = await schemaName();
    const rows = await rowsHash(database, before);
    expect((await cli('rebuild')).code).toBe(0);
    const after = await schemaName();
    expect(after).not.toBe(before);
    expect(await rowsHash(database, after)).toEqual(rows);
  });
});

describe('what rests on a stream that cannot be read', () => {
  it('is decided on no part of it: commands, publications and exports are refused in words', async () => {
    const { ann, bea } = all.persons;
    const [here, elsewhere] = [await all.organization(), await all.organization()];
    const rests = await all.resting(await all.coded(here), here);
    const apart = await all.resting(await all.coded(elsewhere), elsewhere);
    for (const { id } of [rests, apart]) await all.approved(id);
    const unread = { code: 'UNAVAILABLE', message: expect.stringContaining('cannot be read') };
    broken.length = 0;

    // Of a type that is known: it is the fold that fails.
    const coding = { type: 'PassageCoded', version: 1, data: null };
    await writeBroken(rests.note, coding, coding);
    const { payload } = await all.ask(
      ann,
      `mutation ($input: UncodePassageInput!) { payload: uncodePassage(input: $input) { errors { code message } } }`,
      { input: { id: rests.note, codingId: rests.codingId, idempotencyKey: randomUUID() } },
    );
    expect(payload.errors).toEqual([unread]);
    expect(await all.refused(bea, 'publishEdition', { id: rests.id })).toMatchObject(unread);

    // What a note is about, and who takes part in it, its first event tells.
    const untold = `interviewNote-${randomUUID()}`;
    const added = { type: 'InterviewNoteAdded', version: 1, data: null };
    await writeBroken(untold, added, added);
    expect(await all.refused(bea, 'publishEdition', { id: apart.id })).toMatchObject(unread);

    const out = await run('cli.js', ['participant', 'export', rests.participant], {
      env: all.base.serviceEnv,
    });
    expect(out).toMatchObject({ code: 1, stdout: '' });
    for (const stream of [rests.note, untold]) expect(out.stderr).toContain(stream);
    expect(out.stderr).toContain('cannot all be read');
  });
});
