import pg from 'pg';

const connectTime = 10_000;

/** One connection with its own name and no deadline for a statement: COPY may take long, and is ended with the command. */
export async function openClient(databaseUrl: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: name,
    connectionTimeoutMillis: connectTime,
    statement_timeout: 0,
    keepAlive: true,
  });
  // A connection that breaks fails the next statement; without a listener the process would end.
  client.on('error', () => undefined);
  await client.connect();
  await client.query("SET TIME ZONE 'UTC'");
  return client;
}

/** Whether a process is connected that writes, or may at any moment: a service, or a command that says commands. */
export async function someoneMayWrite(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database()
       AND application_name IN ('casebook control', 'casebook event log: appends') LIMIT 1`,
  );
  return rows.length > 0;
}

/** Names of the connections of other processes of Casebook. */
export async function othersOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT application_name AS name FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'casebook %'
       AND application_name NOT LIKE $1`,
    [`%(process ${process.pid})`],
  );
  return rows.map(({ name }) => name);
}
