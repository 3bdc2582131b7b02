import pg from 'pg';

/** A connection of its own, that may be cut: the statement under way says so. */
export async function connected(url: string, settings: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, ...settings });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Work on such a connection, which is ended afterwards. */
export async function whileConnected<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
  settings?: pg.ClientConfig,
): Promise<Result> {
  const client = await connected(url, settings);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
