import pg from 'pg';
import { type Cluster, superuser } from './embedded-postgres-cluster.js';
import { EmbeddedPostgresFailed } from './embedded-postgres-errors.js';
import { errorCode } from './error-code.js';

/** The database that the service and its commands use. */
export const databaseName = 'casebook';
/** The database that the server is looked after in: no restore ever replaces it. */
export const maintenanceDatabase = 'postgres';

const connectTimeout = 5_000;
const invalidPassword = '28P01';

/** The address of a database of the cluster's server. It contains the password. */
export function databaseUrl(cluster: Cluster, port: number, database: string): string {
  return `postgres://${superuser}:${cluster.password}@127.0.0.1:${port}/${database}`;
}

/**
 * Whether the server on this port lets us in; no while it starts or stops.
 * @throws EmbeddedPostgresFailed when it runs but does not know the stored password
 */
export async function answers(cluster: Cluster, port: number): Promise<boolean> {
  const client = maintenanceClient(cluster, port);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (errorCode(error) !== invalidPassword) return false;
    throw new EmbeddedPostgresFailed(
      `PostgreSQL of ${cluster.folder} refuses the password in ${cluster.dataDir}/postgres-password`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Makes the database `casebook` where it is missing. */
export async function createDatabase(cluster: Cluster, port: number): Promise<void> {
  const client = maintenanceClient(cluster, port);
  try {
    await client.connect();
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [databaseName]);
    if (!rowCount) await client.query(`CREATE DATABASE ${databaseName}`);
  } catch (error) {
    // Another process made it in the same moment: a duplicate database, or a duplicate key of its catalogue.
    if (errorCode(error) !== '42P04' && errorCode(error) !== '23505') throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function maintenanceClient(cluster: Cluster, port: number): pg.Client {
  const client = new pg.Client({
    connectionString: databaseUrl(cluster, port, maintenanceDatabase),
    application_name: 'casebook start',
    connectionTimeoutMillis: connectTimeout,
    statement_timeout: 60_000,
  });
  // A server that stops cuts its connections; the pending call reports it.
  client.on('error', () => undefined);
  return client;
}
