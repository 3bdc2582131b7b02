import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { startCasebook, type Casebook } from '../support/casebook-server.js';
import type { RequestOptions } from '../support/graphql-client.js';
import { checksLag, GraphqlWriter } from '../support/graphql-writer.js';

/*
 * Rows are changed here behind the log's back, which nothing in the product does: an answer that still shows the former row
 * was kept, one that shows the new row was made anew.
 */

let casebook: Casebook;
let client: pg.Client;
let schema: string;
let editor: GraphqlWriter;
const tokens = { editor: '', colleague: '' };

beforeAll(async () => {
  casebook = await startCasebook({ samples: true });
  client = new pg.Client({ connectionString: casebook.database.url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'rm\\_%'`,
  );
  schema = rows[0]!.name;
  tokens.editor = await casebook.createToken('editor', 'Editor');
  tokens.colleague = await casebook.createToken('editor', 'Colleague');
  editor = new GraphqlWriter(casebook.server, { token: tokens.editor });
}, 120_000);
afterAll(async () => {
  await client?.end();
  await casebook?.close();
});

const document = `query Title($id: ID!) { initiative(id: $id) { title { text language } revision } }`;

async function shown(id: string, options: RequestOptions = {}): Promise<string> {
  return (await casebook.server.query(document, { id }, options)).initiative.title.text;
}
const anew: RequestOptions = { headers: { 'cache-control': 'no-store' } };

/** An initiative whose title is kept as `former` for an anonymous reader, while its row says `tampered`. */
async function tamperedInitiative(): Promise<string> {
  const owner = await editor.organization();
  const { id } = await editor.initiative({
    title: [
      { language: 'fr', text: 'former' },
      { language: 'en', text: 'former (en)' },
    ],
    owners: [owner.id],
  });
  await untilKept(id);
  return id;
}

/** The vocabularies may be looked for a moment after a write: until then no answer is kept. */
async function untilKept(id: string): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, checksLag));
  await shown(id);
  await tamper(id, 'tampered');
  expect(await shown(id)).toBe('former');
}

async function tamper(id: string, text: string): Promise<void> {
  const path = `jsonb_set(title, '{fr,text}', to_jsonb($2::text))`;
  await client.query(`UPDATE "${schema}".initiative SET title = ${path} WHERE id = $1`, [id, text]);
}

describe('An answer is kept', () => {
  it('while nothing is recorded, and not for who asks that none be stored', async () => {
    const id = await tamperedInitiative();
    expect(await shown(id)).toBe('former');
    expect(await shown(id, anew)).toBe('tampered');
    expect(await shown(id)).toBe('former');
  });

  it('until anything is recorded, whatever it is', async () => {
    const id = await tamperedInitiative();
    await editor.organization();
    expect(await shown(id)).toBe('tampered');
  });

  it('for its operation and variables alone', async () => {
    const id = await tamperedInitiative();
    const [, other] = [await shown(id), await tamperedInitiative()];
    expect(await shown(other)).toBe('former');
    const renamed = document.replace('query Title', 'query Other');
    expect((await casebook.server.query(renamed, { id: other })).initiative.title.text).toBe('tampered');
  });

  it('for its viewer alone: not for another role, nor for another person of the same role', async () => {
    const id = await tamperedInitiative();
    expect(await shown(id, { token: tokens.editor })).toBe('tampered');
    await tamper(id, 'again');
    expect(await shown(id, { token: tokens.editor })).toBe('tampered');
    expect(await shown(id, { token: tokens.colleague })).toBe('again');
    expect(await shown(id)).toBe('former');
  });

  it('for its languages alone', async () => {
    const id = await tamperedInitiative();
    expect(await shown(id, { headers: { 'accept-language': 'en' } })).toBe('former (en)');
    expect(await shown(id, { headers: { 'accept-language': 'fr' } })).toBe('tampered');
  });
});

it('Who has written reads it, at once and each time', async () => {
  const id = await tamperedInitiative();
  for (let version = 1; version <= 20; version++) {
    const { visibility } = await editor.accepted('describeInitiative', {
      id,
      title: { language: 'fr', text: `version ${version}`, replaces: version },
      idempotencyKey: randomUUID(),
    });
    expect(visibility).toBe('VISIBLE');
    const all = await Promise.all([shown(id), shown(id), shown(id, { token: tokens.editor })]);
    expect(all).toEqual(Array(3).fill(`version ${version}`));
  }
});

it('A token that was revoked is refused, whatever is kept', async () => {
  const id = await tamperedInitiative();
  const token = await casebook.createToken('researcher', 'For a moment');
  await shown(id, { token });
  await shown(id, { token });
  await client.query(
    `UPDATE vault.api_tokens SET revoked_at = now() WHERE person = (SELECT id FROM vault.persons WHERE name = 'For a moment')`,
  );
  expect((await casebook.server.graphql(document, { id }, { token })).status).toBe(401);
});

it('An answer with errors is not kept', async () => {
  const id = await tamperedInitiative();
  const list = '{ initiatives(search: { text: "former" }) { totalCount } }';
  const rename = (from: string, to: string) =>
    client.query(`ALTER TABLE "${schema}".${from} RENAME TO ${to}`);
  await rename('initiative_search', 'away');
  expect((await casebook.server.graphql(list)).errors).toHaveLength(1);
  await rename('away', 'initiative_search');
  expect((await casebook.server.query(list)).initiatives.totalCount).toBeGreaterThan(0);
  expect(await shown(id)).toBe('former');
});

it('Names of persons, which change without an event, are never kept', async () => {
  const id = await tamperedInitiative();
  const history = `query ($id: ID!) { initiative(id: $id) { history { nodes { person } } } }`;
  const person = async () => {
    const data = await casebook.server.query(history, { id }, { token: tokens.editor });
    return data.initiative.history.nodes[0].person;
  };
  expect(await person()).toBe('Editor');
  expect(await person()).toBe('Editor');
  const rename = 'UPDATE vault.persons SET name = $2 WHERE name = $1';
  await client.query(rename, ['Editor', 'Éditrice']);
  expect(await person()).toBe('Éditrice');
  await client.query(rename, ['Éditrice', 'Editor']);
});

it('Limits hold beside answers that are kept', async () => {
  const pages = `query ($first: Int!) { initiatives(first: $first) { nodes { owners { id } history(first: $first) { nodes { changes { field } } } } } }`;
  const few = { first: 1 };
  await casebook.server.query(pages, few);
  await casebook.server.query(pages, few);
  const refused = await casebook.server.refusal(pages, { first: 100 });
  expect(refused).toMatchObject({ status: 400, extensions: { code: 'LIMIT_EXCEEDED' } });
});

describe('A GET', () => {
  const ask = async (id: string, headers: Record<string, string> = {}, method = 'GET') => {
    const search = new URLSearchParams({ query: document, variables: JSON.stringify({ id }) });
    const signal = AbortSignal.timeout(10_000);
    const answer = await fetch(`${casebook.server.url}?${search.toString()}`, { headers, method, signal });
    return { status: answer.status, etag: answer.headers.get('etag'), text: await answer.text() };
  };

  it('is told the version of its answer, and only that where it has it', async () => {
    const id = await tamperedInitiative();
    const first = await ask(id);
    expect(first).toMatchObject({ status: 200, etag: expect.stringMatching(/^W\/".{22}"$/) });
    expect(JSON.parse(first.text).data.initiative.title.text).toBe('former');
    expect(await ask(id, { 'if-none-match': `"x", ${first.etag}` })).toMatchObject({
      status: 304,
      etag: first.etag,
      text: '',
    });
    expect(await ask(id, { 'if-none-match': '"x"' })).toEqual(first);
    expect(await ask(id, {}, 'HEAD')).toEqual({ ...first, text: '' });
    await editor.organization();
    const next = await ask(id, { 'if-none-match': first.etag! });
    expect(next.status).toBe(200);
    expect(next.etag).not.toBe(first.etag);
  });

  it('by somebody else has another version', async () => {
    const id = await tamperedInitiative();
    const { etag } = await ask(id);
    const authorization = `Bearer ${tokens.editor}`;
    expect((await ask(id, { authorization, 'if-none-match': etag! })).status).toBe(200);
  });
});
