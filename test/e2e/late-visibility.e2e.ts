import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { startCasebook, type Casebook } from '../support/casebook-server.js';
import { GraphqlWriter } from '../support/graphql-writer.js';

let casebook: Casebook;
let admin: GraphqlWriter;
let database: pg.Client;
/** The schema of the read model that is served. */
let schema: string;
beforeAll(async () => {
  casebook = await startCasebook({ samples: false });
  admin = new GraphqlWriter(casebook.server, { token: casebook.admin });
  database = new pg.Client({ connectionString: casebook.database.url });
  await database.connect();
  const { rows } = await database.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'rm\\_%'`,
  );
  expect(rows).toHaveLength(1);
  schema = rows[0]!.name;
}, 90_000);
afterAll(async () => {
  await database?.end();
  await casebook?.close();
});

const revisionOf = async (id: string) =>
  (await casebook.server.query('query ($id: ID!) { organization(id: $id) { revision } }', { id }))
    .organization?.revision as number | undefined;

async function until(id: string, revision: number): Promise<void> {
  for (const end = Date.now() + 25_000; (await revisionOf(id)) !== revision; await delay(50)) {
    if (Date.now() > end) throw new Error(`${id} does not show revision ${revision}`);
  }
}

describe('a mutation that is recorded, and', () => {
  it('does not show within two seconds, is answered with the record as it reads until then', async () => {
    const { id } = await admin.organization();
    await database.query(`BEGIN; SELECT * FROM ${schema}.checkpoint FOR UPDATE`);
    const answer = await admin.say('changeLegalForm', { id, legalForm: 'MUTUAL' });
    await database.query('ROLLBACK');
    expect(answer).toMatchObject({
      visibility: 'COMMITTED_NOT_YET_VISIBLE',
      errors: [],
      revision: 1,
      position: expect.stringMatching(/^\S+:\d+$/),
      record: { id, revision: 0, legalForm: 'COOPERATIVE' },
    });
    await until(id, 1);
  });

  it('cannot be read back, is no error, and said again with its key it shows', async () => {
    const { id } = await admin.organization();
    const input = { id, legalForm: 'MUTUAL', idempotencyKey: 'k' };
    await database.query(`ALTER TABLE ${schema}.organization RENAME TO organization_away`);
    const answer = await admin.say('changeLegalForm', input);
    await database.query(`ALTER TABLE ${schema}.organization_away RENAME TO organization`);
    expect(answer).toMatchObject({
      visibility: 'COMMITTED_NOT_YET_VISIBLE',
      errors: [],
      revision: 1,
      record: null,
    });
    await casebook.server.program.complained((stderr) => stderr.includes('could not be read back'), 20_000);
    await until(id, 1);
    expect(await admin.accepted('changeLegalForm', input)).toMatchObject({
      visibility: 'VISIBLE',
      revision: 1,
      record: { id, legalForm: 'MUTUAL' },
    });
  });
});
