import type DataLoader from 'dataloader';
import { badInput } from '../errors/bad-input.js';
import type { Generation } from '../projections/generation.js';
import { rarest, type FrequencyLogger } from './concept-frequencies.js';
import { list, type ListPage } from './list.js';
import { pageOf, type Order, type PageRequest } from './page.js';
import { highlighter, hits, searchTextLimit, type Highlight, type Search } from './search.js';
import { sql, type Sql } from './sql.js';
import { allOf, type Conjunct } from './where.js';

/** A list as asked for, compiled: what its page, its count and its facets all start from. */
export interface CompiledList {
  readonly generation: Generation;
  /** The rows that the viewer may see, to stand in FROM. */
  readonly from: Sql;
  readonly searchTable: string;
  readonly search: Search | null;
  readonly conjuncts: readonly Conjunct[];
}

/**
 * One record of a list. It is a class, like {@link PageInfo}, for its getters: those of an object literal are kept in a hidden
 * class of V8's own that outlives the quick rounds of the garbage collector, and with it all rows of the page.
 */
export class RecordEdge<Node> {
  readonly #page: ListPage<object>;
  readonly #row: object;

  constructor(
    page: ListPage<object>,
    row: object,
    readonly node: Node,
    readonly highlighter: DataLoader<string, readonly Highlight[]> | null,
  ) {
    this.#page = page;
    this.#row = row;
  }

  /** Made when asked for: most lists ask for the last one only. */
  get cursor(): string {
    return this.#page.cursorOf(this.#row);
  }

  /** The same place in the list with another node. */
  with<Other>(node: Other): RecordEdge<Other> {
    return new RecordEdge(this.#page, this.#row, node, this.highlighter);
  }
}

class PageInfo {
  constructor(
    private readonly edges: readonly RecordEdge<unknown>[],
    readonly hasNextPage: boolean,
    readonly hasPreviousPage: boolean,
  ) {}

  get startCursor(): string | undefined {
    return this.edges[0]?.cursor;
  }

  get endCursor(): string | undefined {
    return this.edges.at(-1)?.cursor;
  }
}

export interface RecordConnection<Node> {
  readonly edges: readonly RecordEdge<Node>[];
  readonly nodes: readonly Node[];
  readonly pageInfo: Pick<PageInfo, 'hasNextPage' | 'hasPreviousPage' | 'startCursor' | 'endCursor'>;
  readonly totalCount: number | null;
  readonly compiled: CompiledList;
}

/** The same connection with its records as they are shown. */
export function shownAs<Row, View>(
  page: RecordConnection<Row>,
  view: (row: Row, index: number) => View,
): RecordConnection<View> {
  const nodes = page.nodes.map(view);
  return { ...page, edges: page.edges.map((edge, index) => edge.with(nodes[index]!)), nodes };
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
  args: PageRequest,
  withTotal: boolean,
  logger: FrequencyLogger,
): Promise<RecordConnection<Row>> {
  const { generation, from, search, conjuncts } = compiled;
  const start =
    order.key === null && order.name === 'UPDATED' && !search ? rarest(generation, conjuncts, logger) : null;
  const page = await list<Row>(generation, {
    from,
    columns,
    predicate: allOf(conjuncts),
    order,
    page: pageOf(args, order, generation.lineages),
    driver: start && {
      ...start.keys!,
      rest: allOf(conjuncts.filter((conjunct) => conjunct !== start)),
    },
    hits: search && hits(compiled.searchTable, search),
    withTotal,
  });
  const highlights = search && highlighter(generation, compiled.searchTable, search);
  const edges = page.rows.map((row) => new RecordEdge(page as ListPage<object>, row, row, highlights));
  return {
    edges,
    nodes: page.rows,
    pageInfo: new PageInfo(edges, page.hasNextPage, page.hasPreviousPage),
    totalCount: page.total,
    compiled,
  };
}

/** The matching records' rows, without the conditions of one field: what that field's facet counts over. */
export function matching({ from, searchTable, search, conjuncts }: CompiledList, without?: string): Sql {
  const rows = sql`SELECT r.* FROM ${from} r WHERE ${allOf(conjuncts, without)}`;
  return search ? sql`${rows} AND r.id IN (SELECT id FROM (${hits(searchTable, search)}) found)` : rows;
}
