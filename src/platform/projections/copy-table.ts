import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { ObjectLiteral } from 'typeorm';
import { UnfoldableEvent } from './batch-fold.js';
import { bytesAsText, type Table } from './tables.js';

/** Bytes gathered for a table before they are sent; the space for them is a little larger. */
const chunkSize = 256 * 1024;
const chunkSpace = chunkSize + 64 * 1024;
/** Bytes that a character of a string takes at most. */
const widest = 3;
const lineFeed = 0x0a;

/**
 * Gathers rows of one table in COPY's text format, to the same effect as `json_to_recordset` has on their JSON. They are
 * kept as bytes: as strings they would outlive many a round of the garbage collector.
 */
export class CopyTable {
  readonly statement: string;
  readonly #fields: readonly { property: string; encode: (value: unknown) => string }[];
  #bytes = Buffer.allocUnsafe(chunkSpace);
  #size = 0;

  constructor(readonly table: Table) {
    this.statement = `COPY ${table.name} (${table.columns.map(({ name }) => name).join(', ')}) FROM STDIN`;
    this.#fields = table.columns.map(({ property, type }) => ({ property, encode: encoderOf(type) }));
  }

  /** @throws UnfoldableEvent when a value has no form in the database */
  add(row: ObjectLiteral): void {
    let line = '';
    for (const { property, encode } of this.#fields) {
      const value: unknown = row[property];
      line += value === null || value === undefined ? '\\N\t' : `${encode(value)}\t`;
    }
    this.#makeRoom(line.length * widest);
    this.#size += this.#bytes.write(line, this.#size);
    // Where the last tab stands, the line ends.
    this.#bytes[this.#size - 1] = lineFeed;
  }

  get full(): boolean {
    return this.#size >= chunkSize;
  }

  /** What was gathered, or null when there is nothing. */
  take(): Buffer | null {
    if (this.#size === 0) return null;
    const chunk = this.#bytes.subarray(0, this.#size);
    this.#bytes = Buffer.allocUnsafe(chunkSpace);
    this.#size = 0;
    return chunk;
  }

  #makeRoom(needed: number): void {
    if (this.#size + needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#size + needed));
    this.#bytes.copy(larger, 0, 0, this.#size);
    this.#bytes = larger;
  }
}

function encoderOf(type: string): (value: unknown) => string {
  if (type === 'json' || type === 'jsonb') return jsonText;
  if (type.endsWith('[]'))
    return (value) => escape(Array.isArray(value) ? arrayText(value) : scalarText(value));
  return (value) => {
    if (typeof value === 'string') return escape(value);
    // A number that JSON does not know is null there as well.
    if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '\\N';
    return escape(scalarText(value));
  };
}

/** JSON holds no control characters, and says half a surrogate pair by its number, which the database refuses. */
function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  return text.includes('\\') ? text.replaceAll('\\', '\\\\') : text;
}

function scalarText(value: unknown): string {
  if (typeof value === 'string') return value;
  const plain = bytesAsText(value);
  if (typeof plain === 'string') return plain;
  if (plain instanceof Date) return plain.toISOString();
  return JSON.stringify(plain);
}

function arrayText(values: readonly unknown[]): string {
  const items = values.map((value) => {
    if (value === null || value === undefined) return 'NULL';
    if (Array.isArray(value)) return arrayText(value);
    return `"${scalarText(value).replaceAll(/["\\]/g, '\\$&')}"`;
  });
  return `{${items.join(',')}}`;
}

const special = /[\\\t\n\r]/;
const specials = /[\\\t\n\r]/g;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escape(text: string): string {
  // UTF-8 would put a replacement character where JSON is refused.
  if (!text.isWellFormed()) throw new UnfoldableEvent('A text holds half a surrogate pair');
  return special.test(text) ? text.replace(specials, (character) => escapes[character]!) : text;
}

/** Several COPYs under way at once, one a connection. */
export class CopyConnections {
  readonly #free: pg.Client[];
  readonly #busy = new Set<Promise<void>>();
  #error: unknown;

  constructor(clients: readonly pg.Client[]) {
    this.#free = [...clients];
  }

  /** Resolves when the chunk is on its way, so that no more than one a connection waits in memory. */
  async send(statement: string, chunk: Buffer): Promise<void> {
    while (this.#free.length === 0) await Promise.race(this.#busy);
    this.#rethrow();
    const client = this.#free.pop()!;
    const copying = copyChunk(client, statement, chunk)
      .catch((error: unknown) => void (this.#error ??= error))
      .finally(() => {
        this.#busy.delete(copying);
        this.#free.push(client);
      });
    this.#busy.add(copying);
  }

  /** Waits for all. */
  async finish(): Promise<void> {
    await Promise.all(this.#busy);
    this.#rethrow();
  }

  #rethrow(): void {
    if (this.#error) throw this.#error as Error;
  }
}

function copyChunk(client: pg.Client, statement: string, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const stream = client.query(copyFrom(statement));
    stream.on('error', reject);
    stream.on('finish', resolve);
    stream.end(chunk);
  });
}
