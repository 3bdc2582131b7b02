import type pg from 'pg';
import { advisoryKey, connectClient, endClient } from '../database/read-model-connection.js';
import type { ProjectionLogger } from './logger.js';
import { backoff, sleep } from './waiting.js';

/** Says that a generation was completed; its payload is the schema's name. */
export const generationChannel = 'casebook_generation';

const statementTimeout = 30_000;

/**
 * One connection a process, that holds the leases of the generations that it uses (shared advisory locks: only who can
 * take one exclusively may drop the schema) and hears of new generations. It comes back by itself, with its leases.
 */
export class ControlConnection {
  readonly #leases = new Set<string>();
  readonly #closing = new AbortController();
  #client: pg.Client | undefined;

  private constructor(
    private readonly databaseUrl: string,
    private readonly logger: ProjectionLogger,
    private readonly onNews: () => void,
  ) {}

  /**
   * @param onNews called when a generation was completed somewhere, and when the connection has come back
   * @throws the driver's error when the server cannot be reached
   */
  static async open(
    databaseUrl: string,
    logger: ProjectionLogger,
    onNews: () => void,
  ): Promise<ControlConnection> {
    const control = new ControlConnection(databaseUrl, logger, onNews);
    await control.#connect();
    return control;
  }

  /**
   * Keeps a schema from being dropped. The schema need not exist yet; whether it does, is to be looked at after.
   * @throws the driver's error when the connection is broken
   */
  async lease(schema: string): Promise<void> {
    if (this.#leases.has(schema)) return;
    if (!this.#client) throw new Error('The control connection is lost');
    await takeLease(this.#client, schema);
    this.#leases.add(schema);
  }

  async release(schema: string): Promise<void> {
    if (!this.#leases.delete(schema)) return;
    // A connection that is lost holds nothing any more.
    await this.#client
      ?.query('SELECT pg_advisory_unlock_shared($1)', [advisoryKey('lease', schema)])
      .catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    if (this.#client) await endClient(this.#client);
  }

  async #connect(): Promise<void> {
    // A connection that could not be made has ended, too: before there is a client.
    const made: { client?: pg.Client } = {};
    const client = await connectClient(this.databaseUrl, {
      name: 'casebook control',
      statementTimeout,
      onEnd: () => made.client && void this.#reconnect(made.client),
    });
    made.client = client;
    try {
      for (const schema of this.#leases) await takeLease(client, schema);
      client.on('notification', this.onNews);
      await client.query(`LISTEN ${generationChannel}`);
      if (this.#closing.signal.aborted) throw new Error('closed');
      this.#client = client;
    } catch (error) {
      await endClient(client);
      throw error;
    }
  }

  async #reconnect(lost: pg.Client): Promise<void> {
    if (this.#client !== lost) return;
    this.#client = undefined;
    for (let attempt = 1; !this.#closing.signal.aborted; attempt += 1) {
      try {
        await this.#connect();
        this.onNews();
        return;
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        this.logger.warn({ err: error, attempt }, 'The control connection is lost');
        await sleep(backoff(attempt), this.#closing.signal);
      }
    }
  }
}

async function takeLease(client: pg.Client, schema: string): Promise<void> {
  await client.query('SELECT pg_advisory_lock_shared($1)', [advisoryKey('lease', schema)]);
}
