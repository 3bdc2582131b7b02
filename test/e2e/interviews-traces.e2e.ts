import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { run } from '../support/casebook-server.js';
import { filesThatHold } from '../support/files-below.js';
import { CONCEPT, conceptOf, consent, organizationOf } from '../support/interview-states.js';
import { startInterviewBase, type InterviewBase, type Person } from '../support/interviews.js';

let base: InterviewBase;
let ana: Person;
let study: string;
let organization: string;
let database: pg.Client;
beforeAll(async () => {
  base = await startInterviewBase('2026-03-01');
  ana = await base.person('researcher', 'Ana Fictive');
  const editor = await base.person('editor', 'Editor');
  organization = await organizationOf(base, editor);
  await conceptOf(base, editor);
  database = new pg.Client({ connectionString: base.database.url });
  await database.connect();
}, 120_000);
afterAll(async () => {
  await database?.end();
  await base?.close();
});

/** Words that stand nowhere else, by the field that they are written into. */
const canaries = new Map<string, string>();
const canary = (field: string) => {
  const word = `canari${randomUUID().replaceAll('-', '')}é`;
  canaries.set(field, word);
  return word;
};

/** Where a word stands: in the files of PostgreSQL, in those of the base, and in what the service has said. */
async function placesOf(words: readonly string[]): Promise<string[]> {
  await database.query('CHECKPOINT');
  const { rows } = await database.query<{ cluster: string }>(
    `SELECT current_setting('data_directory') AS cluster`,
  );
  const traces = words.flatMap((word) =>
    (['utf8', 'base64', 'base64url', 'hex'] as const).map((form) =>
      Buffer.from(Buffer.from(word).toString(form)),
    ),
  );
  const holds = (bytes: Buffer) => traces.some((trace) => bytes.includes(trace));
  const places: string[] = [];
  for (const root of [rows[0]!.cluster, base.env['DATA_DIR']!]) {
    places.push(...(await filesThatHold(root, holds)));
  }
  const { stdout, stderr } = base.server;
  if (holds(Buffer.from(stdout + stderr))) places.push('what the service said');
  return places;
}

it('no word of an interview reaches a file or a log, whatever field it comes by and however it is read', async () => {
  study = (
    await base.say(ana, 'openStudy', {
      title: [{ language: 'fr', text: 'Étude' }],
      retainUntil: '2030-12-31',
    })
  ).id;
  const clear = `canari${randomUUID().replaceAll('-', '')}é`;
  await base.say(ana, 'retitleStudy', {
    ...{ id: study, title: { language: 'fr', text: clear, replaces: 1 } },
  });
  const quote = canary('quote');
  const { id } = await base.say(ana, 'addInterviewNote', {
    ...{ study, about: { organization }, language: 'fr', year: 2026, visibility: 'STUDY' },
    reason: canary('reason of a note'),
    newParticipant: {
      ...{ pseudonym: canary('pseudonym'), name: canary('name'), contact: canary('contact') },
      ...{ role: canary('role'), broadRole: 'MANAGER', consent: consent(['ANALYSIS']) },
    },
    segments: [
      { speaker: 'INTERVIEWER', text: canary('question') },
      { speaker: 'PARTICIPANT', text: `${canary('said')} ${quote}` },
    ],
  });
  await base.say(ana, 'codePassage', { id, quote, concept: CONCEPT, reason: canary('reason of a coding') });
  await base.say(ana, 'correctInterviewNote', {
    ...{ id, replaces: 1, reason: canary('reason of a correction') },
    segments: [{ keep: 0 }, { speaker: 'PARTICIPANT', text: `${canary('corrected')} ${quote}` }],
  });
  await base.say(ana, 'changeVisibility', {
    id,
    visibility: 'PRIVATE',
    reason: canary('reason of visibility'),
  });
  const read = await base.server.query(
    `query ($id: ID!, $text: String!) { interviewNote(id: $id) { text versions { text } codings { quote } participants { id pseudonym name contact role } }
       searchInterviewNotes(text: $text) { hits { highlights } } }`,
    { id, text: quote },
    { token: ana.token },
  );
  expect(read.searchInterviewNotes.hits).toHaveLength(1);
  const participant: string = read.interviewNote.participants[0].id;
  await base.say(ana, 'correctParticipant', {
    ...{ id: participant, replaces: 1, name: canary('another name'), reason: canary('reason of a name') },
  });
  await base.say(ana, 'recordConsent', {
    ...{ id: participant, ...consent(['ANALYSIS']), reason: canary('reason of a consent') },
  });
  // What is refused is told of without its words, too.
  const refused = await base.server.graphql(
    `mutation ($input: CodePassageInput!) { codePassage(input: $input) { errors { code message details } } }`,
    { input: { id, quote: canary('a quote that is none'), concept: CONCEPT, idempotencyKey: randomUUID() } },
    { token: ana.token },
  );
  expect(refused.data.codePassage.errors).toMatchObject([{ code: 'QUOTE_MISMATCH' }]);
  const exported = await run('cli.js', ['participant', 'export', participant], { env: base.serviceEnv });
  expect([exported.code, exported.stdout.includes(canaries.get('said')!)]).toEqual([0, true]);
  await base.say(ana, 'withdrawConsent', {
    ...{ id: participant, extent: 'FUTURE_USE', reason: canary('reason of a withdrawal') },
  });
  await base.say(ana, 'eraseParticipant', { id: participant, reason: canary('reason of an erasure') });
  expect(canaries.size).toBe(18);
  expect(await placesOf([...canaries.values()])).toEqual([]);
  // In clear it would be found.
  expect(await placesOf([clear])).toEqual(
    expect.arrayContaining([expect.stringMatching(/\/base\/|\/pg_wal\//)]),
  );
}, 120_000);
