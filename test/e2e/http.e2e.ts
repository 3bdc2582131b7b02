import pg from 'pg';
import { startCasebook, type Casebook } from '../support/casebook-server.js';
import { auditGraphqlOverHttp } from '../support/graphql-http-audits.js';

let casebook: Casebook;
beforeAll(async () => {
  casebook = await startCasebook({ samples: true });
}, 90_000);
afterAll(() => casebook.close());

const modern = 'application/graphql-response+json';

interface Given {
  readonly path?: string;
  readonly body?: string;
  readonly method?: string;
  readonly type?: string;
  readonly authorization?: string;
  readonly accept?: string;
}

const get = (path: string) => fetch(casebook.server.base + path, { signal: AbortSignal.timeout(10_000) });

it('fails none of the GraphQL-over-HTTP audits', async () => {
  const { audits, failed } = await auditGraphqlOverHttp(casebook.server.url);
  expect(audits).toBeGreaterThan(50);
  expect(failed).toEqual([]);
}, 60_000);

describe('the IDE', () => {
  it('is made of this server’s own files alone', async () => {
    const page = await get('/graphiql');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    const html = await page.text();
    const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1]!);
    expect(addresses.length).toBeGreaterThan(0);
    for (const address of addresses) {
      expect(address).not.toMatch(/^(https?:)?\/\//);
      const file = await fetch(new URL(address, `${casebook.server.base}/graphiql`), {
        signal: AbortSignal.timeout(10_000),
      });
      expect({ address, status: file.status }).toEqual({ address, status: 200 });
      await file.arrayBuffer();
    }
    expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'|default-src 'self'/);
  });
});

describe('a request', () => {
  it('that asks for too much is refused before it is executed', async () => {
    const pages =
      '{ initiatives(first: 100) { nodes { owners { id } facets: id history(first: 100) { nodes { changes { field } } } } } }';
    const answer = await casebook.server.graphql(pages);
    expect(answer.status).toBe(400);
    expect(answer.data ?? null).toBeNull();
  });

  it('for a page says its cost', async () => {
    const { extensions } = await casebook.server.graphql('{ initiatives(first: 10) { nodes { id } } }');
    expect(extensions.cost).toEqual({ requested: expect.any(Number), limit: expect.any(Number) });
  });

  it.each([
    ['an answer', 200, { body: '{"query":"{ __typename }"}' }],
    ['an answer by GET', 200, { path: '?query=%7B__typename%7D' }],
    ['an answer to HEAD', 200, { path: '?query=%7B__typename%7D', method: 'HEAD' }],
    [
      'a mutation without a token',
      401,
      {
        body: '{"query":"mutation { advanceStage(input: { id: \\"x\\", to: PILOT, on: \\"2026-01-01\\" }) { errors { code } } }"}',
      },
    ],
    ['an invalid document', 400, { body: '{"query":"{ nothing }"}' }],
    ['a body that is no JSON', 400, { body: '{' }],
    ['a token that is unknown', 401, { body: '{"query":"{ __typename }"}', authorization: 'Bearer none' }],
    ['a mutation by GET', 405, { path: '?query=mutation%7B__typename%7D' }],
    ['another method', 405, { path: '', method: 'DELETE' }],
    ['an answer in another type', 406, { path: '?query=%7B__typename%7D', accept: 'text/html' }],
    ['a body in another type', 415, { body: 'query', type: 'text/plain' }],
  ])('is answered for its caller alone, and never kept unasked: %s', async (_what, status, given) => {
    const {
      path = '',
      body,
      method,
      type = 'application/json',
      authorization,
      accept = modern,
    } = given as Given;
    const answer = await fetch(casebook.server.url + path, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        accept,
        ...(body !== undefined && { 'content-type': type }),
        ...(authorization && { authorization }),
      },
      body: body ?? null,
      signal: AbortSignal.timeout(10_000),
    });
    await answer.arrayBuffer();
    expect(answer.status).toBe(status);
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
    const vary = answer.headers.get('vary')?.split(/, */);
    expect(vary?.sort()).toEqual(['Accept', 'Accept-Language', 'Authorization']);
  });

  it('for a path that is none is not found, and leaks nothing', async () => {
    for (const path of [
      '/metrics/..%2f',
      '/graphql/x',
      '/health',
      '/admin-token',
      '/graphiql/../package.json',
    ]) {
      const answer = await get(path);
      expect({ path, status: answer.status }).toEqual({ path, status: expect.any(Number) });
      expect(answer.status).toBeGreaterThanOrEqual(300);
      expect(answer.status).toBeLessThan(500);
      expect(await answer.text()).not.toMatch(/node_modules|at \w+ \(|dependencies/);
    }
  });

  it('for nothing in particular leads to the IDE', async () => {
    const answer = await fetch(casebook.server.base, {
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('/graphiql');
  });

  it('of health is never kept', async () => {
    await casebook.server.answers('/health/ready');
    for (const path of ['/health/live', '/health/ready']) {
      const answer = await get(path);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(await answer.json()).toMatchObject({ status: 'ok' });
    }
    expect(await (await get('/health/ready')).json()).toEqual({
      status: 'ok',
      readModel: { state: 'live', ordinal: expect.any(Number), lag: 0 },
      database: 'ok',
      parkedStreams: 0,
    });
  });
});

describe('a fault', () => {
  it('is logged once, with its stack, its operation and the id that the client sees, and tells the client no more', async () => {
    const admin = new pg.Client({ connectionString: casebook.database.url, connectionTimeoutMillis: 10_000 });
    await admin.connect();
    try {
      const { rows } = await admin.query<{ name: string }>(
        `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname LIKE 'rm%' AND tablename = 'organization'`,
      );
      const table = rows[0]!.name;
      await admin.query(`ALTER TABLE ${table} RENAME TO away`);
      const answer = await casebook.server.graphql('query Ask { organizations(first: 1) { nodes { id } } }');
      await admin.query(`ALTER TABLE ${table.replace(/[^.]+$/, 'away')} RENAME TO organization`);
      const [error] = answer.errors!;
      expect(error).toMatchObject({ message: 'Internal error', extensions: { code: 'INTERNAL' } });
      expect(JSON.stringify(answer.errors)).not.toMatch(/does not exist|rm_|\\n *at /);
      const { correlationId } = error!.extensions as { correlationId: string };
      await casebook.server.program.complained((stderr) => stderr.includes(correlationId), 10_000);
      const lines = casebook.server.stderr.trimEnd().split('\n').filter((line) => line.includes('does not exist')); // prettier-ignore
      expect(lines).toHaveLength(1);
      expect(JSON.parse(lines[0]!)).toMatchObject({
        correlationId,
        operation: 'query Ask',
        path: error!.path,
        err: { message: expect.stringContaining('does not exist'), stack: expect.stringMatching(/\n\s+at /) },
      });
    } finally {
      await admin.end();
    }
  });
});
