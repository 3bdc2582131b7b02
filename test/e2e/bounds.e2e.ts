import { once } from 'node:events';
import { connect } from 'node:net';
import pg from 'pg';
import { run, startCasebook, type Casebook } from '../support/casebook-server.js';
import { until } from '../support/until.js';

let casebook: Casebook;
let admin: pg.Client;
beforeAll(async () => {
  casebook = await startCasebook({ samples: true });
  admin = new pg.Client({ connectionString: casebook.database.url, connectionTimeoutMillis: 10_000 });
  admin.on('error', () => undefined);
  await admin.connect();
}, 90_000);
afterAll(async () => {
  await admin?.end();
  await casebook?.close();
});

describe('a filter', () => {
  const document = 'query ($where: InitiativeWhere) { initiatives(first: 1, where: $where) { totalCount } }';
  const filtered = (where: object) => casebook.server.graphql(document, { where });
  const refused = async (where: object) => {
    const { errors } = await filtered(where);
    return errors?.[0] as { message: string; extensions: { code: string } } | undefined;
  };

  it.each([
    ['initiatives', 'missions', 'environment'],
    ['initiatives', 'regions', 'montreal'],
    ['initiatives', 'ownerMissions', 'environment'],
    ['organizations', 'missions', 'environment'],
    ['organizations', 'regions', 'montreal'],
  ])('of %s asks for at most 20 %s that must all be there', async (list, field, code) => {
    const type = list === 'initiatives' ? 'InitiativeWhere' : 'OrganizationWhere';
    const asked = (length: number) =>
      casebook.server.graphql(`query ($where: ${type}) { ${list}(where: $where) { totalCount } }`, {
        where: { [field]: { all: Array<string>(length).fill(code) } },
      });
    expect((await asked(20)).errors).toBeUndefined();
    expect((await asked(21)).errors).toMatchObject([
      { message: expect.stringContaining('20'), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  it('has at most 100 conditions, counted over all its levels', async () => {
    const several = (length: number) => Array.from({ length }, () => ({ fictional: true }));
    // Each level has fewer than a filter may have: and, its parts and their conditions count alike.
    const nested = (length: number) => ({
      and: [{ or: several(length) }, { not: { and: [{ or: several(length) }] } }],
    });
    expect(await refused(nested(20))).toBeUndefined();
    expect(await refused(nested(30))).toMatchObject({
      message: expect.stringContaining('100'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});

it('a localized text takes at most ten languages, of at most 35 characters', async () => {
  const asked = (languages: readonly string[]) =>
    casebook.server.graphql(
      'query ($languages: [String!]) { initiatives(first: 1) { nodes { title(languages: $languages) { language } } } }',
      { languages },
    );
  const french = (length: number) => Array<string>(length).fill('fr');
  expect((await asked([...french(9), 'x'.repeat(35)])).data.initiatives.nodes[0].title.language).toBe('fr');
  for (const languages of [french(11), ['fr', 'x'.repeat(36)]]) {
    expect((await asked(languages)).errors).toMatchObject([
      { message: expect.stringMatching(/at most 10 tags/), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  }
});

describe('merged organizations', () => {
  const merged = async (where: object | null) => {
    const { organizations } = await casebook.server.query(
      `query ($where: OrganizationWhere) { organizations(first: 100, where: $where) { nodes { status } } }`,
      { where },
    );
    return (organizations.nodes as { status: string }[]).filter(({ status }) => status === 'MERGED').length;
  };

  it('are listed where their status is asked for, at whatever level of the filter, and nowhere else', async () => {
    const all = await merged({ status: { in: ['MERGED'] } });
    expect(all).toBeGreaterThan(0);
    expect(await merged({ or: [{ and: [{ status: { in: ['MERGED', 'ACTIVE'] } }] }] })).toBe(all);
    expect(await merged({ not: { status: { in: ['ACTIVE'] } } })).toBe(all);
    expect(await merged(null)).toBe(0);
    expect(await merged({ not: { legalForm: { in: [] } } })).toBe(0);
  });
});

describe('a client that goes away before it is answered', () => {
  const schemas = async () => {
    const { rows } = await admin.query<{ name: string }>(
      `SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'rm%' ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  };

  it('lets its read model go: after a rebuild, the old one is dropped', async () => {
    const [old] = await schemas();
    const socket = connect(Number(new URL(casebook.server.base).port), '127.0.0.1');
    await once(socket, 'connect');
    // Nobody is answered from the table while it is held.
    await admin.query(`BEGIN; LOCK TABLE ${old}.initiative IN ACCESS EXCLUSIVE MODE`);
    const body = JSON.stringify({ query: '{ initiatives(first: 1) { nodes { id } } }' });
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: casebook\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await until(async () => {
      const { rowCount } = await admin.query(
        `SELECT FROM pg_locks JOIN pg_database d ON d.oid = database
          WHERE d.datname = current_database() AND NOT granted AND relation = '${old}.initiative'::regclass`,
      );
      return rowCount === 1;
    }, 'the request waits for the table');
    socket.destroy();
    await admin.query('COMMIT');

    expect(await run('cli.js', ['rebuild'], { env: casebook.env })).toMatchObject({ code: 0, stderr: '' });
    await until(async () => !(await schemas()).includes(old!), 'the old read model is dropped');
    expect(await casebook.server.query('{ initiatives { totalCount } }')).toEqual({
      initiatives: { totalCount: 40 },
    });
  }, 150_000);
});
