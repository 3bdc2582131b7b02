import pg from 'pg';
import { run, startCasebook, type Casebook } from '../support/casebook-server.js';
import { GraphqlClient } from '../support/graphql-client.js';

let casebook: Casebook;
beforeAll(async () => {
  casebook = await startCasebook({ samples: false });
}, 90_000);
afterAll(() => casebook.close());

const token = (...args: string[]) => run('cli.js', ['token', ...args], { env: casebook.env });

/** Every table of every schema of the base, as text. */
async function everything(): Promise<string> {
  const client = new pg.Client({ connectionString: casebook.database.url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['vault.api_tokens', 'vault.persons']),
    );
    const rows: string[] = [];
    for (const { name } of tables) {
      const found = await client.query<{ row: string }>(
        `SELECT t::text || to_jsonb(t)::text AS row FROM ${name} t`,
      );
      rows.push(...found.rows.map(({ row }) => row));
    }
    return rows.join('\n');
  } finally {
    await client.end();
  }
}

it('a token is shown once, and only its hash is kept', async () => {
  const made = await token('create', '--role', 'editor', '--name', 'Zoé Testeuse');
  expect(made.code).toBe(0);
  expect(made.stdout).toMatch(/^casebook_[A-Za-z0-9_-]{43}\n$/);
  const secret = made.stdout.trim();
  const part = secret.slice('casebook_'.length);
  expect(made.stderr).not.toContain(part);
  const list = await token('list');
  expect(list.code).toBe(0);
  expect(list.stdout).toMatch(/^token-\S+\teditor\tvalid\t.*\tZoé Testeuse$/m);
  expect(list.stdout.split('\n').filter((line) => line !== '')).toHaveLength(2);
  expect(`${list.stdout}${list.stderr}`).not.toContain(part);

  const kept = await everything();
  expect(kept).toContain('Zoé Testeuse');
  const bytes = Buffer.from(part, 'base64url');
  for (const trace of [
    part,
    bytes.toString('hex'),
    bytes.toString('base64'),
    Buffer.from(secret).toString('hex'),
  ]) {
    expect(kept).not.toContain(trace);
  }
  expect(kept).not.toContain(casebook.admin);
  expect(`${casebook.server.stdout}${casebook.server.stderr}`).not.toContain(part);
});

it('a further token of one person speaks for the same person', async () => {
  const first = await token('create', '--role', 'editor', '--name', 'Deux');
  const person = /person-[0-9a-f-]{36}/.exec(first.stderr)![0];
  const second = await token('create', '--role', 'researcher', '--name', 'Deux', '--person', person);
  expect(second.code).toBe(0);
  const lines = (await token('list')).stdout.split('\n').filter((line) => line.includes(person));
  expect(lines.map((line) => line.split('\t')[1]).sort()).toEqual(['editor', 'researcher']);
});

it('a token is revoked at once, also twice', async () => {
  const made = await token('create', '--role', 'editor', '--name', 'Brève');
  const options = { token: made.stdout.trim() };
  const query = '{ organizations { totalCount } }';
  expect((await casebook.server.graphql(query, {}, options)).status).toBe(200);
  const id = /token-[0-9a-f-]{36}/.exec(made.stderr)![0];
  for (let times = 0; times < 2; times++) expect(await token('revoke', id)).toMatchObject({ code: 0 });
  expect(await casebook.server.graphql(query, {}, options)).toMatchObject({
    status: 401,
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  });
  expect((await token('list')).stdout).toMatch(new RegExp(`^${id}\teditor\trevoked `, 'm'));
});

it.each([
  [['create', '--role', 'reader', '--name', 'x'], /reader/],
  [['create', '--role', 'editor'], /--name/],
  [['create', '--role', 'editor', '--name', ' '], /--name/],
  [['create', '--role', 'editor', '--name', 'x', '--person', 'person-none'], /person-none/],
  [['revoke', 'token-none'], /token-none/],
  [['revoke'], /id/],
])('%j is refused in one line', async (args, message) => {
  const { code, stdout, stderr } = await token(...args);
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^\s+at /m);
});

it('a token may belong to a study, and to nothing else', async () => {
  const researcher = (await token('create', '--role', 'researcher', '--name', 'Ina')).stdout.trim();
  const opened = await new GraphqlClient(casebook.server.url).query(
    'mutation ($input: OpenStudyInput!) { openStudy(input: $input) { study { id } } }',
    {
      input: {
        title: [{ language: 'fr', text: 'Étude' }],
        retainUntil: '2030-12-31',
        idempotencyKey: 'a study',
      },
    },
    { token: researcher },
  );
  const study: string = opened.openStudy.study.id;
  expect((await token('create', '--role', 'researcher', '--name', 'Ina', '--study', study)).code).toBe(0);
  expect((await token('list')).stdout).toMatch(
    new RegExp(`\\tresearcher\\tvalid\\t.*\\t${study}\\tIna$`, 'm'),
  );
  const wrong = await token('create', '--role', 'researcher', '--name', 'Ina', '--study', 'initiative-1');
  expect(wrong).toMatchObject({
    code: 1,
    stderr: 'casebook: --study must be the id of a study: study-<uuid>\n',
  });
  const none = 'study-0c9a7f52-5f0e-4b1d-8a55-2d1c7b9e4f10';
  expect(await token('create', '--role', 'researcher', '--name', 'Ina', '--study', none)).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `casebook: there is no study ${none} in this base\n`,
  });
});
