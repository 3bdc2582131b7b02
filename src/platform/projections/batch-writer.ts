import type pg from 'pg';
import type { ObjectLiteral } from 'typeorm';
import { answer } from '../database/answer.js';
import { quoteIdentifier } from '../database/read-model-connection.js';
import type { EnginePosition } from '../event-store/event-store.js';
import { UnfoldableEvent, type RowChanges } from './batch-fold.js';
import {
  recordColumns,
  reviveRow,
  rowsAsJson,
  selectRow,
  type DocumentTables,
  type Table,
} from './tables.js';

/** Where a batch ends, and what must still be true for it to be written. */
export interface Fence {
  readonly epoch: bigint;
  readonly from: EnginePosition;
  readonly to: EnginePosition;
  readonly ordinal: number;
  /** Id of the event at `to`. */
  readonly eventId: string;
}

export interface OrdinalMark {
  readonly ordinal: number;
  readonly position: string;
}

export interface ParkedMark {
  readonly stream_id: string;
  readonly position: string;
  readonly ordinal: number;
  readonly revision: number;
  readonly event_type: string;
  /** One line. */
  readonly error: string;
  /** Where in the program it was thrown, and because of what. */
  readonly detail: string | null;
}

/** The columns of a {@link ParkedMark} as `json_to_recordset` takes them. */
export const parkedColumns =
  'stream_id text, position bigint, ordinal bigint, revision int, event_type text, error text, detail text';

export interface Batch {
  readonly fence: Fence;
  readonly changes: ReadonlyMap<Table, RowChanges>;
  readonly ordinals?: readonly OrdinalMark[];
  readonly parked?: ParkedMark;
}

/** Texts kept prepared on the connection: one for each set of tables that a batch touched. */
const maxPrepared = 200;

/** Reads and writes the rows of one generation on one connection. Rows and checkpoint go in one statement. */
export class BatchWriter {
  readonly #prepared = new Map<string, string>();

  constructor(
    private readonly client: pg.Client,
    private readonly schema: string,
  ) {}

  /** The documents that stand under these keys. */
  async load(tables: DocumentTables, keys: ReadonlySet<string>): Promise<Map<string, ObjectLiteral>> {
    const { table, keyProperty } = tables;
    const key = table.key[0]!;
    const text = `SELECT to_json(r) AS row FROM (${selectRow(table)} WHERE ${key.name} = ANY($1::${key.type}[])) r`;
    const { rows } = await answer<{ row: ObjectLiteral }>(this.client, {
      name: this.#nameOf(text),
      text,
      values: [[...keys]],
    });
    return new Map(rows.map(({ row }) => [String(row[keyProperty]), reviveRow(table, row)]));
  }

  /**
   * Writes a batch, or nothing at all.
   * @returns false when the checkpoint is another's: its epoch was raised or its position moved
   * @throws UnfoldableEvent when a row has no JSON form, or the driver's error
   */
  async write({ fence, changes, ordinals = [], parked }: Batch): Promise<boolean> {
    const schema = quoteIdentifier(this.schema);
    const values: unknown[] = [
      String(fence.to),
      fence.ordinal,
      String(fence.epoch),
      String(fence.from),
      fence.eventId,
    ];
    const steps: string[] = [
      `fence AS (UPDATE ${schema}.checkpoint SET position = $1, ordinal = $2, event_id = $5, updated_at = clock_timestamp()
         WHERE epoch = $3 AND position = $4 RETURNING position)`,
    ];
    const add = (json: string, step: (parameter: string) => string): void => {
      values.push(json);
      steps.push(`s${steps.length} AS (${step(`$${values.length}::json`)})`);
    };
    for (const [table, { upserts, deletes }] of changes) {
      if (upserts.size > 0) add(asJson(table, upserts.values()), (parameter) => upsert(table, parameter));
      if (deletes.size > 0)
        add(asJson(table, keysOf(table, deletes.values())), (parameter) => remove(table, parameter));
    }
    if (ordinals.length > 0) {
      add(JSON.stringify(ordinals), (parameter) =>
        bookkeeping(`${schema}.ordinal_map`, 'ordinal bigint, position bigint', parameter),
      );
    }
    if (parked) {
      add(JSON.stringify([parked]), (parameter) =>
        bookkeeping(`${schema}.parked_streams`, parkedColumns, parameter),
      );
    }
    const text = `WITH ${steps.join(',\n')}\nSELECT position FROM fence`;
    const { rowCount } = await answer(this.client, { name: this.#nameOf(text), text, values });
    return rowCount === 1;
  }

  #nameOf(text: string): string | undefined {
    const known = this.#prepared.get(text);
    if (known || this.#prepared.size >= maxPrepared) return known;
    const name = `projector ${this.#prepared.size}`;
    this.#prepared.set(text, name);
    return name;
  }
}

const fenced = 'EXISTS (SELECT FROM fence)';

function upsert(table: Table, parameter: string): string {
  const names = table.columns.map(({ name }) => name).join(', ');
  const properties = table.columns.map(({ property }) => `r.${quoteIdentifier(property)}`).join(', ');
  const assignments = table.columns
    .filter(({ primary }) => !primary)
    .map(({ name }) => `${name} = excluded.${name}`)
    .join(', ');
  return `INSERT INTO ${table.name} (${names})
    SELECT ${properties} FROM json_to_recordset(${parameter}) AS r(${recordColumns(table.columns)}) WHERE ${fenced}
    ON CONFLICT (${table.key.map(({ name }) => name).join(', ')})
    DO ${assignments ? `UPDATE SET ${assignments}` : 'NOTHING'}`;
}

function remove(table: Table, parameter: string): string {
  const matches = table.key
    .map(({ name, property }) => `t.${name} = r.${quoteIdentifier(property)}`)
    .join(' AND ');
  return `DELETE FROM ${table.name} t USING json_to_recordset(${parameter}) AS r(${recordColumns(table.key)})
    WHERE ${matches} AND ${fenced}`;
}

/** A row of the bookkeeping that stands already says the same. */
function bookkeeping(table: string, columns: string, parameter: string): string {
  const names = namesIn(columns);
  return `INSERT INTO ${table} (${names}) SELECT ${names} FROM json_to_recordset(${parameter}) AS r(${columns})
    WHERE ${fenced} ON CONFLICT DO NOTHING`;
}

/** `a text, b int` → `a, b`. */
export function namesIn(columns: string): string {
  return columns.replaceAll(/ (text|bigint|int)\b/g, '');
}

function* keysOf(table: Table, rows: Iterable<ObjectLiteral>): Iterable<ObjectLiteral> {
  for (const row of rows)
    yield Object.fromEntries(table.key.map(({ property }) => [property, row[property]]));
}

function asJson(table: Table, rows: Iterable<ObjectLiteral>): string {
  try {
    return rowsAsJson(table, [...rows]);
  } catch (error) {
    throw new UnfoldableEvent(`A row of ${table.name} has no JSON form: ${String(error)}`, { cause: error });
  }
}
