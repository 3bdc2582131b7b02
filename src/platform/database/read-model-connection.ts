import { createHash } from 'node:crypto';
import pg from 'pg';
import { boundSilence } from './silence.js';

/** Settings of one connection that the read model opens beside its pools. */
export interface ConnectionSettings {
  /** Shown in `pg_stat_activity`. */
  readonly name: string;
  /** Milliseconds; 0 for none. Default 60,000. */
  readonly statementTimeout?: number;
  /** `off` where rows and checkpoint may fall back together and are replayed. Default `on`. */
  readonly synchronousCommit?: 'on' | 'off';
  /** Further server settings of the session. */
  readonly server?: Readonly<Record<string, string>>;
  /** Called once when the connection is lost or ended. */
  readonly onEnd?: () => void;
}

/** Where extensions and text search configurations are found; read-model tables are always named with their schema. */
export const searchPath = 'casebook,public';

const connectTimeout = 10_000;

/** Startup options of a connection, in the form that libpq takes. */
export function startupOptions(settings: Record<string, string | number>): string {
  return Object.entries({ search_path: searchPath, timezone: 'UTC', ...settings })
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

/**
 * Opens a connection whose loss never becomes an unhandled error.
 * @throws the driver's error when the server cannot be reached within 10 s
 */
export async function connectClient(databaseUrl: string, settings: ConnectionSettings): Promise<pg.Client> {
  const { statementTimeout = 60_000 } = settings;
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: settings.name,
    connectionTimeoutMillis: connectTimeout,
    keepAlive: true,
    options: startupOptions({
      statement_timeout: statementTimeout,
      synchronous_commit: settings.synchronousCommit ?? 'on',
      ...settings.server,
    }),
  });
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    settings.onEnd?.();
  };
  client.on('error', end);
  client.on('end', end);
  await client.connect();
  if (statementTimeout > 0) boundSilence(client, statementTimeout);
  return client;
}

/** Ends a connection whatever its state; a broken one has nothing left to say. */
export async function endClient(client: pg.Client): Promise<void> {
  await client.end().catch(() => undefined);
}

/** Runs `work` on a connection of its own. */
export async function withClient<Result>(
  databaseUrl: string,
  settings: ConnectionSettings,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = await connectClient(databaseUrl, settings);
  try {
    return await work(client);
  } finally {
    await endClient(client);
  }
}

/** Key of an advisory lock (a signed 64-bit integer as text) for a purpose and a name. */
export function advisoryKey(purpose: 'prepare' | 'lease' | 'owner' | 'build', name: string): string {
  return createHash('sha256').update(`casebook:${purpose}:${name}`).digest().readBigInt64BE(0).toString();
}

export async function tryLock(client: pg.Client, key: string): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [key]);
  return rows[0]!.held;
}

export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
