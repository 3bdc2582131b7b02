import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { CONCEPT, conceptOf, consent, organizationOf } from '../support/interview-states.js';
import { run, temporaryFolder } from '../support/casebook-server.js';
import { startInterviewBase, type InterviewBase, type Person } from '../support/interviews.js';

let base: InterviewBase;
let ana: Person;
let study: string;
let organization: string;
let folder: string;
beforeAll(async () => {
  [base, folder] = await Promise.all([startInterviewBase('2026-03-01'), temporaryFolder()]);
  ana = await base.person('researcher', 'Ana Fictive');
  const editor = await base.person('editor', 'Editor');
  organization = await organizationOf(base, editor);
  await conceptOf(base, editor);
  const opening = { title: [{ language: 'fr', text: 'Étude' }], retainUntil: '2030-12-31' };
  study = (await base.say(ana, 'openStudy', opening)).id;
}, 120_000);
afterAll(async () => {
  await base?.close();
  await rm(folder, { recursive: true, force: true });
});

/** What the service is told, without the clock: a warning says that it is there. */
function told(): Record<string, string> {
  const { CASEBOOK_CLOCK_FILE: _, ...env } = base.serviceEnv as Record<string, string>;
  return env;
}
const exported = (...args: string[]) => run('cli.js', ['participant', 'export', ...args], { env: told() });

async function enrolled(pseudonym: string): Promise<string> {
  const who = { pseudonym, name: `${pseudonym} Vraie`, contact: `${pseudonym}@example.org`, role: 'Gérante' };
  const { id } = await base.say(ana, 'enrolParticipant', { study, ...who, broadRole: 'MANAGER' });
  await base.say(ana, 'recordConsent', { id, ...consent(['ANALYSIS']) });
  return id;
}

/** A note of two, corrected once, with a passage of the one, one of both and one of the other. */
async function noted(first: string, second: string): Promise<string> {
  const { id } = await base.say(ana, 'addInterviewNote', {
    ...{ study, about: { organization }, language: 'fr', date: '2026-02-03', visibility: 'STUDY' },
    segments: [
      { speaker: 'INTERVIEWER', text: 'Question 😀 ? ' },
      { speaker: 'PARTICIPANT', participant: first, text: 'Alouette 🏫 dort.' },
      { speaker: 'PARTICIPANT', participant: second, text: ' Bernache parle.' },
    ],
  });
  for (const quote of ['🏫 dort', 'dort. Bernache', 'parle'])
    await base.say(ana, 'codePassage', { id, quote, concept: CONCEPT });
  await base.say(ana, 'correctInterviewNote', {
    ...{ id, replaces: 1, reason: 'Motif de la chercheuse' },
    segments: [
      { keep: 0 },
      { speaker: 'PARTICIPANT', participant: first, text: 'Alouettes 🏫 dort.' },
      { keep: 2 },
    ],
  });
  return id;
}

it('writes out what is held of a participant, and no word of anybody else', async () => {
  const [first, second] = [await enrolled('Alix'), await enrolled('Bao')];
  const note = await noted(first, second);
  await base.say(ana, 'correctParticipant', { id: first, replaces: 1, name: 'Alix Nommée', contact: null });
  // Whoever has withdrawn may still ask.
  const withdrawal = { extent: 'FUTURE_USE', reason: 'A changé d’avis' };
  await base.say(ana, 'withdrawConsent', { id: first, ...withdrawal });
  const { code, stdout, stderr } = await exported(first);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: `${first}: 1 notes; each read of them is recorded\n`,
  });
  const own = JSON.parse(stdout);
  const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string;
  expect(own.participant).toMatchObject({
    id: first,
    enrolled: {
      ...{ recordedAt: at, study, pseudonym: 'Alix', name: 'Alix Vraie', role: 'Gérante' },
      ...{ contact: 'Alix@example.org', broadRole: 'manager' },
    },
    corrections: [{ recordedAt: at, name: 'Alix Nommée', cleared: ['contact'] }],
    consents: [{ recordedAt: at, form: 'v1', way: 'written', scopes: ['analysis'], from: '2026-03-01' }],
    expiries: [],
    withdrawals: [{ recordedAt: at, extent: 'futureUse', reason: 'A changé d’avis' }],
  });
  const concept = `${CONCEPT.scheme}:${CONCEPT.code}`;
  expect(own.notes).toEqual([
    {
      ...{ id: note, study, organization, initiative: null, language: 'fr', year: 2026 },
      ...{ date: '2026-02-03', visibility: 'study', state: 'kept', anonymized: false },
      versions: [
        { number: 1, kind: 'added', recordedAt: at, words: ['Alouette 🏫 dort.'] },
        { number: 2, kind: 'corrected', recordedAt: at, words: ['Alouettes 🏫 dort.'] },
      ],
      codings: [
        { concept, version: 2, lost: false, words: ['🏫 dort'] },
        { concept, version: 2, lost: false, words: ['dort.'] },
      ],
    },
  ]);
  for (const theirs of ['Bernache', 'parle', 'Question', 'Motif', 'Bao', second, ana.id])
    expect(stdout).not.toContain(theirs);
  await expectRecorded({ [first]: ['identity', 'reasons'], [note]: ['ownWords', 'date'] });
});

async function expectRecorded(fields: Readonly<Record<string, readonly string[]>>): Promise<void> {
  const database = new pg.Client({ connectionString: base.database.url });
  await database.connect();
  try {
    const { rows } = await database.query<{ record: string; fields: string[] }>(
      `SELECT record, fields FROM vault.reads WHERE purpose = 'participant’s own data' AND actor = 'operator'
         AND study = $1 AND NOT break_glass AND record = ANY($2)`,
      [study, Object.keys(fields)],
    );
    expect(Object.fromEntries(rows.map((row) => [row.record, row.fields]))).toEqual(fields);
  } finally {
    await database.end();
  }
}

it('writes into a file of its own, which nobody else may read', async () => {
  const id = await enrolled('Cam');
  const file = join(folder, 'cam.json');
  expect(await exported(id, file)).toMatchObject({ code: 0, stdout: '' });
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ participant: { id }, notes: [] });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const again = await exported(id, file);
  expect(again).toMatchObject({
    code: 1,
    stderr: `casebook: ${file} is there already: name another file\n`,
  });
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ participant: { id } });
});

it('has nothing of a note that was destroyed but that it was there', async () => {
  const [first, second] = [await enrolled('Dan'), await enrolled('Eve')];
  const id = await noted(first, second);
  await base.say(ana, 'destroyNote', { id, reason: 'Notée par erreur' });
  const { notes } = JSON.parse((await exported(first)).stdout);
  expect(notes).toEqual([
    expect.objectContaining({ id, state: 'destroyed', date: null, versions: [], codings: [] }),
  ]);
});

it('says in one line what it cannot do', async () => {
  const id = await enrolled('Fay');
  await base.say(ana, 'eraseParticipant', { id });
  const refusals = [
    [id, `casebook: ${id} has been erased: nobody reads anything of them\n`],
    [study, `casebook: ${study} is not the id of a participant: participant-<uuid>\n`],
    [id.replace(/.$/, (last) => (last === '0' ? '1' : '0')), /^casebook: There is no participant [^\n]+\n$/],
  ] as const;
  for (const [asked, line] of refusals) {
    const matching = typeof line === 'string' ? line : (expect.stringMatching(line) as string);
    expect(await exported(asked)).toEqual({ code: 1, stdout: '', stderr: matching });
  }
  const { CASEBOOK_MASTER_KEY: _, ...env } = told();
  const closed = await run('cli.js', ['participant', 'export', await enrolled('Gil')], { env });
  expect(closed).toMatchObject({ code: 1, stdout: '' });
  expect(closed.stderr).toMatch(/^casebook: there is no master key[^\n]+\n$/);
});
