import { Pool } from 'pg';
import type { Logger } from 'pino';
import { VaultTokens1763800000000 } from '../access/migrations/1763800000000-vault-tokens.js';
import { TokenStore } from '../access/token-store.js';
import type { Config } from '../config/config.js';
import { openEmbeddedPostgres } from '../database/embedded-postgres.js';
import { makeFolder } from '../database/make-folder.js';
import { boundSilenceOf } from '../database/silence.js';
import { migrate } from '../database/migrate.js';
import { observedPool } from '../database/observed-pool.js';
import { eventLogMigrations } from '../database/migrations/index.js';
import { VaultKeys1763900000000 } from '../privacy/migrations/1763900000000-vault-keys.js';
import { VaultSweep1764500000000 } from '../privacy/migrations/1764500000000-vault-sweep.js';
import { prepareMasterKey } from '../privacy/prepare-master-key.js';
import { ReadRecords } from '../privacy/read-records.js';
import { VaultPersonalData } from '../privacy/vault-personal-data.js';

/** Connections for tokens, persons and keys. */
const VAULT_CONNECTIONS = 4;

/** Milliseconds for a statement there. */
const VAULT_STATEMENT_TIME = 5_000;

/** The database's own schemas, in the order in which they are made. */
export const migrations = [
  ...eventLogMigrations,
  VaultTokens1763800000000,
  VaultKeys1763900000000,
  VaultSweep1764500000000,
];

/** The database that a process runs on, with its schemas made. */
export interface Storage {
  readonly databaseUrl: string;
  readonly vault: Pool;
  readonly tokens: TokenStore;
  readonly personal: VaultPersonalData;
  readonly reads: ReadRecords;
  /** Whether a master key was made just now: in the file that the configuration names. */
  readonly madeMasterKey: boolean;
  /** Settles only when the embedded server is lost for good; never for a server of one's own. */
  readonly lost: Promise<Error>;
  close(): Promise<void>;
}

/** A database whose schemas are made, and nothing else of it opened. */
export interface OpenedDatabase extends Pick<Storage, 'databaseUrl' | 'lost'> {
  close(): Promise<void>;
}

/**
 * Opens the embedded PostgreSQL, or the one of `DATABASE_URL`, and brings its schemas up to date.
 * @param role a service holds its data folder alone; commands come and go beside it
 * @param signal ends the opening between two of its steps; what was opened is closed again
 */
export async function openDatabase(
  config: Config,
  role: 'service' | 'command',
  logger: Logger,
  signal?: AbortSignal,
): Promise<OpenedDatabase> {
  // The embedded server makes its own; without it, whoever writes there says what is wrong.
  if (config.databaseUrl) await makeFolder(config.dataDir).catch(() => undefined);
  const embedded = config.databaseUrl
    ? null
    : await openEmbeddedPostgres({ dataDir: config.dataDir, role, log: (line) => logger.debug(line) });
  const databaseUrl = config.databaseUrl ?? embedded!.url;
  try {
    signal?.throwIfAborted();
    await migrate(databaseUrl, migrations);
  } catch (error) {
    await embedded?.close();
    throw error;
  }
  return {
    databaseUrl,
    lost: embedded?.lost ?? new Promise(() => undefined),
    close: async () => embedded?.close(),
  };
}

/** The same, with tokens and personal data opened: what was erased is erased before anything else is done. */
export async function openStorage(
  config: Config,
  role: 'service' | 'command',
  logger: Logger,
  signal?: AbortSignal,
): Promise<Storage> {
  const database = await openDatabase(config, role, logger, signal);
  const { databaseUrl } = database;
  const vault = new Pool({
    connectionString: databaseUrl,
    max: VAULT_CONNECTIONS,
    connectionTimeoutMillis: 5_000,
    statement_timeout: VAULT_STATEMENT_TIME,
    application_name: 'casebook vault',
  });
  boundSilenceOf(vault, VAULT_STATEMENT_TIME);
  observedPool('vault', vault);
  vault.on('error', (error) => {
    // A pool that is ended does not wait for its connections: the server may be the first to cut one.
    if (!vault.ending) logger.warn({ err: error }, 'A connection to the vault was lost');
  });
  const { masterKey, erasureLedger: ledger } = config;
  const personal = new VaultPersonalData({ pool: vault, databaseUrl, masterKey, ledger, logger });
  let madeMasterKey: boolean;
  try {
    madeMasterKey = await prepareMasterKey(vault, config);
    await personal.begin();
  } catch (error) {
    await vault.end();
    await database.close();
    throw error;
  }
  return {
    databaseUrl,
    vault,
    tokens: new TokenStore(vault),
    personal,
    reads: new ReadRecords(vault),
    madeMasterKey,
    lost: database.lost,
    close: async () => {
      await vault.end();
      await database.close();
    },
  };
}
