import type pg from 'pg';
import type { Generation, NamedStatement } from './generation.js';

/** Sends one statement, as of the snapshot. */
export type SnapshotQuery = <Row extends pg.QueryResultRow>(statement: NamedStatement) => Promise<Row[]>;

/**
 * What several statements read, as of one moment: page by page, so that no more than a page is in memory. It keeps a
 * connection of the generation's pool until it is read to its end, or left.
 */
export async function* inOneSnapshot<Value>(
  { pool }: Generation,
  read: (query: SnapshotQuery) => AsyncIterable<Value>,
): AsyncGenerator<Value> {
  const client = await pool.connect();
  let open = true;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    yield* read(async <Row extends pg.QueryResultRow>(statement: NamedStatement) => {
      const { rows } = await client.query<Row>(statement as pg.QueryConfig);
      return rows;
    });
    await client.query('COMMIT');
    open = false;
  } finally {
    // Left in the middle: the connection is ended with its transaction.
    client.release(open);
  }
}
