import type pg from 'pg';
import { Lineages } from '../../../src/kernel/lineages.js';
import { hashOf } from '../../../src/platform/projections/canonical-hash.js';
import { Generation } from '../../../src/platform/projections/generation.js';
import { casebookReadModel } from '../../../src/read-model.js';
import { run } from '../casebook-server.js';
import type { Wanted } from './writers.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The schema of the read model that was completed last. */
export async function readModelOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT schemaname AS name FROM pg_tables WHERE tablename = 'checkpoint' AND schemaname LIKE 'rm\\_%'
     ORDER BY length(schemaname) DESC, schemaname DESC LIMIT 1`,
  );
  if (!rows[0]) throw new Error('There is no read model');
  return rows[0].name;
}

/** What is wrong with the log, given what clients were told of it; empty where nothing is. */
export async function complaintsOfLog(client: pg.Client, wanted: readonly Wanted[]): Promise<string[]> {
  const complaints: string[] = [];
  const { rows: sums } = await client.query(
    `SELECT (SELECT position FROM event_log.head) AS head, count(*) AS events, coalesce(max(position), 0) AS last,
       count(DISTINCT event_id) AS ids FROM event_log.events`,
  );
  const { head, events, last, ids } = sums[0] as Record<'head' | 'events' | 'last' | 'ids', string>;
  if (new Set([head, events, last, ids]).size > 1)
    complaints.push(`head ${head}, ${events} events, last ${last}, ${ids} ids: not all the same`);
  const { rows: gaps } = await client.query<{ stream_id: string }>(
    'SELECT stream_id FROM event_log.events GROUP BY stream_id HAVING max(revision) <> count(*) - 1',
  );
  complaints.push(...gaps.map(({ stream_id }) => `${stream_id} has a gap`));
  const { rows } = await client.query<{ key: string; id: string; revision: number; position: string }>(
    `SELECT substring(data::text from '\\[([0-9a-f-]{36})\\]') AS key, stream_id AS id, revision, position
     FROM event_log.events WHERE data::text ~ '\\[[0-9a-f-]{36}\\]'`,
  );
  const found = new Map<string, typeof rows>();
  for (const row of rows) found.set(row.key, [...(found.get(row.key) ?? []), row]);
  for (const { key, mutation, acknowledged, refused } of wanted) {
    const here = found.get(key) ?? [];
    found.delete(key);
    const what = `${mutation} ${key}`;
    if (here.length > 1) complaints.push(`${what} stands ${here.length} times`);
    if (refused && here.length > 0) complaints.push(`${what} was refused with ${refused}, and stands`);
    if (!acknowledged) continue;
    const { id = here[0]?.id, revision, position } = { ...acknowledged, id: acknowledged.id ?? undefined };
    const told = `${id} ${revision} ${position.split(':')[1]}`;
    const stands = here[0] && `${here[0].id} ${here[0].revision} ${here[0].position}`;
    if (stands !== told) complaints.push(`${what} was acknowledged as ${told}, and stands as ${stands}`);
  }
  complaints.push(...[...found.keys()].map((key) => `${key} stands, and nobody wanted it`));
  return complaints;
}

/**
 * What differs between the read model that was served and one that is made from nothing of the same log; empty where nothing
 * does. No service may run.
 * @param env of the base, as its programs are told
 */
export async function complaintsOfReadModel(
  client: pg.Client,
  url: string,
  env: Readonly<Record<string, string>>,
): Promise<string[]> {
  const served = await readModelOf(client);
  const { rows } = await client.query<{ head: string; position: string; ordinal: string; parked: string }>(
    `SELECT h.position AS head, c.position, c.ordinal, (SELECT count(*) FROM ${served}.parked_streams) AS parked
     FROM event_log.head h, ${served}.checkpoint c`,
  );
  const { head, position, ordinal, parked } = rows[0]!;
  const complaints = parked === '0' ? [] : [`${parked} streams are parked`];
  if (position !== head || ordinal !== head)
    complaints.push(`the read model stands at ${position} (ordinal ${ordinal}), the log at ${head}`);
  const before = await hashesOf(url, served);
  const rebuilt = await run('cli.js', ['rebuild'], { env });
  if (rebuilt.code !== 0) throw new Error(`No read model was built:\n${rebuilt.stderr}`);
  const made = await readModelOf(client);
  if (made === served) throw new Error('The rebuild made no read model');
  const after = await hashesOf(url, made);
  for (const table of Object.keys(after)) {
    if (before[table] !== after[table])
      complaints.push(`${table}: ${before[table]}, rebuilt ${after[table]}`);
  }
  return complaints;
}

async function hashesOf(url: string, schema: string): Promise<Record<string, string>> {
  const generation = await Generation.open(url, schema, casebookReadModel(), new Lineages('any'), quiet);
  try {
    return await hashOf(generation);
  } finally {
    await generation.close();
  }
}
