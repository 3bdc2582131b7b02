import { Client, DatabaseError, type ClientConfig } from 'pg';
import { limits } from './limits.js';
import { unlessAborted } from './waiting.js';

/**
 * Settings of a session. Every statement of the log is a walk along an index, but a generic plan made while the table is
 * small would choose to read it whole, and keep to that while it grows.
 */
const SESSION = {
  TimeZone: 'UTC',
  DateStyle: 'ISO',
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  enable_sort: 'off',
};

/** How each connection of the log is made. `purpose` is what an operator reads in pg_stat_activity. */
export function connectionConfig(url: string, purpose: string): ClientConfig {
  const address = new URL(url);
  const settings = Object.entries(SESSION).map(([name, value]) => `-c ${name}=${value}`);
  // In the address, because an `options` there would win over one beside it.
  address.searchParams.set(
    'options',
    [address.searchParams.get('options') ?? '', ...settings].join(' ').trim(),
  );
  return {
    connectionString: address.href,
    application_name: `casebook event log: ${purpose}`,
    connectionTimeoutMillis: limits.connectTime,
    statement_timeout: limits.statementTime,
    keepAlive: true,
  };
}

/** One connection, made when it is first needed and made anew after it broke. */
export class Connection {
  private client: Client | undefined;
  private connecting: Promise<Client> | undefined;
  private closed = false;

  constructor(
    private readonly config: ClientConfig,
    private readonly prepare: (client: Client) => Promise<void> = async () => undefined,
  ) {}

  /** @throws when no connection can be made within the time for it */
  async use(): Promise<Client> {
    if (this.client) return this.client;
    this.connecting ??= this.connect().finally(() => (this.connecting = undefined));
    return this.connecting;
  }

  /** Whatever `client` was doing, its outcome is not awaited any more; the next use makes another. */
  discard(client: Client): void {
    if (this.client === client) this.client = undefined;
    void client.end().catch(() => undefined);
  }

  async close(): Promise<void> {
    this.closed = true;
    const client = this.client ?? (await this.connecting?.catch(() => undefined));
    this.client = undefined;
    if (client) await unlessAborted(client.end(), AbortSignal.timeout(limits.closeTime));
  }

  private async connect(): Promise<Client> {
    if (this.closed) throw new Error('The connection is closed');
    const client = new Client(this.config);
    // The statement under way fails as well and tells its caller; without a listener the process would end.
    client.on('error', () => this.discard(client));
    client.on('end', () => this.discard(client));
    try {
      await client.connect();
      await this.prepare(client);
    } catch (error) {
      this.discard(client);
      throw error;
    }
    this.client = client;
    return client;
  }
}

export const uniqueViolation = '23505';

/** SQLSTATE of a statement that the server refused, or undefined for faults outside it. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof DatabaseError ? error.code : undefined;
}

/**
 * What a failure says of the statement. `refused`: it is wrong as it stands, and trying again is no use. `undone`: it
 * was rolled back for certain, and may succeed later. `unknown`: the connection broke, and it may have been committed.
 */
export function verdict(error: unknown): 'refused' | 'undone' | 'unknown' {
  const state = sqlState(error);
  // Not connection exceptions (08), nor a server that goes down (57P): those end the session before its answer.
  if (state === undefined || /^(08|57P|40003|XX|58)/.test(state)) return 'unknown';
  return /^(25|40|53|55|57)/.test(state) ? 'undone' : 'refused';
}
