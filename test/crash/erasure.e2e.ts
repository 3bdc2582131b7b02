import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { CasebookServer, startCasebook, type Casebook } from '../support/casebook-server.js';
import { until } from '../support/until.js';
import { connected } from '../support/connected.js';

/*
 * Erasures of which the service is killed at each step: SIGKILL, while the step is held up in the database. The same base
 * is started again, and holds what was promised before it says that it is ready.
 */

const env = { CASEBOOK_MASTER_KEY: randomBytes(32).toString('base64url') };

let casebook: Casebook;
let server: CasebookServer;
let token: string;
let watch: pg.Client;
let study: string;
let organization: string;

beforeAll(async () => {
  casebook = await startCasebook({ samples: false, env });
  ({ server } = casebook);
  token = await casebook.createToken('researcher', 'Ana Fictive');
  watch = await connected(casebook.database.url);
  const opening = { title: [{ language: 'fr', text: 'Étude' }], retainUntil: '2099-12-31' };
  study = (await say('openStudy', 'study', opening)).id;
  const admin = { token: casebook.admin };
  const register = `mutation ($input: RegisterOrganizationInput!) { payload: registerOrganization(input: $input) { organization { id } } }`;
  const name = [{ language: 'fr', text: 'Coopérative fictive' }];
  const { payload } = await server.query(
    register,
    { input: { name, legalForm: 'COOPERATIVE', idempotencyKey: 'x' } },
    admin,
  );
  organization = payload.organization.id;
});
afterAll(async () => {
  await watch.end();
  if (!server.program.ended) await server.stop();
  await casebook.close();
});

interface Payload {
  readonly id: string;
  readonly participants: readonly { readonly id: string }[];
}

async function say(mutation: string, record: string, input: object): Promise<Payload> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const selection = record === 'interviewNote' ? 'id participants { id }' : 'id';
  const { payload } = await server.query(
    `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) { ${record} { ${selection} } errors { code message path } } }`,
    { input: { idempotencyKey: randomUUID(), ...input } },
    { token },
  );
  if (payload.errors.length > 0) throw new Error(`${mutation}: ${JSON.stringify(payload.errors)}`);
  return payload[record] as Payload;
}

async function addedNote(): Promise<{ note: string; participant: string }> {
  const { id, participants } = await say('addInterviewNote', 'interviewNote', {
    study,
    about: { organization },
    language: 'fr',
    year: 2020,
    newParticipant: {
      pseudonym: 'Rivière',
      broadRole: 'MANAGER',
      consent: { form: 'f1', language: 'fr', way: 'ORAL', scopes: ['ANALYSIS'] },
    },
    body: 'Le site aide.',
  });
  return { note: id, participant: participants[0]!.id };
}

async function typesOf(stream: string): Promise<string[]> {
  const { rows } = await watch.query<{ type: string }>(
    'SELECT type FROM event_log.events WHERE stream_id = $1 ORDER BY revision',
    [stream],
  );
  return rows.map(({ type }) => type);
}

/** Keys that live: of a person, or of what was said in a note before a version. */
async function livingKeys(id: string, below: number | null): Promise<number> {
  const { rows } = await watch.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM vault.data_keys
     WHERE wrapped IS NOT NULL AND (owner = $1 OR record = $1) AND ($2::int IS NULL OR version BETWEEN 1 AND $2 - 1)`,
    [id, below],
  );
  return rows[0]!.n;
}

/** Whether a connection of the service waits for a lock that `holder` holds. */
async function isWaitingFor(holder: pg.Client): Promise<boolean> {
  const { rows } = await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const { rows: waiting } = await watch.query(
    'SELECT 1 FROM pg_stat_activity WHERE $1::int = ANY (pg_blocking_pids(pid))',
    [rows[0]!.pid],
  );
  return waiting.length > 0;
}

/** The wrapped form of keys that live, of that person or record. */
async function wrappedKeys(id: string): Promise<Buffer[]> {
  const { rows } = await watch.query<{ wrapped: Buffer }>(
    'SELECT wrapped FROM vault.data_keys WHERE wrapped IS NOT NULL AND (owner = $1 OR record = $1)',
    [id],
  );
  return rows.map(({ wrapped }) => wrapped);
}

/** How many of them are in the file of the table of keys. */
async function left(wrapped: readonly Buffer[]): Promise<number> {
  await watch.query('CHECKPOINT');
  const { rows } = await watch.query<{ file: Buffer }>(
    `SELECT pg_read_binary_file(pg_relation_filepath('vault.data_keys')) AS file`,
  );
  return wrapped.filter((bytes) => rows[0]!.file.includes(bytes)).length;
}

const holds = {
  keys: 'LOCK TABLE vault.barred IN SHARE MODE',
  // Keys can be destroyed, and the table not be rewritten.
  sweep: 'LOCK TABLE vault.data_keys IN ACCESS SHARE MODE',
  log: 'SELECT 1 FROM event_log.head FOR UPDATE',
} as const;

async function hold(what: keyof typeof holds): Promise<pg.Client> {
  const client = await connected(casebook.database.url);
  await client.query('BEGIN');
  await client.query(holds[what]);
  return client;
}

async function release(client: pg.Client): Promise<void> {
  await client.query('ROLLBACK');
  await client.end();
}

/** Kills the service, and what its connections were about to do. */
async function kill(): Promise<void> {
  await server.kill();
  await watch.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'casebook%'`,
  );
}

async function restart(): Promise<void> {
  server = await CasebookServer.start({ env: { ...casebook.env, ...env, SAMPLES: 'none' } });
}

interface Erasing {
  readonly mutation: string;
  readonly record: string;
  readonly requested: string;
  readonly completed: string;
  readonly input: object;
  /** Keys of versions before this one go; all where it is null. */
  readonly below: number | null;
}

const erasures: Erasing[] = [
  {
    mutation: 'eraseParticipant',
    record: 'participant',
    requested: 'ErasureRequested',
    completed: 'ParticipantErased',
    input: {},
    below: null,
  },
  {
    mutation: 'anonymizeNote',
    record: 'interviewNote',
    requested: 'NoteAnonymized',
    completed: 'EarlierVersionsErased',
    input: { replaces: 1, body: 'Il aide.' },
    below: 2,
  },
  {
    mutation: 'redactPassage',
    record: 'interviewNote',
    requested: 'PassageRedacted',
    completed: 'EarlierVersionsErased',
    input: { replaces: 1, start: 3, end: 7, reason: 'Un tiers' },
    below: 2,
  },
  {
    mutation: 'destroyNote',
    record: 'interviewNote',
    requested: 'NoteDestructionRequested',
    completed: 'NoteDestroyed',
    input: { reason: 'Erreur' },
    below: null,
  },
];

describe.each(erasures)('$mutation', ({ mutation, record, requested, completed, input, below }) => {
  let id: string;
  let cut: Promise<string>;
  beforeEach(async () => {
    const { note, participant } = await addedNote();
    id = record === 'participant' ? participant : note;
  });
  const begin = () => {
    cut = say(mutation, record, { id, ...input }).then(
      () => 'answered',
      () => 'cut off',
    );
  };
  const finished = async () => {
    expect(await cut).toBe('cut off');
    await restart();
    const types = await typesOf(id);
    expect(types.filter((type) => type === requested)).toHaveLength(1);
    expect(types.filter((type) => type === completed)).toHaveLength(1);
    expect(await livingKeys(id, below)).toBe(0);
  };

  it('killed before the request is in the log, nothing has happened, and it is asked for again', async () => {
    const before = await typesOf(id);
    const log = await hold('log');
    begin();
    await until(() => isWaitingFor(log));
    await kill();
    await release(log);
    expect(await cut).toBe('cut off');
    await restart();
    expect(await typesOf(id)).toEqual(before);
    expect(await livingKeys(id, below)).toBeGreaterThan(0);
    await say(mutation, record, { id, ...input });
    expect((await typesOf(id)).slice(-2)).toEqual([requested, completed]);
    expect(await livingKeys(id, below)).toBe(0);
  });

  it('killed before the keys are destroyed', async () => {
    const keys = await hold('keys');
    begin();
    await until(() => isWaitingFor(keys));
    expect((await typesOf(id)).at(-1)).toBe(requested);
    await kill();
    await release(keys);
    expect(await livingKeys(id, below)).toBeGreaterThan(0);
    await finished();
  });

  it('killed when the keys are destroyed, before the log says so', async () => {
    const keys = await hold('keys');
    begin();
    await until(() => isWaitingFor(keys));
    const log = await hold('log');
    await release(keys);
    await until(async () => (await livingKeys(id, below)) === 0 && (await isWaitingFor(log)));
    await kill();
    await release(log);
    expect((await typesOf(id)).at(-1)).toBe(requested);
    await finished();
  });
});

it('An erasure that is killed before the bytes of the keys are gone is ended by the next start', async () => {
  const { participant: id } = await addedNote();
  const wrapped = await wrappedKeys(id);
  expect(wrapped.length).toBeGreaterThan(0);
  const sweeping = await hold('sweep');
  const cut = say('eraseParticipant', 'participant', { id }).catch(() => 'cut off');
  // Whoever looked at the keys now would wait behind it.
  await until(() => isWaitingFor(sweeping));
  await kill();
  await release(sweeping);
  expect(await cut).toBe('cut off');
  expect(await wrappedKeys(id)).toEqual([]);
  expect(await left(wrapped)).toBe(wrapped.length);
  await restart();
  expect(await left(wrapped)).toBe(0);
});
