import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { closedWithin } from '../../src/interviews/app/closed-reads.js';
import { CasebookServer } from '../support/casebook-server.js';
import { organizationOf } from '../support/interview-states.js';
import { startInterviewBase, type InterviewBase, type Person } from '../support/interviews.js';

let base: InterviewBase;
let ana: Person;
let study: string;
let database: pg.Client;
beforeAll(async () => {
  base = await startInterviewBase('2020-06-01');
  ana = await base.person('researcher', 'Ana Fictive');
  const opening = { title: [{ language: 'fr', text: 'Étude' }], retainUntil: '2030-12-31' };
  study = (await base.say(ana, 'openStudy', opening)).id;
  database = new pg.Client({ connectionString: base.database.url });
  database.on('error', () => undefined);
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await base.close();
});

async function enrolled(): Promise<string> {
  const { id } = await base.say(ana, 'enrolParticipant', { study, pseudonym: 'Rivière', broadRole: 'OTHER' });
  const consent = { form: 'f1', language: 'fr', way: 'ORAL', scopes: ['ANALYSIS'], until: '2020-12-31' };
  await base.say(ana, 'recordConsent', { id, ...consent });
  return id;
}

async function typesOf(stream: string): Promise<string[]> {
  const { rows } = await database.query<{ type: string }>(
    'SELECT type FROM event_log.events WHERE stream_id = $1 ORDER BY revision',
    [stream],
  );
  return rows.map(({ type }) => type);
}

/** Holds the read model where it stands, until it is told to go on. */
async function heldReadModel(): Promise<() => Promise<unknown>> {
  const { rows } = await database.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'rm\\_%'`,
  );
  expect(rows).toHaveLength(1);
  await database.query(`BEGIN; SELECT * FROM ${rows[0]!.name}.checkpoint FOR UPDATE`);
  return () => database.query('ROLLBACK');
}

describe.each([
  ['withdrawConsent', { extent: 'FUTURE_USE' }],
  ['eraseParticipant', {}],
])('%s', (mutation, input) => {
  it('is answered once the read model has passed it, and not before', async () => {
    const id = await enrolled();
    const release = await heldReadModel();
    let answered = false;
    const saying = base.say(ana, mutation, { id, ...input, idempotencyKey: randomUUID() }).then((record) => {
      answered = true;
      return record;
    });
    // Longer than any other mutation waits.
    await sleep(3_500);
    expect(answered).toBe(false);
    await release();
    // `say` fails unless it is VISIBLE.
    expect(await saying).toMatchObject({ id });
  });
});

describe('a withdrawal that cannot be passed yet', () => {
  it('is answered as recorded and not yet visible before the request ends, and holds once it is passed', async () => {
    const id = await enrolled();
    const release = await heldReadModel();
    const begun = performance.now();
    const { withdrawConsent } = await base.server.query(
      `mutation ($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { visibility errors { code } } }`,
      { input: { id, extent: 'FUTURE_USE', idempotencyKey: randomUUID() } },
      { token: ana.token },
    );
    expect(withdrawConsent).toEqual({ visibility: 'COMMITTED_NOT_YET_VISIBLE', errors: [] });
    // It was waited for as long as a request may, and longer than for anything else.
    expect(performance.now() - begun).toBeGreaterThanOrEqual(closedWithin);
    await release();
    // Said again, it is answered when it holds.
    await base.say(ana, 'withdrawConsent', { id, extent: 'FUTURE_USE' });
    const query = `query ($id: ID!) { participant(id: $id) { consents { stands } } }`;
    const { participant } = await base.server.query(query, { id }, { token: ana.token });
    expect(participant.consents).toEqual([{ stands: false }]);
  });
});

describe('a consent that begins tomorrow', () => {
  it('counts from its day on: until then nothing is added under it, and what was read is closed', async () => {
    const id = await enrolled();
    const organization = await organizationOf(base, await base.person('editor', 'Éditrice'));
    const note = {
      study,
      about: { organization },
      language: 'fr',
      year: 2020,
      body: 'Mot',
      participants: [id],
    };
    const added = await base.say(ana, 'addInterviewNote', note);
    const consent = { form: 'f2', language: 'fr', way: 'ORAL', scopes: ['ANALYSIS'] };
    // East of Greenwich it is tomorrow already; the day after has come nowhere.
    const late = await base.server.query(
      `mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { errors { code path } } }`,
      { input: { ...consent, id, from: '2020-06-03', idempotencyKey: randomUUID() } },
      { token: ana.token },
    );
    expect(late.recordConsent.errors).toEqual([{ code: 'DATE_IN_FUTURE', path: ['input', 'from'] }]);
    await base.say(ana, 'recordConsent', { ...consent, id, from: '2020-06-02' });
    const seen = async () => {
      const { participant, interviewNote } = await base.server.query(
        `query ($id: ID!, $note: ID!) { participant(id: $id) { consents { stands } } interviewNote(id: $note) { text } }`,
        { id, note: added.id },
        { token: ana.token },
      );
      return [participant.consents.map(({ stands }: { stands: boolean }) => stands), interviewNote.text];
    };
    const adding = async () =>
      (
        await base.server.query(
          `mutation ($input: AddInterviewNoteInput!) { addInterviewNote(input: $input) { errors { code path } } }`,
          { input: { ...note, idempotencyKey: randomUUID() } },
          { token: ana.token },
        )
      ).addInterviewNote.errors;
    expect(await seen()).toEqual([[false, false], null]);
    expect(await adding()).toEqual([{ code: 'CONSENT_REQUIRED', path: ['input', 'participants'] }]);
    await base.setDay('2020-06-02');
    expect(await seen()).toEqual([[false, true], 'Mot']);
    expect(await adding()).toEqual([]);
  });
});

describe('a consent whose term has passed', () => {
  it('is said to have expired at the next start, once', async () => {
    const id = await enrolled();
    const { child } = base.server.program;
    child.kill('SIGTERM');
    await base.server.program.end(30_000);
    await base.setDay('2021-01-01');
    const server = await CasebookServer.start({ env: base.serviceEnv });
    try {
      expect(await typesOf(id)).toEqual(['ParticipantEnrolled', 'ConsentRecorded', 'ConsentExpired']);
    } finally {
      await server.stop();
    }
    const again = await CasebookServer.start({ env: base.serviceEnv });
    await again.stop();
    expect(await typesOf(id)).toHaveLength(3);
  });
});
