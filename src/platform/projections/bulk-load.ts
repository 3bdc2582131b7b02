import type pg from 'pg';
import { connectClient, endClient } from '../database/read-model-connection.js';
import { beginning, type EnginePosition, type EventStore } from '../event-store/event-store.js';
import {
  foldOne,
  planEvent,
  satelliteRows,
  UnfoldableEvent,
  type Decode,
  type OrdinalEvent,
} from './batch-fold.js';
import { parkedMark } from './batch-processor.js';
import { namesIn, parkedColumns, type OrdinalMark, type ParkedMark } from './batch-writer.js';
import { CopyConnections, CopyTable } from './copy-table.js';
import type { Generation } from './generation.js';
import { ordinalStep } from './generation-schema.js';
import { runAll, takeIndexes } from './table-indexes.js';
import { tablesOf, type DocumentTables, type Table } from './tables.js';
import type { ObjectLiteral } from 'typeorm';

export interface BulkLoadOptions {
  readonly log: EventStore;
  readonly databaseUrl: string;
  readonly generation: Generation;
  readonly decode: Decode;
  readonly signal: AbortSignal;
  /** Called after each batch with the number of events folded so far, and of those in the log. */
  readonly onProgress?: (done: number, total: number) => void;
}

const connections = 2;
const statementTimeout = 30 * 60_000;

/**
 * Fills a new generation's tables from the log read stream by stream: a document is done when its stream ends, so rows
 * are written once, by COPY, into tables whose indexes come after. Ends with the checkpoint at the last event taken.
 * Writes nothing where the log cannot be read so, or gives no ordinals: the projector's batches do it all then.
 * @throws UnfoldableEvent or the database's data error when rows cannot be told apart by stream or taken by COPY:
 *   the batches of the projector can, and find the event
 */
export async function bulkLoad(options: BulkLoadOptions): Promise<void> {
  const { log, databaseUrl, generation } = options;
  if (!log.readByStream) return;
  const until = await log.head();
  const clients: pg.Client[] = [];
  try {
    for (let index = 0; index < connections; index += 1) {
      clients.push(
        await connectClient(databaseUrl, {
          name: `casebook rebuild ${generation.schema}`,
          statementTimeout,
          synchronousCommit: 'off',
        }),
      );
    }
    const tables = tablesOf(generation.routes);
    const indexes = await takeIndexes(clients[0]!, tables);
    const load = new BulkLoad(options, new CopyConnections(clients));
    const counted = until === beginning || (await load.run(until));
    await runAll(clients, indexes);
    if (counted) await load.writeBookkeeping(clients[0]!);
  } finally {
    await Promise.all(clients.map(endClient));
  }
}

class BulkLoad {
  readonly #copies = new Map<Table, CopyTable>();
  readonly #ordinals: OrdinalMark[] = [];
  readonly #parked: ParkedMark[] = [];
  #last: { position: EnginePosition; ordinal: number; id: string | null } = {
    position: beginning,
    ordinal: 0,
    id: null,
  };
  #done = 0;
  /** The stream in hand: its rows so far, or parked. */
  #stream = '';
  #isParked = false;
  #rows = new Map<DocumentTables, Map<string, ObjectLiteral | null>>();

  constructor(
    private readonly options: BulkLoadOptions,
    private readonly connections: CopyConnections,
  ) {}

  /** @returns false when the engine gives no ordinals */
  async run(until: EnginePosition): Promise<boolean> {
    const { log, generation, onProgress, signal } = this.options;
    const total = await log.ordinalOf(until);
    for (const [category, route] of generation.routes) {
      for await (const events of log.readByStream!(category, until)) {
        signal.throwIfAborted();
        for (const event of events) {
          if (event.ordinal === undefined) return false;
          this.#add(event as OrdinalEvent, route);
        }
        for (const copy of this.#copies.values())
          if (copy.full) await this.connections.send(copy.statement, copy.take()!);
        this.#done += events.length;
        onProgress?.(this.#done, total);
      }
      this.#finishStream();
    }
    for (const copy of this.#copies.values()) {
      const chunk = copy.take();
      if (chunk) await this.connections.send(copy.statement, chunk);
    }
    await this.connections.finish();
    return true;
  }

  async writeBookkeeping(client: pg.Client): Promise<void> {
    const { quoted } = this.options.generation;
    await client.query('BEGIN');
    await client.query(
      `INSERT INTO ${quoted}.ordinal_map SELECT * FROM json_to_recordset($1::json) AS r(ordinal bigint, position bigint)`,
      [JSON.stringify(this.#ordinals)],
    );
    await client.query(
      `INSERT INTO ${quoted}.parked_streams (${namesIn(parkedColumns)})
         SELECT * FROM json_to_recordset($1::json) AS r(${parkedColumns})`,
      [JSON.stringify(this.#parked)],
    );
    // Not `until`: what stands between belongs to no document, and the projector counts it on its way.
    await client.query(
      `UPDATE ${quoted}.checkpoint SET position = $1, ordinal = $2, event_id = $3, updated_at = clock_timestamp()`,
      [String(this.#last.position), this.#last.ordinal, this.#last.id],
    );
    await client.query('COMMIT');
  }

  #add(event: OrdinalEvent, route: readonly DocumentTables[]): void {
    if (event.position > this.#last.position)
      this.#last = { position: event.position, ordinal: event.ordinal, id: event.id };
    if (event.ordinal % ordinalStep === 0)
      this.#ordinals.push({ ordinal: event.ordinal, position: String(event.position) });
    if (event.streamId !== this.#stream) {
      this.#finishStream();
      this.#stream = event.streamId;
    }
    if (this.#isParked) return;
    try {
      this.#fold(event, route);
    } catch (error) {
      if (!(error instanceof UnfoldableEvent)) throw error;
      this.#isParked = true;
      this.#parked.push(parkedMark(event, error));
    }
  }

  /** All of an event's rows or none: an event that fails leaves its stream as the one before left it. */
  #fold(recorded: OrdinalEvent, route: readonly DocumentTables[]): void {
    const { event, targets } = planEvent(recorded, route, this.options.decode);
    const folded: [rows: Map<string, ObjectLiteral | null>, key: string, row: ObjectLiteral | null][] = [];
    for (const { tables, keys } of targets) {
      let rows = this.#rows.get(tables);
      if (!rows) this.#rows.set(tables, (rows = new Map<string, ObjectLiteral | null>()));
      for (const key of keys) folded.push([rows, key, foldOne(tables, rows.get(key) ?? null, event, key)]);
    }
    for (const [rows, key, row] of folded) rows.set(key, row);
  }

  #finishStream(): void {
    for (const [{ table, satellites }, rows] of this.#rows) {
      for (const row of rows.values()) {
        if (!row) continue;
        this.#copyOf(table).add(row);
        for (const one of satellites) {
          for (const satelliteRow of satelliteRows(one.satellite, one.table, row).values())
            this.#copyOf(one.table).add(satelliteRow);
        }
      }
    }
    this.#rows.clear();
    this.#stream = '';
    this.#isParked = false;
  }

  #copyOf(table: Table): CopyTable {
    let copy = this.#copies.get(table);
    if (!copy) this.#copies.set(table, (copy = new CopyTable(table)));
    return copy;
  }
}
