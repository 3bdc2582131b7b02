import type { Socket } from 'node:net';
import type pg from 'pg';

/** How much longer than the server's own statement_timeout the silence may last, in milliseconds. */
const margin = 2_000;
/** A program that was held up itself finds its timers due before it has read what came meanwhile. */
const lastLook = 500;

/** What the driver does not declare. */
interface Wire {
  readonly connection: { readonly stream: Socket };
  readonly readyForQuery: boolean;
}

/**
 * Cuts a connection on which a statement is under way, and nothing has come for longer than the server may take for it: the
 * server's own timeout reaches nobody through a network that swallows what is sent. The statement then fails like one
 * whose connection broke. To be called once the client is connected.
 * @param statementTimeout milliseconds, as the server was told
 */
export function boundSilence(client: pg.ClientBase, statementTimeout: number): void {
  const wire = client as unknown as Wire;
  const { stream } = wire.connection;
  stream.setTimeout(statementTimeout + margin);
  // Not as setTimeout's own callback, which is called once: a connection that was idle so long would be bound no more.
  stream.on('timeout', () => {
    // Idle until now: what begins in the next moment has all of its time.
    if (wire.readyForQuery) return;
    const { bytesRead } = stream;
    setTimeout(() => {
      if (wire.readyForQuery || stream.bytesRead > bytesRead || stream.destroyed) return;
      stream.destroy(new Error(`The database did not answer within ${statementTimeout + margin} ms`));
    }, lastLook).unref();
  });
}

/** The same for each connection of a pool, those that it has already included. */
export function boundSilenceOf(pool: pg.Pool, statementTimeout: number): void {
  const bound = new WeakSet<pg.PoolClient>();
  pool.on('acquire', (client) => {
    if (bound.has(client)) return;
    bound.add(client);
    boundSilence(client, statementTimeout);
  });
}
