import pg from 'pg';
import { testDatabase, type TestDatabase } from '../../../test/support/database.js';
import { Lineages } from '../../kernel/lineages.js';
import type { Generation } from '../projections/generation.js';
import { list, type ListPage, type ListQuery } from './list.js';
import type { Order } from './page.js';
import { recordedOrder, updatedOrder } from './record-list.js';
import { always, raw, sql, type Statement } from './sql.js';

const ROWS = 3_000;
let database: TestDatabase;
let pool: pg.Pool;
let said: Statement;
beforeAll(async () => {
  database = await testDatabase();
  pool = new pg.Pool({ connectionString: database.url });
  await pool.query(`
    CREATE TABLE tale AS SELECT 'tale-' || i AS id, i::bigint AS recorded_ordinal, (i * 7919) % ${ROWS} + 1::bigint AS ordinal,
      (chr(65 + i % 26) || i % 10) COLLATE "C" AS title_sort, DATE '2020-01-01' + i % 500 AS since, (i % 7)::real / 3 AS rank
    FROM generate_series(1, ${ROWS}) i;
    CREATE INDEX ON tale (ordinal); CREATE INDEX ON tale (title_sort, ordinal); CREATE UNIQUE INDEX ON tale (id); ANALYZE tale`);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const generation = () =>
  ({
    schema: 'public',
    lineages: new Lineages('lineage'),
    query: (statement: Statement) => {
      said = statement;
      return pool.query(statement);
    },
  }) as unknown as Generation;

interface Tale {
  readonly id: string;
}

const query = (order: Order, more: Partial<ListQuery> = {}): ListQuery => ({
  from: raw('$schema.tale'),
  columns: raw('r.id'),
  predicate: always,
  order,
  page: { size: 20, backwards: false, from: null },
  withTotal: true,
  ...more,
});

const title: Order = {
  ...updatedOrder,
  name: 'TITLE',
  direction: 'asc',
  key: raw('r.title_sort'),
  type: 'text',
};
const since: Order = { ...updatedOrder, name: 'SINCE', key: raw('r.since'), type: 'date' };
const oldest: Order = { ...updatedOrder, key: raw('r.ordinal'), ordinal: raw('r.recorded_ordinal') };
const relevance: Order = { ...updatedOrder, name: 'RELEVANCE', key: raw('hit.rank'), type: 'real' };
const hits = sql`SELECT s.id, s.rank FROM $schema.tale s WHERE s.rank > ${0.5}`;

describe('A page with its total', () => {
  it.each([
    ['the latest change', updatedOrder, {}],
    ['the latest recorded', recordedOrder, {}],
    ['text', title, {}],
    ['date', since, {}],
    ['ordinals as keys', oldest, {}],
    ['relevance', relevance, { hits }],
    ['text of what was found', title, { hits }],
  ])('stands in the order of %s, forwards and backwards, as the page alone does', async (_, order, more) => {
    for (const backwards of [false, true]) {
      const page = { size: 20, backwards, from: null };
      const alone = await list<Tale>(generation(), query(order, { ...more, page, withTotal: false }));
      const counted = await list<Tale>(generation(), query(order, { ...more, page }));
      expect(alone.rows).toHaveLength(20);
      const shown = ({ rows, cursorOf }: ListPage<Tale>) =>
        rows.map((row) => ({ id: row.id, cursor: cursorOf(row) }));
      expect(shown(counted)).toEqual(shown(alone));
      expect(counted.total).toBeGreaterThan(1_000);
      expect(alone.total).toBeNull();
    }
  });

  it.each([
    ['the latest change', updatedOrder, {}],
    ['text', title, {}],
    ['relevance', relevance, { hits }],
  ])('is sorted by %s after it is joined, and not only before', async (_, order, more) => {
    await list<Tale>(generation(), query(order, more));
    const { rows } = await pool.query<{ 'QUERY PLAN': [{ Plan: { 'Node Type': string } }] }>(
      `EXPLAIN (FORMAT JSON) ${said.text}`,
      said.values,
    );
    expect(rows[0]!['QUERY PLAN'][0].Plan['Node Type']).toMatch(/Sort$/);
  });

  it('has a total where it has no rows', async () => {
    const none = await list<Tale>(
      generation(),
      query(title, { page: { size: 0, backwards: false, from: null } }),
    );
    expect(none).toMatchObject({ rows: [], total: ROWS, hasNextPage: true });
    const nothing = await list<Tale>(generation(), query(title, { predicate: raw('false') }));
    expect(nothing).toMatchObject({ rows: [], total: 0, hasNextPage: false });
  });

  it('lists and counts the rows of its FROM alone', async () => {
    const from = sql`(SELECT r.* FROM $schema.tale r WHERE r.recorded_ordinal <= ${7})`;
    for (const order of [title, updatedOrder]) {
      const page = await list<Tale>(generation(), query(order, { from }));
      expect(page.rows.map(({ id }) => id).sort()).toEqual([1, 2, 3, 4, 5, 6, 7].map((i) => `tale-${i}`));
      expect(page.total).toBe(7);
    }
  });
});
