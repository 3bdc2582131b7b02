import type pg from 'pg';

/** Whether a process is connected that writes: a service, or a command that has begun to say commands. */
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
