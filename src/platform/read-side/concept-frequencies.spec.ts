import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { testDatabase, type TestDatabase } from '../../../test/support/database.js';
import type { Generation } from '../projections/generation.js';
import { rarest } from './concept-frequencies.js';
import { always } from './sql.js';
import type { Conjunct } from './where.js';
import { until } from '../../../test/support/until.js';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await testDatabase();
  pool = new pg.Pool({ connectionString: database.url });
  await pool.query(
    `CREATE TABLE link AS SELECT CASE WHEN i = 1 THEN 'rare' ELSE 'frequent' END AS concept FROM generate_series(1, 9) i`,
  );
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const generation = () =>
  ({
    schema: 'public',
    query: (statement: pg.QueryConfig) => pool.query(statement),
  }) as unknown as Generation;

const conjunct = (table: string, concept: string): Conjunct => ({
  field: concept,
  sql: always,
  keys: { table, concepts: [concept] },
});

/** A logger that keeps what it was told. */
function listening() {
  const told: { fields: object; message: string }[] = [];
  return { told, warn: (fields: object, message: string) => void told.push({ fields, message }) };
}

describe('A list begins', () => {
  it('at the condition that fewest records fulfil, once they are counted', async () => {
    const one = generation();
    const both = [conjunct('link', 'frequent'), conjunct('link', 'rare')];
    const log = listening();
    expect(rarest(one, both, log)?.field).toBe('frequent');
    await until(() => rarest(one, both, log)?.field === 'rare');
    expect(log.told).toEqual([]);
  });

  it('at the first condition where they cannot be counted, and the log says so once in a while', async () => {
    const one = generation();
    const both = [conjunct('missing', 'a'), conjunct('missing', 'b')];
    const log = listening();
    expect(rarest(one, both, log)?.field).toBe('a');
    await until(() => log.told.length > 0);
    for (let asked = 0; asked < 20; asked++) {
      expect(rarest(one, both, log)?.field).toBe('a');
      await delay(5);
    }
    expect(log.told).toEqual([
      {
        fields: { err: expect.objectContaining({ code: '42P01' }), table: 'missing' },
        message: 'Frequencies of concepts could not be counted',
      },
    ]);
  });

  it('nowhere in particular without such a condition', () => {
    expect(rarest(generation(), [{ field: 'other', sql: always }], listening())).toBeNull();
  });
});
