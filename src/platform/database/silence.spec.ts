import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { testDatabase, type TestDatabase } from '../../../test/support/database.js';
import { DatabaseFront } from '../../../test/support/database-front.js';
import { boundSilence } from './silence.js';

/** Milliseconds; the bound itself comes 2.5 s later. */
const statementTimeout = 100;
const bound = statementTimeout + 2_500;

let database: TestDatabase;
let front: DatabaseFront;
beforeAll(async () => {
  database = await testDatabase();
  front = await DatabaseFront.before(database.url);
});
afterAll(async () => {
  await front.close();
  await database.drop();
});

it('ends a statement whose answer is swallowed, also after the connection was idle for longer than that', async () => {
  const client = new pg.Client({ connectionString: front.url });
  client.on('error', () => undefined);
  await client.connect();
  boundSilence(client, statementTimeout);
  await delay(bound + 500);
  await client.query('SELECT 1');
  front.swallow();
  const late = delay(30_000, 'never', { ref: false });
  const ended = client.query('SELECT 2').then(
    () => 'answered',
    () => 'cut',
  );
  expect(await Promise.race([ended, late])).toBe('cut');
});

it('leaves a statement its whole time that begins just when the connection was idle for so long', async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  boundSilence(client, statementTimeout);
  // The time of silence is over, the last look after it is not.
  await delay(bound - 300);
  expect((await client.query('SELECT pg_sleep(1)')).rowCount).toBe(1);
  await client.end();
});
