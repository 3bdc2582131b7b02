import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino, type Logger } from 'pino';
import type { MasterKeyPlace } from '../../src/platform/privacy/master-keyring.js';
import { freshKey } from '../../src/platform/privacy/seal.js';
import { VaultPersonalData } from '../../src/platform/privacy/vault-personal-data.js';

/** Personal data on a migrated database. */
export interface TestVault {
  readonly personal: VaultPersonalData;
  readonly pool: pg.Pool;
  readonly masterKey: MasterKeyPlace;
  /** File of its erasure ledger. */
  readonly ledger: string;
  close(): Promise<void>;
}

export interface TestVaultOptions {
  readonly masterKey?: MasterKeyPlace;
  readonly ledger?: string;
  readonly logger?: Logger;
}

/** As a process opens it at its start. Without options it has a master key and a ledger of its own. */
export async function openVault(url: string, options: TestVaultOptions = {}): Promise<TestVault> {
  const folder = await mkdtemp(join(tmpdir(), `casebook-test-${process.pid}-`));
  const pool = new pg.Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 10_000 });
  // A database that is dropped cuts idle connections.
  pool.on('error', () => undefined);
  const {
    masterKey = { kind: 'value', key: freshKey() },
    ledger = join(folder, 'erasures.ndjson'),
    logger = pino({ level: 'silent' }),
  } = options;
  const personal = new VaultPersonalData({ pool, databaseUrl: url, masterKey, ledger, logger });
  await personal.begin();
  return {
    personal,
    pool,
    masterKey,
    ledger,
    close: async () => {
      await pool.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
