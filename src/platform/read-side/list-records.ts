import { Inject, Injectable, type Type } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { visibleRows } from '../access/record-tables.js';
import type { Viewer } from '../access/viewer.js';
import type { Generation } from '../projections/generation.js';
import type { FrequencyLogger } from './concept-frequencies.js';
import type { Order, PageRequest } from './page.js';
import { chosenOrder, compiledSearch, connection, type RecordConnection } from './record-list.js';
import type { Sql } from './sql.js';
import { conjuncts, type Combined, type Conjunct, type Fields } from './where.js';

/** The part of a request's context that a list reads. */
export interface ListContext {
  readonly viewer: Viewer;
  readonly generation: Generation;
  readonly request: { readonly log: FrequencyLogger };
}

/** What every list of records can be asked. */
export interface ListArgs<Where> extends PageRequest {
  readonly where?: Where | null;
  readonly search?: { readonly text: string; readonly language?: string | null } | null;
  readonly orderBy?: { readonly field: string; readonly direction: string } | null;
}

/**
 * A page of one type of records, with `totalCount` where asked for. Slices name theirs. Throws BAD_USER_INPUT.
 * `Shape` says how much of each row is read, where a list has more than one.
 */
export abstract class ListRecords<Row, Args, Shape = void> extends Query<RecordConnection<Row>> {
  constructor(
    readonly args: Args,
    readonly context: ListContext,
    readonly withTotal: boolean,
    readonly shape: Shape,
  ) {
    super();
  }
}

/** What one type of records brings to its list. Expressions speak of its row as `r`. */
export interface RecordList<Where, Shape = void, Known = void> {
  readonly table: string;
  readonly searchTable: string;
  /** By the names of the order's input; RELEVANCE is there without being named. */
  readonly orders: Readonly<Record<string, Order>>;
  /** What is selected. A table that is read along is named with `visibleRows`. */
  columns(shape: Shape, viewer: Viewer): Sql;
  /** How the fields of the filter read, for this viewer and by what the request knows. */
  fields(viewer: Viewer, known: Known): Fields<Where>;
  /** Conditions that hold unless the filter says otherwise. */
  unlessAsked?(where: Where | null | undefined): readonly Conjunct[];
}

/** Something that each request knows from memory, such as the vocabularies. */
export interface KnownOf<Known> {
  of(context: ListContext): Known;
}

/**
 * The handler of a list: one class a query, all from here.
 * @param source where the filter's fields have from what they need beside the viewer
 */
export function listHandler<Row extends { id: string }, Where extends Combined<Where>, Shape, Known = void>(
  query: Type<ListRecords<Row, ListArgs<Where>, Shape>>,
  list: RecordList<Where, Shape, Known>,
  ...[source]: Known extends void ? [] : [source: Type<KnownOf<Known>>]
): Type<IQueryHandler<ListRecords<Row, ListArgs<Where>, Shape>>> {
  class Handler implements IQueryHandler<ListRecords<Row, ListArgs<Where>, Shape>> {
    constructor(private readonly known?: KnownOf<Known>) {}

    execute(asked: ListRecords<Row, ListArgs<Where>, Shape>): Promise<RecordConnection<Row>> {
      return readList<Row, Where, Shape, Known>(list, asked, this.known?.of(asked.context) as Known);
    }
  }
  Object.defineProperty(Handler, 'name', { value: `${query.name}Handler` });
  if (source) Inject(source)(Handler, undefined, 0);
  Reflect.defineMetadata('design:paramtypes', source ? [source] : [], Handler);
  Injectable()(Handler);
  QueryHandler(query)(Handler);
  return Handler;
}

async function readList<Row extends { id: string }, Where extends Combined<Where>, Shape, Known>(
  list: RecordList<Where, Shape, Known>,
  { args, context, withTotal, shape }: ListRecords<Row, ListArgs<Where>, Shape>,
  known: Known,
): Promise<RecordConnection<Row>> {
  const { generation, viewer } = context;
  const search = compiledSearch(args.search);
  return connection<Row>(
    {
      generation,
      from: visibleRows(list.table, viewer),
      searchTable: list.searchTable,
      search,
      conjuncts: [
        ...conjuncts(args.where, list.fields(viewer, known)),
        ...(list.unlessAsked?.(args.where) ?? []),
      ],
    },
    list.columns(shape, viewer),
    chosenOrder(args.orderBy, list.orders, search),
    args,
    withTotal,
    context.request.log,
  );
}
