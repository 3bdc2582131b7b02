import pg from 'pg';
import { testDatabase, type TestDatabase } from '../../../test/support/database.js';
import type { Generation } from '../projections/generation.js';
import { countFacets, facetLimit } from './facets.js';
import { sql } from './sql.js';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await testDatabase();
  pool = new pg.Pool({ connectionString: database.url });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** The part of a generation that statements use. */
const generation = () =>
  ({
    schema: 'public',
    query: (statement: pg.QueryConfig) => pool.query(statement),
  }) as unknown as Generation;

const values = (count: number) =>
  sql`SELECT i::text AS value, i AS count FROM generate_series(1, ${count}::int) i`;

describe('Facets', () => {
  it('say which of them have more values than are given', async () => {
    const { counts, cut } = await countFacets(generation(), [
      { name: 'none', counts: values(0) },
      { name: 'full', counts: values(facetLimit) },
      { name: 'many', counts: values(facetLimit + 1) },
    ]);
    expect(cut).toEqual(['many']);
    expect(counts.get('none')).toEqual([]);
    expect(counts.get('full')).toHaveLength(facetLimit);
    expect(counts.get('many')).toHaveLength(facetLimit);
  });

  it('give the most frequent values first, and cut the others', async () => {
    const { counts } = await countFacets(generation(), [{ name: 'many', counts: values(facetLimit + 5) }]);
    expect(counts.get('many')?.[0]).toEqual({ value: String(facetLimit + 5), count: facetLimit + 5 });
    expect(counts.get('many')?.at(-1)).toEqual({ value: '6', count: 6 });
  });

  it('that nobody asks for cost no statement', async () => {
    const broken = { query: () => Promise.reject(new Error('asked')) } as unknown as Generation;
    expect(await countFacets(broken, [])).toEqual({ counts: new Map(), cut: [] });
  });
});
