import { readFileSync } from 'node:fs';
import { startCasebook, type Casebook } from '../support/casebook-server.js';
import { auditGraphqlOverHttp } from '../support/graphql-http-audits.js';

let casebook: Casebook;
beforeAll(async () => {
  casebook = await startCasebook({ samples: true });
}, 90_000);
afterAll(() => casebook.close());

const get = (path: string) => fetch(casebook.server.base + path, { signal: AbortSignal.timeout(10_000) });

it('fails none of the GraphQL-over-HTTP audits', async () => {
  const { audits, failed } = await auditGraphqlOverHttp(casebook.server.url);
  expect(audits).toBeGreaterThan(50);
  expect(failed).toEqual([]);
}, 60_000);

it('has the schema that is committed', async () => {
  const { __schema: schema } = await casebook.server.query(
    '{ __schema { mutationType { fields { name } } types { name kind } } }',
  );
  const committed = readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8');
  for (const { name, kind } of schema.types as { name: string; kind: string }[]) {
    if (kind === 'OBJECT' && !name.startsWith('__')) expect(committed).toContain(`type ${name} `);
  }
  expect(schema.mutationType.fields.length).toBe(24);
});

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
    for (const path of ['/health/live', '/health/ready']) {
      const answer = await get(path);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(await answer.json()).toMatchObject({ status: 'ok' });
    }
  });
});
