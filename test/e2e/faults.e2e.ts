import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CasebookServer,
  removeFolder,
  temporaryFolder,
  startedDatabase,
} from '../support/casebook-server.js';
import { isLong } from '../support/crash/chance.js';
import { SteadyLoad } from '../support/crash/steady-load.js';
import { connected } from '../support/connected.js';
import { DatabaseFront } from '../support/database-front.js';
import type { TestDatabase } from '../support/database.js';
import { GraphqlClient, type GraphqlAnswer } from '../support/graphql-client.js';
import { until } from '../support/until.js';

/*
 * A service whose way to its database is broken in each of the ways that a network knows. What it says then is typed and says
 * when to try again; whoever does so with the same key gets it done once; and nobody lends a hand.
 */

/** Longer than any deadline of the service; a request's own is 30 s. */
const within = 60_000;
/** Milliseconds; longer under `npm run test:crash`, which has the time. */
const [latency, away] = isLong ? [5_000, 60_000] : [1_000, 3_000];
const registering = `mutation ($input: RegisterOrganizationInput!) { payload: registerOrganization(input: $input) {
  organization { id } revision position visibility errors { code retryAfter } } }`;
const retryable = ['UNAVAILABLE', 'OUTCOME_UNKNOWN', 'DEADLINE_EXCEEDED'];

let database: TestDatabase;
let front: DatabaseFront;
let folder: string;
let server: CasebookServer;
let client: GraphqlClient;
let token: string;
let watch: pg.Client;

beforeAll(async () => {
  [database, folder] = await Promise.all([startedDatabase({ samples: false }), temporaryFolder()]);
  front = await DatabaseFront.before(database.url);
  server = await CasebookServer.start({
    env: { DATABASE_URL: front.url, DATA_DIR: folder, LOG_LEVEL: 'silent' },
  });
  client = new GraphqlClient(server.url, within);
  token = (await readFile(join(folder, 'admin-token'), 'utf8')).trim();
  watch = await connected(database.url);
});
afterAll(async () => {
  front?.back();
  await watch?.end();
  await server?.stop();
  await front?.close();
  await database?.drop();
  await removeFolder(folder);
});
afterEach(async () => {
  front.back();
  if (server.program.ended) throw new Error(`The service has ended:\n${server.stderr}`);
  await server.answers('/health/ready');
});

const newKey = () => randomUUID();
const register = (key: string): Promise<GraphqlAnswer> =>
  client.graphql(
    registering,
    {
      input: {
        name: [{ language: 'fr', text: `Coopérative fictive ${key}` }],
        legalForm: 'COOPERATIVE',
        idempotencyKey: key,
      },
    },
    { token },
  );
const ask = (): Promise<GraphqlAnswer> =>
  client.graphql(
    '{ organizations(first: 1) { totalCount } }',
    {},
    { headers: { 'cache-control': 'no-store' } },
  );

/** What an answer was refused with, having checked that it says when to try again; `null` when it was not refused. */
function refusedFor({ status, data, errors, headers }: GraphqlAnswer): string | null {
  const refusal = errors?.[0]?.extensions ?? data.payload?.errors[0];
  if (!refusal) return null;
  expect(retryable).toContain(refusal.code);
  expect(headers.get('retry-after')).toBe('1');
  if (errors) expect([status, refusal.retryAfter]).toEqual([503, 1]);
  return refusal.code as string;
}

/** Says it with the same key until it is accepted, as the API asks for. */
async function recorded(key: string): Promise<GraphqlAnswer['data']> {
  for (const deadline = Date.now() + within; Date.now() < deadline; await delay(100)) {
    const answer = await register(key);
    if (refusedFor(answer) === null) return answer.data.payload;
  }
  throw new Error('It is not accepted');
}

/** The same, until queries show it. */
async function shown(key: string): Promise<GraphqlAnswer['data']> {
  let told: GraphqlAnswer['data'];
  await until(
    async () => (told = await recorded(key)).visibility === 'VISIBLE' && told.organization !== null,
  );
  return told;
}

/** Once in the log, at the revision and the position that were told. */
async function standsOnce(key: string): Promise<void> {
  const told = await shown(key);
  const { rows } = await watch.query<{ stream: string; revision: number; position: string }>(
    `SELECT stream_id AS stream, revision, position FROM event_log.events
     WHERE type = 'OrganizationRegistered' AND data::text LIKE '%' || $1 || '%'`,
    [key],
  );
  expect(rows).toHaveLength(1);
  const [{ stream, revision, position }] = rows as [(typeof rows)[number]];
  expect([told.organization.id, told.revision]).toEqual([stream, revision]);
  expect(told.position.split(':')[1]).toBe(position);
}

async function statusOf(page: string): Promise<number> {
  const answer = await fetch(server.base + page, { signal: AbortSignal.timeout(within) });
  await answer.arrayBuffer();
  return answer.status;
}

describe('An append whose answer is lost', () => {
  it('is said again by the service itself, and written once', async () => {
    const key = newKey();
    const lost = front.loseAnswerTo('append one');
    const answer = await register(key);
    await lost;
    expect(refusedFor(answer)).toBeNull();
    await standsOnce(key);
  });

  it('is OUTCOME_UNKNOWN where the database stays away; the same key tells the outcome', async () => {
    const key = newKey();
    const lost = front.loseAnswerTo('append one').then(() => front.gone());
    const answer = await register(key);
    await lost;
    expect([answer.status, refusedFor(answer)]).toEqual([200, 'OUTCOME_UNKNOWN']);
    expect(answer.data.payload).toMatchObject({ organization: null, errors: [{ retryAfter: 1 }] });
    front.back();
    await standsOnce(key);
  });
});

describe('A database that is gone', () => {
  it('leaves the service alive and not ready; all is refused for now, bounded; it recovers without a hand', async () => {
    await recorded(newKey());
    front.gone();
    await until(async () => (await statusOf('/health/ready')) === 503);
    expect(await statusOf('/health/live')).toBe(200);
    const keys = Array.from({ length: 200 }, newKey);
    const refused = await Promise.all([...keys.map(register), ...keys.map(async () => ask())]);
    expect(new Set(refused.map(refusedFor))).toEqual(new Set(['UNAVAILABLE']));
    expect(await statusOf('/health/live')).toBe(200);
    front.back();
    await server.answers('/health/ready');
    expect(refusedFor(await ask())).toBeNull();
    for (const key of keys.slice(0, 3)) await standsOnce(key);
    await shown(newKey());
    const { rows } = await watch.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE 'casebook%'`,
    );
    expect(rows[0]!.n).toBeLessThanOrEqual(25);
  });
});

describe('A database that is away while the load goes on', () => {
  /** Resident memory of the service may grow by what its garbage collector leaves lying, in bytes; what piles up grows on. */
  const slack = 150e6;

  it('costs nothing that was acknowledged and no memory, and is served from again by itself when it is back', async () => {
    const load = new SteadyLoad(server.program.child.pid!, register, ask, refusedFor);
    load.begin();
    await load.accepted(50);
    const before = load.memory();
    front.gone();
    const gone = performance.now();
    await until(async () => (await statusOf('/health/ready')) === 503);
    for (; performance.now() - gone < away; await delay(500)) {
      expect([await statusOf('/health/live'), await statusOf('/health/ready')]).toEqual([200, 503]);
    }
    const { most, refused } = load.sinceBegin();
    front.back();
    const back = performance.now();
    await load.accepted(1);
    const writing = performance.now() - back;
    await server.answers('/health/ready');
    const ready = performance.now() - back;
    await load.accepted(50);
    await load.end();
    const [mb, s] = [(bytes: number) => Math.round(bytes / 1e6), (ms: number) => (ms / 1_000).toFixed(1)];
    process.stderr.write(
      `Database away for ${s(away)} s under load: ${refused} refused; RSS ${mb(before)} MB before, at most ${mb(most)} MB, ` +
        `${mb(load.memory())} MB after; first write after ${s(writing)} s, ready after ${s(ready)} s\n`,
    );
    expect(most - before).toBeLessThan(slack);
    const { rows } = await watch.query<{ key: string; times: number }>(
      `SELECT key, count(event_id)::int AS times FROM unnest($1::text[]) key
       LEFT JOIN event_log.events ON data::text LIKE '%' || key || '%' GROUP BY key HAVING count(event_id) <> 1`,
      [load.acknowledged],
    );
    expect(rows).toEqual([]);
  }, 300_000);
});

describe('A network that swallows everything', () => {
  it('ends each wait by a deadline, and leaves no connection taken when it is over', async () => {
    await recorded(newKey());
    front.swallow();
    const keys = Array.from({ length: 12 }, newKey);
    const answers = await Promise.all([...keys.map(register), ...keys.map(async () => ask())]);
    for (const answer of answers) expect(refusedFor(answer)).not.toBeNull();
    expect(await statusOf('/health/live')).toBe(200);
    expect(await statusOf('/health/ready')).toBe(503);
    front.back();
    await server.answers('/health/ready');
    for (const key of keys.slice(0, 3)) await standsOnce(key);
    expect(refusedFor(await ask())).toBeNull();
    await shown(newKey());
  });
});

describe('Answers that come seconds late', () => {
  it('are waited for, or given up with a word; what was written stands once', async () => {
    const key = newKey();
    front.slow(latency);
    const [written, read] = await Promise.all([register(key), ask()]);
    refusedFor(written);
    refusedFor(read);
    front.back();
    await standsOnce(key);
    expect(refusedFor(await ask())).toBeNull();
  });
});

describe('A table that is held', () => {
  it('is waited for as long as a statement may take, and then it is said again later', async () => {
    const key = newKey();
    await watch.query('BEGIN; LOCK TABLE vault.api_tokens IN ACCESS EXCLUSIVE MODE');
    const refused = await register(key);
    await watch.query('COMMIT');
    expect(refusedFor(refused)).toBe('UNAVAILABLE');
    await standsOnce(key);
  });
});

describe('Announcements that do not arrive', () => {
  /** As another process would: the same as an organization that stands, in a stream of its own. */
  const appendElsewhere = async (): Promise<string> => {
    const id = `organization-${randomUUID()}`;
    await watch.query(
      `WITH one AS (SELECT * FROM event_log.events WHERE type = 'OrganizationRegistered' LIMIT 1),
         head AS (UPDATE event_log.head SET position = position + 1 RETURNING position)
       INSERT INTO event_log.events (position, event_id, stream_id, revision, type, schema_version, data, metadata)
       SELECT head.position, gen_random_uuid(), $1, 0, type, schema_version, data, metadata FROM head, one`,
      [id],
    );
    return id;
  };
  const isShown = async (id: string) =>
    (await client.query('query ($id: ID!) { organization(id: $id) { id } }', { id })).organization?.id === id;

  it('are not needed: what another process wrote is found by looking', async () => {
    await recorded(newKey());
    front.swallow((settings) => settings.includes('announcements'));
    const unheard = await appendElsewhere();
    await until(() => isShown(unheard));
    front.back();
    expect(front.cut('announcements')).toBeGreaterThan(0);
    const cutOff = await appendElsewhere();
    await until(() => isShown(cutOff));
    // Whoever connects listens first; a NOTIFY that was due may have come after.
    await until(async () => {
      const { rows } = await watch.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '%announcements'
         AND query ~ '^(LISTEN|NOTIFY)'`,
      );
      return rows.length > 0;
    });
  });
});
