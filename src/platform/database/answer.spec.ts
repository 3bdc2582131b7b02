import pg from 'pg';
import { testDatabase, type TestDatabase } from '../../../test/support/database.js';
import { answer } from './answer.js';

describe('answer', () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await testDatabase();
    client = new pg.Client({ connectionString: database.url });
    client.on('error', () => undefined);
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('gives rows, as objects or arrays', async () => {
    expect((await answer(client, { text: 'SELECT $1::int AS n', values: [1] })).rows).toEqual([{ n: 1 }]);
    expect((await answer(client, { text: 'SELECT 1 AS n', rowMode: 'array' }, 1_000)).rows).toEqual([[1]]);
  });

  it('throws what the database refuses, and the connection goes on', async () => {
    await expect(answer(client, { text: 'SELECT no_column' }, 1_000)).rejects.toMatchObject({
      code: '42703',
    });
    expect((await answer(client, { text: 'SELECT 1 AS n' })).rows).toEqual([{ n: 1 }]);
  });

  it('does not wait longer than it is told', async () => {
    // Whoever waits is answered, a minute later.
    await expect(answer(client, { text: 'SELECT pg_sleep(60)' }, 50)).rejects.toThrow('within 50 ms');
  });
});
