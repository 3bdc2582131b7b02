import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { filesThatHold } from '../../../test/support/files-below.js';
import { openWriteSide, type WriteSide } from '../../../test/support/write-side.js';
import { defineEvents, event } from '../../kernel/events.js';
import { text } from '../../kernel/fields.js';
import { keyOf, personal } from '../../kernel/personal.js';
import { until } from '../../../test/support/until.js';

const notes = defineEvents('tale', {
  TaleTold: event(z.strictObject({ title: text(500), by: personal(text(500)) })),
});

let base: WriteSide;
let client: pg.Client;
beforeAll(async () => {
  base = await openWriteSide([notes]);
  client = new pg.Client({ connectionString: base.databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await base.close();
});

/** Files of the cluster below `folder` in which one of `traces` stands, after a checkpoint, which writes the tables' files. */
async function filesWith(folder: 'everything' | 'database', traces: readonly Buffer[]): Promise<string[]> {
  await client.query('CHECKPOINT');
  return filesNowWith(folder, traces);
}

async function filesNowWith(folder: 'everything' | 'database', traces: readonly Buffer[]): Promise<string[]> {
  const { rows } = await client.query<{ cluster: string; database: string }>(
    `SELECT current_setting('data_directory') AS cluster,
       (SELECT oid::text FROM pg_database WHERE datname = current_database()) AS database`,
  );
  const { cluster, database } = rows[0]!;
  const root = folder === 'everything' ? cluster : join(cluster, 'base', database);
  return filesThatHold(root, (bytes) => traces.some((trace) => bytes.includes(trace)));
}

async function tell(title: string, by: string): Promise<{ id: string; events: number }> {
  const id = `tale-${randomUUID()}`;
  const metadata = {
    actor: 'person-1',
    role: 'researcher',
    command: 'TellTale',
    fingerprint: await base.personal.fingerprint(id, by),
    firstEvent: randomUUID(),
    correlationId: 'c',
  };
  const data = { title, by: { personal: id, value: by } };
  await base.log.append(id, 'none', [{ id: randomUUID(), type: 'TaleTold', data, metadata }]);
  return { id, events: (await base.log.openStream(id)).length };
}

it('no personal word reaches a file of the cluster, and one in clear would be found in its tables and its log', async () => {
  const sealed = `canary ${randomUUID()} é`;
  const clear = `canary ${randomUUID()} é`;
  expect((await tell(clear, sealed)).events).toBe(1);
  // Before a checkpoint: behind it, whoever else writes to this server may write over this part of its log.
  expect(await filesNowWith('everything', [Buffer.from(clear)])).toEqual(
    expect.arrayContaining([expect.stringMatching(/\/pg_wal\//)]),
  );
  const traces = [sealed, Buffer.from(sealed).toString('base64'), Buffer.from(sealed).toString('base64url')];
  expect(
    await filesWith(
      'everything',
      traces.map((trace) => Buffer.from(trace)),
    ),
  ).toEqual([]);
  expect(await filesWith('everything', [Buffer.from(clear)])).toEqual(
    expect.arrayContaining([expect.stringMatching(/\/base\//)]),
  );
});

it('the key of whoever is erased leaves the tables’ files, its wrapped form included', async () => {
  const owner = `person-${randomUUID()}`;
  const note = `note-${randomUUID()}`;
  const at = `${randomUUID()}:/text`;
  // So many that the pages they leave are not filled again by those that stay.
  const names = Array.from({ length: 60 }, (_, version) => keyOf(owner, note, version));
  await base.personal.seal(names.map((name) => ({ personal: name, value: 'said', at })));
  await tell('Stays', 'Marie');
  const { rows } = await client.query<{ wrapped: Buffer }>(
    'SELECT wrapped FROM vault.data_keys WHERE owner = $1',
    [owner],
  );
  const wrapped = rows.map((row) => row.wrapped);
  expect(wrapped).toHaveLength(names.length);
  expect(await filesWith('database', wrapped)).not.toEqual([]);
  // The server's own work in this base may hold a snapshot just then; said again, what waits is tried again.
  await until(async () => {
    await base.personal.eraseOwner(owner);
    return (await filesWith('database', wrapped)).length === 0;
  });
});
