import { randomBytes, randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { organizationMerges } from '../../src/organizations/app/organization.aggregate.js';
import {
  organizationEvents,
  organizationMergeEvents,
} from '../../src/organizations/domain/organization.events.js';
import { AggregateRunner } from '../../src/platform/commands/aggregate-runner.js';
import { EventRegistry } from '../../src/platform/event-store/event-codec.js';
import { EventLog } from '../../src/platform/event-store/event-log.js';
import { PostgresEventStore } from '../../src/platform/event-store/postgres/postgres-event-store.js';
import { CasebookServer, run, temporaryFolder } from '../support/casebook-server.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import type { GraphqlAnswer } from '../support/graphql-client.js';
import { GraphqlWriter } from '../support/graphql-writer.js';
import { until } from '../support/until.js';

type Json = GraphqlAnswer['data'];

let database: TestDatabase;
let pool: pg.Pool;
let folder: string;
let services: CasebookServer[];
let admin: string;
let writers: GraphqlWriter[];

const common = () => ({
  DATABASE_URL: database.url,
  SAMPLES: 'demo',
  CASEBOOK_MASTER_KEY: key,
  CASEBOOK_ERASURE_LEDGER: join(folder, 'erasures.ndjson'),
  CASEBOOK_CLOCK_FILE: join(folder, 'clock'),
});
const setDay = (day: string) => writeFile(join(folder, 'clock'), `${day}T12:00:00Z`);
const key = randomBytes(32).toString('base64url');
const start = (name: string) => CasebookServer.start({ env: { ...common(), DATA_DIR: join(folder, name) } });
const cli = (...args: string[]) => run('cli.js', args, { env: { ...common(), DATA_DIR: join(folder, 'a') } });

beforeAll(async () => {
  [database, folder] = await Promise.all([testDatabase(), temporaryFolder()]);
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
  pool.on('error', () => undefined);
  await setDay('2026-03-01');
  // On an empty database: schemas, first token, read model and samples are made by both at once.
  services = await Promise.all(['a', 'b'].map(start));
  const tokens = await Promise.all(
    ['a', 'b'].map((name) => readFile(join(folder, name, 'admin-token'), 'utf8').catch(() => '')),
  );
  admin = tokens.find((token) => token !== '')!.trim();
  useServices(services);
}, 180_000);
afterAll(async () => {
  await Promise.all((services ?? []).map((one) => (one.program.ended ? Promise.resolve(null) : one.stop())));
  await pool?.end();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** From now on writers speak to these. */
function useServices(now: CasebookServer[]): void {
  services = now;
  writers = now.map((service) => new GraphqlWriter(service, { token: admin }));
}

const scalar = async (text: string, values: unknown[] = []): Promise<number> =>
  Number(Object.values((await pool.query<Record<string, string>>(text, values)).rows[0]!)[0]);

const stateOf = async (service: CasebookServer): Promise<string> =>
  ((await (await fetch(`${service.base}/health/ready`)).json()) as Json).readModel.state;

const events = (stream: string) =>
  scalar('SELECT count(*) FROM event_log.events WHERE stream_id = $1', [stream]);

it('start at once on an empty database: one owner, one first token, each sample once', async () => {
  expect(await scalar('SELECT count(*) FROM vault.api_tokens')).toBe(1);
  const [a, b] = await Promise.all(
    services.map((service) =>
      service.query('{ caseStudies { totalCount } initiatives { totalCount } organizations { totalCount } }'),
    ),
  );
  expect(a).toEqual(b);
  expect(a.caseStudies.totalCount).toBeGreaterThan(0);
  // The same said by both, each command's events once.
  const said = `SELECT count(*) - count(DISTINCT (stream_id, metadata->>'fingerprint', type, data::text)) FROM event_log.events`;
  expect(await scalar(said)).toBe(0);
  await until(async () => {
    const states = await Promise.all(services.map(stateOf));
    return states.sort().join() === 'live,stand-by';
  }, 'one owns the rows');
}, 120_000);

it('what is written at one is read at once there and at the other, whatever was kept', async () => {
  const list = '{ initiatives(first: 100) { nodes { id stage } } }';
  for (let round = 0; round < 6; round += 1) {
    const [writer, other] = round % 2 === 0 ? writers : [...writers].reverse();
    await Promise.all(services.map((service) => service.query(list)));
    const { id } = await writer!.initiative();
    await Promise.all(
      services.map(async (service) =>
        expect((await service.query(list)).initiatives.nodes).toContainEqual({ id, stage: 'IDEA' }),
      ),
    );
    await other!.accepted('advanceStage', { id, to: 'PLANNING', on: '2026-01-15' });
    await Promise.all(
      services.map(async (service) =>
        expect((await service.query(list)).initiatives.nodes).toContainEqual({ id, stage: 'PLANNING' }),
      ),
    );
  }
}, 120_000);

it('a key said 50 times at both is one event, with the same answer; with another payload it is refused', async () => {
  const input = { idempotencyKey: randomUUID(), name: [{ language: 'fr', text: 'Une' }], legalForm: 'OTHER' };
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, nth) => writers[nth % 2]!.say('registerOrganization', input)),
  );
  expect(answers[0]).toMatchObject({ errors: [], revision: 0, visibility: 'VISIBLE' });
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(await events(answers[0].record.id)).toBe(1);
  const other = { ...input, legalForm: 'MUTUAL' };
  for (const writer of writers)
    expect((await writer.refused('registerOrganization', other)).code).toBe('IDEMPOTENCY_KEY_REUSED');
}, 120_000);

it('of 100 who expect the same revision one succeeds, and 99 are told of the conflict', async () => {
  const { id } = await writers[0]!.organization();
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, nth) =>
      writers[nth % 2]!.say('changeLegalForm', {
        ...{ id, expectedRevision: 0, legalForm: nth % 4 < 2 ? 'MUTUAL' : 'OTHER' },
        idempotencyKey: randomUUID(),
      }),
    ),
  );
  const accepted = answers.filter(({ errors }) => errors.length === 0);
  const codes = answers.flatMap(({ errors }) =>
    errors.map(({ code, conflict }: Json) => [code, conflict?.actual]),
  );
  expect([accepted.length, codes.length]).toEqual([1, 99]);
  for (const code of codes) expect(code).toEqual(['REVISION_CONFLICT', 1]);
  expect(await events(id)).toBe(2);
}, 120_000);

it('a token that is revoked, and a concept that is added, are so at both', async () => {
  const made = await cli('token', 'create', '--role', 'editor', '--name', 'Passing');
  const token = made.stdout.trim();
  const own = '{ initiatives(first: 1) { totalCount } }';
  for (const service of services) await service.query(own, {}, { token });
  const id = /token-[0-9a-f-]+/.exec(made.stderr)![0];
  expect((await cli('token', 'revoke', id)).code).toBe(0);
  for (const service of services)
    expect((await service.refusal(own, {}, { token })).extensions.code).toBe('UNAUTHENTICATED');

  const code = `added-${randomBytes(4).toString('hex')}`;
  await writers[0]!.accepted('addConcept', {
    ...{ scheme: 'digital-uses', code, label: [{ language: 'fr', text: 'Ajouté' }] },
  });
  const { id: initiative } = await writers[1]!.initiative();
  await writers[1]!.accepted('classifyInitiative', { id: initiative, digitalUses: [code] });
  const labelled = `query ($id: ID!) { initiative(id: $id) { digitalUses { code label(languages: ["fr"]) { text } } } }`;
  for (const service of services) {
    await until(async () => {
      const [use] = (await service.query(labelled, { id: initiative })).initiative.digitalUses;
      return use?.label?.text === 'Ajouté';
    }, 'the label is known');
  }
}, 120_000);

it('a participant who is erased at one is closed at the other', async () => {
  const answer = async (service: CasebookServer, token: string, query: string, variables: object) =>
    service.query(query, variables, { token });
  const person = (await cli('token', 'create', '--role', 'researcher', '--name', 'Ann')).stdout.trim();
  const [a, b] = services as [CasebookServer, CasebookServer];
  const { payload: study } = await answer(
    a,
    person,
    'mutation ($input: OpenStudyInput!) { payload: openStudy(input: $input) { study { id } errors { message } } }',
    {
      input: {
        title: [{ language: 'fr', text: 'Étude' }],
        retainUntil: '2090-12-31',
        idempotencyKey: randomUUID(),
      },
    },
  );
  const { organizations } = await a.query('{ organizations(first: 1) { nodes { id } } }');
  const { payload: note } = await answer(
    a,
    person,
    'mutation ($input: AddInterviewNoteInput!) { payload: addInterviewNote(input: $input) { interviewNote { id participants { id } } errors { message path } } }',
    {
      input: {
        ...{
          study: study.study.id,
          about: { organization: organizations.nodes[0].id },
          idempotencyKey: randomUUID(),
        },
        ...{ language: 'fr', year: 2026, visibility: 'STUDY' },
        newParticipant: {
          ...{ pseudonym: 'Ana', name: 'Anne', broadRole: 'WORKER' },
          consent: { form: 'v1', language: 'fr', way: 'WRITTEN', scopes: ['ANALYSIS'] },
        },
        segments: [{ speaker: 'PARTICIPANT', text: 'Un mot.' }],
      },
    },
  );
  expect(note.errors).toEqual([]);
  const { id, participants } = note.interviewNote;
  const read = 'query ($id: ID!) { interviewNote(id: $id) { text } }';
  expect((await answer(b, person, read, { id })).interviewNote.text).toBe('Un mot.');
  const { payload } = await answer(
    a,
    person,
    'mutation ($input: EraseParticipantInput!) { payload: eraseParticipant(input: $input) { errors { message } } }',
    { input: { id: participants[0].id } },
  );
  expect(payload.errors).toEqual([]);
  expect((await answer(b, person, read, { id })).interviewNote.text).toBeNull();
}, 120_000);

it('both move on to what the command line has built', async () => {
  const schemas = async () =>
    (
      await pool.query<{ name: string }>(
        `SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'rm\\_%' ORDER BY length(nspname), 1`,
      )
    ).rows.map(({ name }) => name);
  const [former] = await schemas();
  const rebuilt = await cli('rebuild');
  expect(rebuilt.code).toBe(0);
  // It is dropped when nobody reads it any more.
  await until(async () => !(await schemas()).includes(former!), 'the former is dropped');
  const { id } = await writers[0]!.initiative();
  const query = 'query ($id: ID!) { initiative(id: $id) { id } }';
  for (const service of services) expect((await service.query(query, { id })).initiative).toEqual({ id });
}, 120_000);

it('when the owner is killed the other takes over and goes on, and the killed one comes back beside it', async () => {
  const states = await Promise.all(services.map(stateOf));
  const owner = states.indexOf('live');
  expect(owner).toBeGreaterThanOrEqual(0);
  const left = 1 - owner;
  await services[owner]!.kill();
  await until(async () => (await stateOf(services[left]!)) === 'live', 'the other owns the rows');
  const { id } = await writers[left]!.initiative();
  useServices(services.with(owner, await start(['a', 'b'][owner]!)));
  const query = 'query ($id: ID!) { initiative(id: $id) { id } }';
  expect((await services[owner]!.query(query, { id })).initiative).toEqual({ id });
  expect(await stateOf(services[owner]!)).toBe('stand-by');
}, 180_000);

it('what is due when both start at once is recorded once', async () => {
  const person = (await cli('token', 'create', '--role', 'researcher', '--name', 'Bo')).stdout.trim();
  const say = async (mutation: string, record: string, input: object): Promise<string> => {
    const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
    const { payload } = await services[0]!.query(
      `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) { ${record} { id } errors { message path } } }`,
      { input: { idempotencyKey: randomUUID(), ...input } },
      { token: person },
    );
    expect(payload.errors).toEqual([]);
    return payload[record].id as string;
  };
  const title = [{ language: 'fr', text: 'Étude' }];
  const study = await say('openStudy', 'study', { title, retainUntil: '2090-12-31' });
  const consent = { form: 'v1', language: 'fr', way: 'ORAL', scopes: ['ANALYSIS'], until: '2026-03-02' };
  const due: string[] = [];
  for (let nth = 0; nth < 5; nth += 1) {
    const who = { study, pseudonym: 'Rivière', broadRole: 'OTHER' };
    due.push(await say('enrolParticipant', 'participant', who));
    await say('recordConsent', 'participant', { id: due.at(-1), ...consent });
  }
  const [into, ...merged] = await Promise.all(
    Array.from({ length: 6 }, async () => (await writers[0]!.organization()).id as string),
  );
  await Promise.all(services.map((one) => one.stop()));

  // As a service leaves them that was killed after the first of a merge's two appends.
  const store = new PostgresEventStore(database.url);
  const registry = new EventRegistry([organizationEvents, organizationMergeEvents]);
  const runner = new AggregateRunner(new EventLog(store, registry));
  const context = { actor: 'person-1', role: 'editor', correlationId: 'request-1' } as const;
  for (const organization of merged)
    await runner.run(organizationMerges, 'DecideMerge', { organization, into }, context);
  await store.close();
  await setDay('2026-03-04');
  useServices(await Promise.all(['a', 'b'].map(start)));
  const { rows } = await pool.query<{ id: string; types: string[] }>(
    `SELECT stream_id AS id, array_agg(type ORDER BY revision) AS types FROM event_log.events
     WHERE stream_id = ANY ($1) GROUP BY 1`,
    [[...due, ...merged]],
  );
  const types = Object.fromEntries(rows.map((row) => [row.id, row.types]));
  for (const id of due)
    expect(types[id]).toEqual(['ParticipantEnrolled', 'ConsentRecorded', 'ConsentExpired']);
  for (const id of merged) expect(types[id]).toEqual(['OrganizationRegistered', 'OrganizationMerged']);
}, 180_000);
