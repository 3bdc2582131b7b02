import type { Pool } from 'pg';
import type { Config } from '../config/config.js';
import { inTransaction } from '../database/transaction.js';
import { MasterKey } from './master-key.js';
import {
  dropNextKey,
  makeKeyFile,
  MasterKeyFileUnusable,
  moveNextKey,
  readKeyFile,
  readNextKey,
} from './master-keyring.js';

/**
 * For a start: a demo base that has no master key yet gets one in its file, and a change of the file's key that broke off is
 * ended, the way that the vault went.
 * @returns whether a key was made
 */
export async function prepareMasterKey(
  pool: Pool,
  { masterKey, base }: Pick<Config, 'masterKey' | 'base'>,
): Promise<boolean> {
  if (masterKey.kind !== 'file') return false;
  const { path } = masterKey;
  try {
    if (await readNextKey(path)) await endChange(pool, path);
  } catch (error) {
    // The use of personal data says so as well, and the rest of the base needs no key.
    if (!(error instanceof MasterKeyFileUnusable)) throw error;
  }
  if (base !== 'demo') return false;
  const { rows } = await pool.query('SELECT 1 FROM vault.secret WHERE master IS NOT NULL');
  // A key that is missing is not made anew: what it wrapped would not open.
  return rows.length === 0 && makeKeyFile(path);
}

/** Whoever changes the key holds the gate until the vault is committed: here, it is known which of the two keys fits. */
async function endChange(pool: Pool, path: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ master: string | null }>(
      'SELECT master FROM vault.secret FOR UPDATE',
    );
    const fits = (key: Buffer | null) => key !== null && new MasterKey(key).id === rows[0]?.master;
    // A key is only thrown away where another one is known to fit.
    if (fits(await readNextKey(path))) await moveNextKey(path);
    else if (fits(await readKeyFile(path))) await dropNextKey(path);
  });
}
