import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database of its own for one test or spec. */
export interface TestDatabase {
  readonly url: string;
  /** Removes it, whoever is connected. */
  drop(): Promise<void>;
}

/** Makes a fresh, empty database on the server that jest's global setup started. */
export function testDatabase(): Promise<TestDatabase> {
  return administered((server) => made(server));
}

/** The same with its schemas made, as after a first start. */
export function migratedDatabase(): Promise<TestDatabase> {
  return testDatabaseLike('migrated', async (url) => {
    const { migrate } = await import('../../src/platform/database/migrate.js');
    const { migrations } = await import('../../src/platform/runtime/open-storage.js');
    await migrate(url, migrations);
  });
}

/**
 * A copy of what `prepare` makes of a database: the first who asks for it in a run prepares it, and all copy that, which takes
 * a fraction of the time.
 * @param name of what is prepared, in letters, digits and _: one name, one way of doing it
 * @param begin makes the database that is prepared; an empty one by default
 */
export function testDatabaseLike(
  name: string,
  prepare: (url: string) => Promise<void>,
  begin = testDatabase,
): Promise<TestDatabase> {
  const template = `template_${name}`;
  return administered(async (server) => {
    // Until the end of the session: suites run side by side, each in a process of its own.
    await server.query('SELECT pg_advisory_lock($1)', [lockOf(template)]);
    const { rows } = await server.query('SELECT FROM pg_database WHERE datname = $1', [template]);
    if (rows.length === 0) {
      const draft = await begin();
      try {
        await prepare(draft.url);
        await server.query(`ALTER DATABASE ${nameOf(draft.url)} RENAME TO ${template}`);
      } catch (error) {
        await draft.drop();
        throw error;
      }
    }
    return made(server, template);
  });
}

async function made(server: pg.Client, template = 'template1'): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await server.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () =>
      administered(async (other) => void (await other.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))),
  };
}

const nameOf = (url: string) => new URL(url).pathname.slice(1);
const lockOf = (text: string) => createHash('sha256').update(text).digest().readInt32BE();

function serverUrl(): string {
  const url = process.env.CASEBOOK_TEST_DATABASE;
  if (!url)
    throw new Error(
      'CASEBOOK_TEST_DATABASE is not set: run the tests through jest, whose global setup sets it',
    );
  return url;
}

async function administered<Result>(work: (server: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: serverUrl(), connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}
