import { Pool } from 'pg';
import type { Logger } from 'pino';
import { VaultTokens1763800000000 } from '../access/migrations/1763800000000-vault-tokens.js';
import { TokenStore } from '../access/token-store.js';
import type { Config } from '../config/config.js';
import { openEmbeddedPostgres } from '../database/embedded-postgres.js';
import { makeFolder } from '../database/make-folder.js';
import { migrate } from '../database/migrate.js';
import { eventLogMigrations } from '../database/migrations/index.js';

/** Connections for tokens and persons. */
const VAULT_CONNECTIONS = 4;

/** The database that a process runs on, with its schemas made. */
export interface Storage {
  readonly databaseUrl: string;
  readonly vault: Pool;
  readonly tokens: TokenStore;
  /** Settles only when the embedded server is lost for good; never for a server of one's own. */
  readonly lost: Promise<Error>;
  close(): Promise<void>;
}

/**
 * Opens the embedded PostgreSQL, or the one of `DATABASE_URL`, and brings its schemas up to date.
 * @param role a service holds its data folder alone; commands come and go beside it
 * @param signal ends the opening between two of its steps; what was opened is closed again
 */
export async function openStorage(
  config: Config,
  role: 'service' | 'command',
  logger: Logger,
  signal?: AbortSignal,
): Promise<Storage> {
  // The embedded server makes its own; without it, whoever writes there says what is wrong.
  if (config.databaseUrl) await makeFolder(config.dataDir).catch(() => undefined);
  const embedded = config.databaseUrl
    ? null
    : await openEmbeddedPostgres({ dataDir: config.dataDir, role, log: (line) => logger.debug(line) });
  const databaseUrl = config.databaseUrl ?? embedded!.url;
  try {
    signal?.throwIfAborted();
    await migrate(databaseUrl, [...eventLogMigrations, VaultTokens1763800000000]);
  } catch (error) {
    await embedded?.close();
    throw error;
  }
  const vault = new Pool({
    connectionString: databaseUrl,
    max: VAULT_CONNECTIONS,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 5_000,
    application_name: 'casebook vault',
  });
  vault.on('error', (error) => {
    // A pool that is ended does not wait for its connections: the server may be the first to cut one.
    if (!vault.ending) logger.warn({ err: error }, 'A connection to the vault was lost');
  });
  return {
    databaseUrl,
    vault,
    tokens: new TokenStore(vault),
    lost: embedded?.lost ?? new Promise(() => undefined),
    close: async () => {
      await vault.end();
      await embedded?.close();
    },
  };
}
