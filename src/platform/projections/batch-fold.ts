import type { ObjectLiteral } from 'typeorm';
import type { RecordedEvent } from '../event-store/event-store.js';
import type { ProjectedEvent, Satellite } from './documents.js';
import { settleRow } from './settle-row.js';
import type { DocumentTables, Routes, Table } from './tables.js';

/** Lifts a recorded event to the newest version of its payload. Throws when it cannot. */
export type Decode = (event: RecordedEvent) => { readonly type: string; readonly data: unknown };

/** A recorded event with its ordinal, counted where the engine does not give it. */
export type OrdinalEvent = RecordedEvent & { readonly ordinal: number };

export type AnyProjectedEvent = ProjectedEvent<{ type: string; data: unknown }>;
type Row = ObjectLiteral;

/** An event that no fold accepts, or whose row no table takes: its stream is parked. */
export class UnfoldableEvent extends Error {
  override readonly name = 'UnfoldableEvent';
}

export interface Target {
  readonly tables: DocumentTables;
  readonly keys: readonly string[];
}

export interface PlannedEvent {
  readonly event: AnyProjectedEvent;
  readonly targets: readonly Target[];
}

/** A document before and after a batch. */
export interface Change {
  readonly before: Row | null;
  readonly after: Row | null;
}

export type DocumentChanges = Map<DocumentTables, Map<string, Change>>;

/** Rows to write and to delete, by key. No key stands in both. */
export interface RowChanges {
  readonly upserts: Map<string, Row>;
  readonly deletes: Map<string, Row>;
}

export function categoryOf(streamId: string): string {
  const dash = streamId.indexOf('-');
  return dash < 0 ? streamId : streamId.slice(0, dash);
}

/**
 * The events of a batch that some document follows, with the keys that each concerns.
 * @throws UnfoldableEvent
 */
export function planBatch(
  events: readonly OrdinalEvent[],
  routes: Routes,
  parked: ReadonlySet<string>,
  decode: Decode,
): PlannedEvent[] {
  const plan: PlannedEvent[] = [];
  for (const recorded of events) {
    const route = routes.get(categoryOf(recorded.streamId));
    if (route && !parked.has(recorded.streamId)) plan.push(planEvent(recorded, route, decode));
  }
  return plan;
}

/** @throws UnfoldableEvent */
export function planEvent(
  recorded: OrdinalEvent,
  route: readonly DocumentTables[],
  decode: Decode,
): PlannedEvent {
  try {
    const { type, data } = decode(recorded);
    const { streamId, revision, ordinal, recordedAt, metadata } = recorded;
    const event: AnyProjectedEvent = { type, data, streamId, revision, ordinal, recordedAt, metadata };
    const targets = route.map((tables) => ({ tables, keys: tables.documents.keys?.(event) ?? [streamId] }));
    return { event, targets };
  } catch (error) {
    throw unfoldable(recorded, error);
  }
}

/** Keys of rows that may stand in the database already. A stream's first event finds none: all its keys lie in it. */
export function keysToLoad(plan: readonly PlannedEvent[]): Map<DocumentTables, Set<string>> {
  const begun = new Set<string>();
  const wanted = new Map<DocumentTables, Set<string>>();
  for (const { event, targets } of plan) {
    if (event.revision === 0) begun.add(event.streamId);
    if (begun.has(event.streamId)) continue;
    for (const { tables, keys } of targets) {
      const set = wanted.get(tables) ?? new Set();
      for (const key of keys) set.add(key);
      wanted.set(tables, set);
    }
  }
  return wanted;
}

/** @throws UnfoldableEvent */
export function foldPlan(
  plan: readonly PlannedEvent[],
  loaded: ReadonlyMap<DocumentTables, ReadonlyMap<string, Row>>,
): DocumentChanges {
  const changes: DocumentChanges = new Map();
  for (const { event, targets } of plan) {
    for (const { tables, keys } of targets) {
      let rows = changes.get(tables);
      if (!rows) changes.set(tables, (rows = new Map<string, Change>()));
      for (const key of keys) {
        const known = rows.get(key);
        const before = known ? known.before : (loaded.get(tables)?.get(key) ?? null);
        rows.set(key, { before, after: foldOne(tables, known ? known.after : before, event, key) });
      }
    }
  }
  return changes;
}

/** @throws UnfoldableEvent */
export function foldOne(
  tables: DocumentTables,
  row: Row | null,
  event: AnyProjectedEvent,
  key: string,
): Row | null {
  let next: Row | null;
  try {
    next = tables.documents.fold(row, event, key);
  } catch (error) {
    throw unfoldable(event, error);
  }
  if (next && next[tables.keyProperty] !== key) {
    throw new UnfoldableEvent(`${event.type} of ${event.streamId} gave a row without its key ${key}`);
  }
  return next && next !== row ? settleRow(tables.table, next, row) : next;
}

/**
 * What the changed documents mean for the tables: satellite rows only where they differ.
 * @throws UnfoldableEvent
 */
export function rowChanges(changes: DocumentChanges): Map<Table, RowChanges> {
  const result = new Map<Table, RowChanges>();
  const of = (table: Table): RowChanges => {
    let known = result.get(table);
    if (!known) result.set(table, (known = { upserts: new Map(), deletes: new Map() }));
    return known;
  };
  for (const [tables, rows] of changes) {
    for (const [key, { before, after }] of rows) {
      if (before === after) continue;
      if (after) of(tables.table).upserts.set(key, after);
      else of(tables.table).deletes.set(key, before!);
      for (const { satellite, table } of tables.satellites) {
        addDifference(
          of(table),
          table,
          satelliteRows(satellite, table, before),
          satelliteRows(satellite, table, after),
        );
      }
    }
  }
  return result;
}

function addDifference(into: RowChanges, table: Table, old: Map<string, Row>, next: Map<string, Row>): void {
  for (const [key, row] of next) {
    const former = old.get(key);
    if (!former || !sameRow(table, former, row)) into.upserts.set(key, row);
  }
  for (const [key, row] of old) if (!next.has(key)) into.deletes.set(key, row);
}

/**
 * A document's satellite rows by primary key; of two with the same key the later stands.
 * @throws UnfoldableEvent
 */
export function satelliteRows(
  satellite: Satellite<Row, Row>,
  table: Table,
  row: Row | null,
): Map<string, Row> {
  if (!row) return new Map();
  try {
    return new Map(
      satellite
        .rows(row)
        .map((one: Row) => [JSON.stringify(table.key.map(({ property }): unknown => one[property])), one]),
    );
  } catch (error) {
    throw new UnfoldableEvent(`No rows for ${table.name}: ${String(error)}`, { cause: error });
  }
}

function sameRow(table: Table, a: Row, b: Row): boolean {
  return table.columns.every(({ property }) => {
    const left: unknown = a[property] ?? null;
    const right: unknown = b[property] ?? null;
    return left === right || (typeof left === 'object' && JSON.stringify(left) === JSON.stringify(right));
  });
}

function unfoldable(event: { type: string; streamId: string }, cause: unknown): UnfoldableEvent {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new UnfoldableEvent(`${event.type} of ${event.streamId}: ${message}`, { cause });
}
