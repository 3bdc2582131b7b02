import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { CasebookServer, startCasebook, type Casebook } from '../support/casebook-server.js';
import { GraphqlClient, type GraphqlAnswer } from '../support/graphql-client.js';
import { mutation } from '../support/graphql-writer.js';
import { until } from '../support/until.js';
import { connected } from '../support/connected.js';

/** A service that works on two requests at one time, and lets two more wait. */
const limits = { REQUESTS_AT_ONCE: '2', REQUESTS_WAITING: '2' };
const within = 60_000;
const asked = '{ initiatives { totalCount } }';

let casebook: Casebook;
let watch: pg.Client;

beforeAll(async () => {
  casebook = await startCasebook({ samples: false, env: limits });
  watch = await connected(casebook.database.url);
});
afterAll(async () => {
  await watch?.end();
  await casebook?.close();
});

/** Holds up whoever does what `statement` locks out, until it is released. */
async function hold(statement: string): Promise<{ release: () => Promise<void> }> {
  const client = await connected(casebook.database.url);
  await client.query('BEGIN');
  await client.query(statement);
  return {
    release: async () => {
      await client.query('ROLLBACK');
      await client.end();
    },
  };
}

/** How many statements of the service wait for a lock. */
async function heldUp(): Promise<number> {
  const { rows } = await watch.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'casebook%' AND wait_event_type = 'Lock'`,
  );
  return rows[0]!.n;
}

async function tableOfInitiatives(): Promise<string> {
  const { rows } = await watch.query<{ name: string }>(
    `SELECT format('%I.initiative', schemaname) AS name FROM pg_tables
     WHERE tablename = 'initiative' AND schemaname LIKE 'rm\\_%'`,
  );
  return rows[0]!.name;
}

describe('A service that is asked for more than it can do', () => {
  it('refuses the rest with 503 and Retry-After, answers what it has taken, and recovers', async () => {
    const { server } = casebook;
    const table = await hold(`LOCK TABLE ${await tableOfInitiatives()} IN ACCESS EXCLUSIVE MODE`);
    const refused: GraphqlAnswer[] = [];
    const answered: GraphqlAnswer[] = [];
    const fresh = { headers: { 'cache-control': 'no-store' } };
    const all = Array.from({ length: 7 }, async () => {
      const answer = await server.graphql(asked, {}, fresh);
      (answer.status === 503 ? refused : answered).push(answer);
    });
    try {
      await until(() => refused.length === 3);
      expect(answered).toEqual([]);
      for (const { headers, errors, data } of refused) {
        expect(headers.get('content-type')).toMatch(/^application\/graphql-response\+json/);
        expect(headers.get('retry-after')).toBe('1');
        expect(data).toBeUndefined();
        expect(errors).toEqual([
          { message: expect.any(String), extensions: { code: 'OVERLOADED', retryAfter: 1 } },
        ]);
      }
      const plain = await server.graphql(asked, {}, { headers: { accept: 'application/json' } });
      expect([plain.status, plain.headers.get('retry-after')]).toEqual([503, '1']);
      for (const page of ['/health/live', '/health/ready', '/graphiql']) await server.answers(page);
    } finally {
      await table.release();
    }
    await Promise.all(all);
    expect(answered.map(({ status, data }) => [status, data])).toEqual(
      Array.from({ length: 4 }, () => [200, { initiatives: { totalCount: 0 } }]),
    );
    expect(await server.query(asked, {}, fresh)).toEqual({ initiatives: { totalCount: 0 } });
  });

  it('lets go of a request that waits when its client goes away', async () => {
    const { server } = casebook;
    const table = await hold(`LOCK TABLE ${await tableOfInitiatives()} IN ACCESS EXCLUSIVE MODE`);
    const going = new AbortController();
    const ask = (signal?: AbortSignal) =>
      fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
        body: JSON.stringify({ query: asked }),
        signal,
      }).then(
        ({ status }) => status,
        () => 'gone',
      );
    const first = [ask(), ask()];
    try {
      await until(async () => (await heldUp()) === 2);
      // As many as are let in to wait, and then one that is not.
      await until(async () => (await Promise.race([ask(going.signal), delay(300)])) === 503);
      going.abort();
      // Their places are free again: two more are taken, and answered in the end.
      for (let taken = 0; taken < 2;) {
        const answer = ask();
        // Longer than a refusal takes on a busy machine: whoever has not heard it by then is taken.
        if ((await Promise.race([answer, delay(3_000)])) === 503) continue;
        first.push(answer);
        taken++;
      }
    } finally {
      await table.release();
    }
    expect(await Promise.all(first)).toEqual([200, 200, 200, 200]);
  });
});

interface Said {
  readonly key: string;
  readonly outcome: 'recorded' | 'refused' | 'broken off';
}

describe('A service that is told to stop under load', () => {
  it('is not ready first, answers what it has taken, and breaks off nothing that it recorded', async () => {
    await casebook.server.stop();
    const env = { ...casebook.env, SAMPLES: 'none', DRAIN_SECONDS: '1' };
    const server = await CasebookServer.start({ env });
    const options = { token: casebook.admin };
    const client = new GraphqlClient(server.url);
    const input = () => ({
      name: [{ language: 'fr', text: 'Coopérative fictive' }],
      legalForm: 'COOPERATIVE',
      idempotencyKey: randomUUID(),
    });
    const register = async (): Promise<Said> => {
      const one = input();
      const said = (outcome: Said['outcome']) => ({ key: one.idempotencyKey, outcome });
      try {
        const { status, data, errors } = await client.graphql(
          mutation('registerOrganization'),
          { input: one },
          options,
        );
        if (status === 200 && data.payload.errors.length === 0) return said('recorded');
        expect([status, errors?.[0]?.extensions.code]).toEqual([503, 'UNAVAILABLE']);
        return said('refused');
      } catch (error) {
        // Of fetch, in another realm than the test's.
        if ((error as Error).name === 'TypeError') return said('broken off');
        throw error;
      }
    };
    const all: Said[] = [];
    let stopping = false;
    let recordedWhileNotReady = 0;
    const running = Array.from({ length: 6 }, async () => {
      for (let late = 0; late < 3;) {
        const during = stopping;
        const said = await register();
        all.push(said);
        if (said.outcome !== 'recorded') late++;
        else if (during) recordedWhileNotReady++;
      }
    });
    await until(() => all.length > 20);
    // One mutation is held up from before the signal until after it.
    const head = await hold('SELECT 1 FROM event_log.head FOR UPDATE');
    await until(async () => (await heldUp()) > 0);
    server.program.child.kill('SIGTERM');
    await until(async () => {
      const ready = await fetch(`${server.base}/health/ready`);
      const { status } = (await ready.json()) as { status: string };
      return ready.status === 503 && status === 'stopping';
    });
    stopping = true;
    await head.release();
    await Promise.all(running);
    expect(await server.program.end(within)).toBe(0);
    expect(recordedWhileNotReady).toBeGreaterThan(0);
    await expect(fetch(`${server.base}/health/live`)).rejects.toThrow('fetch failed');
    const { rows } = await watch.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM event_log.events WHERE type = 'OrganizationRegistered'`,
    );
    // Nothing stands in the log that was not acknowledged.
    expect(rows[0]!.n).toBe(all.filter(({ outcome }) => outcome === 'recorded').length);
    expect(server.program.stdout).toMatch(/Stopped$/m);
  });
});
