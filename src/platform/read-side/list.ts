import type pg from 'pg';
import type { Generation } from '../projections/generation.js';
import { beyond, encodeCursor, orderBy, type Order, type Page } from './page.js';
import { allRows } from '../access/record-tables.js';
import { always, and, join, nothing, raw, sql, statement, type Sql } from './sql.js';
import { textTypes } from './types.js';

/** Concepts (`scheme:code`) of which a listed record has at least one, and the table that links them. */
export interface ConceptDriver {
  readonly table: string;
  readonly concepts: readonly string[];
}

/** What is asked of one table. Expressions speak of its row as `r`. */
export interface ListQuery {
  /** The rows that the viewer may see, to stand in FROM. */
  readonly from: Sql;
  readonly columns: Sql;
  readonly predicate: Sql;
  readonly order: Order;
  readonly page: Page;
  /** Begins at the links of these concepts, in the order of ordinals. `rest` is the predicate without them. */
  readonly driver?: (ConceptDriver & { readonly rest: Sql }) | null;
  /** Rows that match a full-text search, with their rank: a query giving `id` and `rank`. */
  readonly hits?: Sql | null;
  readonly withTotal: boolean;
}

export interface ListPage<Row> {
  readonly rows: readonly Row[];
  /** Made when asked for: most lists ask for the last one only. */
  cursorOf(row: Row): string;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Null unless asked for. */
  readonly total: number | null;
}

type RawRow = { cursor_key?: string | null; cursor_ordinal: string; total: string | null };

/** Page sizes for which there is a statement; others are read with the next larger one. */
const preparedSizes = [0, 5, 10, 20, 25, 50, 75, 100];

/**
 * How many rows to read: one more than the page has, to know whether there are more. It stands in the statement's text. As
 * a parameter it would be unknown to a kept plan, which therefore looks dear, so that PostgreSQL would plan every call
 * anew: for a page of a list that is as long as running it.
 */
function rowsFor({ size }: Page): Sql {
  return raw(String((preparedSizes.find((prepared) => prepared >= size) ?? size) + 1));
}

/** Runs the list as one named statement: the page and, when asked for, the count of all. */
export async function list<Row extends object>(
  generation: Generation,
  query: ListQuery,
): Promise<ListPage<Row>> {
  const { order, page } = query;
  const { rows } = await generation.query<RawRow & pg.QueryResultRow>({
    ...statement(listSql(query), generation.schema),
    types: textTypes,
  });
  const total = query.withTotal ? Number(rows[0]!.total) : null;
  const found = rows.filter((row) => row.cursor_ordinal !== null);
  const more = found.length > page.size;
  const kept = more ? found.slice(0, page.size) : found;
  if (page.backwards) kept.reverse();
  return {
    rows: kept as unknown as Row[],
    cursorOf: (row) => {
      const { cursor_key: key, cursor_ordinal: ordinal } = row as unknown as RawRow;
      return encodeCursor(order, key ?? null, ordinal, generation.lineages);
    },
    hasNextPage: page.backwards ? page.from !== null : more,
    hasPreviousPage: page.backwards ? more : page.from !== null,
    total,
  };
}

function listSql(query: ListQuery): Sql {
  const { order, columns, withTotal } = query;
  const key = order.key === null ? nothing : sql`, (${order.key})::text AS cursor_key`;
  const selected = sql`${columns}${key}, ${order.ordinal} AS cursor_ordinal`;
  const page = query.hits
    ? foundPage(query)
    : query.driver
      ? drivenPage(query, selected)
      : plainPage(query, selected);
  if (!withTotal) return query.hits ? sql`WITH ${hitCte(query)} ${page}` : page;
  const ctes = [...(query.hits ? [hitCte(query)] : []), sql`page AS (${page})`];
  // The count stands in every row, and in a row of its own where the page is empty.
  const total = query.hits
    ? raw('SELECT count(*) AS total FROM hit')
    : sql`SELECT count(*) AS total FROM ${query.from} r WHERE ${query.predicate}`;
  return sql`WITH ${join(ctes, ', ')} SELECT t.total, page.* FROM (${total}) t LEFT JOIN page ON true ORDER BY ${orderBy(inPage(order), query.page)}`;
}

/** The order among the rows of `page`, said again since a join keeps none. What the cursors hold is enough for it. */
function inPage(order: Order): Order {
  const key = order.key && sql`page.cursor_key::${raw(order.type)}`;
  return { ...order, key, ordinal: raw('page.cursor_ordinal') };
}

/** What a search finds among the records asked for, with all that the order needs: the count and the page both start here. */
function hitCte({ hits, from, predicate, order }: ListQuery): Sql {
  const key = order.key === null ? nothing : sql`, ${order.key} AS key`;
  return sql`hit AS MATERIALIZED (SELECT hit.id, ${order.ordinal} AS ordinal${key} FROM (${hits!}) hit JOIN ${from} r ON r.id = hit.id WHERE ${predicate})`;
}

function plainPage(query: ListQuery, selected: Sql): Sql {
  const { order, page, predicate } = query;
  const cursor = beyond(order, page);
  return sql`SELECT ${selected} FROM ${query.from} r WHERE ${and(cursor ? [predicate, cursor] : [predicate])} ORDER BY ${orderBy(order, page)} LIMIT ${rowsFor(page)}`;
}

/** The first of what was found, then their rows: so the count and the order need no more than `hit`. */
function foundPage({ from, columns, order, page }: ListQuery): Sql {
  const inHit: Order = { ...order, key: order.key && raw('hit.key'), ordinal: raw('hit.ordinal') };
  const cursor = beyond(inHit, page);
  const where = cursor ? sql` WHERE ${cursor}` : nothing;
  const key = inHit.key ? sql`, (${inHit.key})::text AS cursor_key` : nothing;
  const sorted = orderBy(inHit, page);
  return sql`SELECT ${columns}${key}, hit.ordinal AS cursor_ordinal FROM (SELECT * FROM hit${where} ORDER BY ${sorted} LIMIT ${rowsFor(page)}) hit JOIN ${from} r ON r.id = hit.id ORDER BY ${sorted}`;
}

/**
 * The newest of each concept from its range of the link index, then the newest of these: so a rare concept reads few
 * rows and a frequent one no more than a page.
 */
function drivenPage(query: ListQuery, selected: Sql): Sql {
  const { page, order } = query;
  const { table, concepts, rest } = query.driver!;
  const direction = raw((order.direction === 'asc') === !page.backwards ? 'ASC' : 'DESC');
  const operator = raw((order.direction === 'asc') === !page.backwards ? '>' : '<');
  const cursor = page.from ? sql` AND l.ordinal ${operator} ${page.from.ordinal}::bigint` : nothing;
  // Every link is joined to its record's row, which the viewer must see.
  const links = allRows(table);
  const rows = query.from;
  const from = chosenByUs(concepts.length === 1 ? concepts[0] : concepts, rest);
  if (concepts.length === 1) {
    return sql`SELECT ${selected} FROM ${links} l JOIN ${rows} r ON r.id = l.id WHERE l.concept = ${from}${cursor} AND ${rest} ORDER BY l.ordinal ${direction} LIMIT ${rowsFor(page)}`;
  }
  return sql`SELECT ${selected} FROM (SELECT DISTINCT n.id, n.ordinal FROM unnest(${from}) c(concept) CROSS JOIN LATERAL (SELECT l.id, l.ordinal FROM ${links} l JOIN ${rows} r ON r.id = l.id WHERE l.concept = c.concept${cursor} AND ${rest} ORDER BY l.ordinal ${direction} LIMIT ${rowsFor(page)}) n ORDER BY n.ordinal ${direction} LIMIT ${rowsFor(page)}) n JOIN ${rows} r ON r.id = n.id ORDER BY n.ordinal ${direction}`;
}

/**
 * The concepts that a list begins at. Where nothing else is asked, any of them is read the same way; behind a subselect
 * PostgreSQL does not see which they are, and so keeps one plan instead of planning every call anew, which takes as long as
 * running it.
 */
function chosenByUs(concepts: string | readonly string[] | undefined, rest: Sql): Sql {
  const value = typeof concepts === 'string' ? sql`${concepts}::text` : sql`${concepts}::text[]`;
  return rest === always ? sql`(SELECT ${value})` : value;
}
