import type DataLoader from 'dataloader';
import { badInput } from '../graphql/request-context.js';
import type { ConnectionView, EdgeView, HighlightView, PageArgs } from '../graphql/connection.type.js';
import type { Generation } from '../projections/generation.js';
import { rarest } from './concept-frequencies.js';
import { list } from './list.js';
import { pageOf, type Order } from './page.js';
import { highlighter, hits, searchTextLimit, type Search } from './search.js';
import { and, sql, type Sql } from './sql.js';
import { allOf, type Conjunct } from './where.js';

/** A list as asked for, compiled: what its page, its count and its facets all start from. */
export interface CompiledList {
  readonly generation: Generation;
  readonly table: string;
  readonly searchTable: string;
  readonly search: Search | null;
  /** What the viewer may see, over `r`. */
  readonly policy: Sql;
  readonly conjuncts: readonly Conjunct[];
}

export interface RecordEdge<Node> extends EdgeView<Node> {
  readonly highlighter: DataLoader<string, readonly HighlightView[]> | null;
}

export interface RecordConnection<Node> extends ConnectionView<Node> {
  readonly edges: readonly RecordEdge<Node>[];
  readonly nodes: readonly Node[];
  readonly totalCount: number | null;
  readonly compiled: CompiledList;
}

export const updatedOrder: Order = {
  name: 'UPDATED',
  direction: 'desc',
  key: null,
  type: 'bigint',
  ordinal: sql`r.ordinal`,
};
export const recordedOrder: Order = { ...updatedOrder, name: 'RECORDED', ordinal: sql`r.recorded_ordinal` };
const relevanceOrder: Order = { ...updatedOrder, name: 'RELEVANCE', key: sql`hit.rank`, type: 'real' };

/** @throws BAD_USER_INPUT */
export function compiledSearch(
  search: { text: string; language?: string | null } | null | undefined,
): Search | null {
  if (!search) return null;
  if (search.text.length > searchTextLimit)
    throw badInput(`A search has at most ${searchTextLimit} characters`);
  if (search.text.includes('\u0000') || !search.text.isWellFormed()) {
    throw badInput('A search must not contain NUL characters or lone surrogates');
  }
  return { text: search.text, language: (search.language as Search['language']) ?? null };
}

/** The order asked for; without one, by relevance where something is searched for, else the latest change first. */
export function chosenOrder(
  asked: { field: string; direction: string } | null | undefined,
  orders: Readonly<Record<string, Order>>,
  search: Search | null,
): Order {
  const field = asked?.field ?? (search ? 'RELEVANCE' : 'UPDATED');
  if (field === 'RELEVANCE' && !search) throw badInput('The order RELEVANCE needs a search');
  const order = field === 'RELEVANCE' ? relevanceOrder : orders[field]!;
  return { ...order, direction: (asked?.direction as Order['direction'] | undefined) ?? order.direction };
}

/** Reads one page and makes the connection of it. */
export async function connection<Row extends { id: string }>(
  compiled: CompiledList,
  columns: Sql,
  order: Order,
  args: PageArgs,
  withTotal: boolean,
): Promise<RecordConnection<Row>> {
  const { generation, table, search, policy, conjuncts } = compiled;
  const start =
    order.key === null && order.name === 'UPDATED' && !search ? rarest(generation, conjuncts) : null;
  const page = await list<Row>(generation, {
    table,
    columns,
    predicate: and([policy, allOf(conjuncts)]),
    order,
    page: pageOf(args, order),
    driver: start && {
      ...start.keys!,
      rest: and([policy, allOf(conjuncts.filter((conjunct) => conjunct !== start))]),
    },
    hits: search && hits(compiled.searchTable, search),
    withTotal,
  });
  const highlights = search && highlighter(generation, compiled.searchTable, search);
  const edges = page.rows.map((row) => ({ cursor: row.cursor, node: row, highlighter: highlights }));
  return {
    edges,
    nodes: page.rows,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: edges[0]?.cursor,
      endCursor: edges.at(-1)?.cursor,
    },
    totalCount: page.total,
    compiled,
  };
}

/** The matching records' ids, without the conditions of one field: what that field's facet counts over. */
export function matching(
  { table, searchTable, search, policy, conjuncts }: CompiledList,
  without?: string,
): Sql {
  const condition = and([policy, allOf(conjuncts, without)]);
  const rows = sql`SELECT r.* FROM ${{ texts: [`$schema.${table} r`], values: [] }} WHERE ${condition}`;
  return search ? sql`${rows} AND r.id IN (SELECT id FROM (${hits(searchTable, search)}) found)` : rows;
}
