import type { ClientBase, Pool, PoolClient } from 'pg';

/** Does `work` in a transaction of a connection; what fails is rolled back, and told. */
export async function transaction<Result>(client: ClientBase, work: () => Promise<Result>): Promise<Result> {
  await client.query('BEGIN');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await isRolledBack(client); // what led here is what is told
    throw error;
  }
}

/** The same on a connection of a pool. */
export async function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // Broken connections cannot roll back, and are not used again.
    broken = !(await isRolledBack(client));
    throw error;
  } finally {
    client.release(broken);
  }
}

function isRolledBack(client: ClientBase): Promise<boolean> {
  return client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
}
