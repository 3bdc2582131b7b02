import pg from 'pg';
import { DataFolderInUse } from './embedded-postgres-errors.js';
import { errorCode, lockNotAvailable } from './error-code.js';

/** A service has the folder for itself; commands share it with each other and with a service. */
export type FolderRole = 'service' | 'command';

/** The use of a data folder: advisory locks on one connection, which vanish with the process that holds them. */
export interface FolderLock {
  /** Ends the use. True: nobody else uses the server, and nobody can begin to until `release`. */
  leave(): Promise<boolean>;
  release(): Promise<void>;
}

/** First half of the advisory lock keys, "case" in ASCII; the second half is one of these. */
const lockSpace = 0x63617365;
/** Held shared by whoever uses the server; whoever can have it alone is the last one. */
const usersKey = 1;
/** Held alone by the service. */
const serviceKey = 2;

const connectTimeout = 10_000;
/** Longer than a leaving process takes to stop the server. */
const usersTimeout = '25s';
/** A service that was killed this moment may still be seen by the server. */
const serviceTimeout = '2s';

/**
 * Enters the folder's server as a service or a command.
 * @param url of the maintenance database, which no restore replaces
 * @param onLost called once when the connection, and the locks with it, is gone before `leave`
 * @throws DataFolderInUse for a second service; the driver's error when the server goes away meanwhile
 */
export async function enterFolder(
  url: string,
  folder: string,
  role: FolderRole,
  onLost: () => void,
): Promise<FolderLock> {
  const client = new pg.Client({
    connectionString: url,
    application_name: `casebook ${role} (process ${process.pid})`,
    connectionTimeoutMillis: connectTimeout,
    options: '-c idle_session_timeout=0 -c statement_timeout=0',
  });
  let isHeld = false;
  client.on('error', () => undefined);
  client.on('end', () => {
    if (isHeld) onLost();
    isHeld = false;
  });
  const release = async (): Promise<void> => {
    isHeld = false;
    await client.end().catch(() => undefined);
  };
  try {
    await client.connect();
    await lock(client, 'pg_advisory_lock_shared', usersKey, usersTimeout);
    if (role === 'service') await lockService(client, folder);
    isHeld = true;
  } catch (error) {
    await release();
    throw error;
  }
  const leave = async (): Promise<boolean> => {
    if (!isHeld) return false;
    isHeld = false;
    await client.query('SELECT pg_advisory_unlock_all()');
    const { rows } = await client.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS alone', [
      lockSpace,
      usersKey,
    ]);
    return rows[0]?.alone === true;
  };
  return { leave, release };
}

async function lock(client: pg.Client, how: string, key: number, timeout: string): Promise<void> {
  await client.query(`SET lock_timeout = '${timeout}'`);
  await client.query(`SELECT ${how}($1, $2)`, [lockSpace, key]);
}

async function lockService(client: pg.Client, folder: string): Promise<void> {
  try {
    await lock(client, 'pg_advisory_lock', serviceKey, serviceTimeout);
  } catch (error) {
    if (errorCode(error) !== lockNotAvailable) throw error;
    const { rows } = await client.query<{ name: string }>(
      `SELECT application_name AS name FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND granted LIMIT 1`,
      [lockSpace, serviceKey],
    );
    throw new DataFolderInUse(
      `The data folder ${folder} is in use by another service, ${rows[0]?.name ?? 'which is just leaving'}: ` +
        'stop that one first, or choose another DATA_DIR',
    );
  }
}
