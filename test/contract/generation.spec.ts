import pg from 'pg';
import { Lineages } from '../../src/kernel/lineages.js';
import { prepareDatabase } from '../../src/platform/database/read-model-database.js';
import { createBookkeeping, listGenerations } from '../../src/platform/projections/generation-schema.js';
import { Generation } from '../../src/platform/projections/generation.js';
import { parkedCount, parkedStreams } from '../../src/platform/projections/parked-streams.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { taleModel } from '../support/tales.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const schema = `rm_${taleModel.hash}_1`;

let database: TestDatabase;
let admin: pg.Client;
let generation: Generation;

beforeEach(async () => {
  database = await testDatabase();
  await prepareDatabase(database.url);
  admin = new pg.Client({ connectionString: database.url });
  admin.on('error', () => undefined);
  await admin.connect();
  await createBookkeeping(admin, schema, 'lineage');
  generation = await Generation.open(database.url, schema, taleModel, new Lineages('lineage'), quiet);
});
afterEach(async () => {
  await generation.close();
  await admin.end();
  await database.drop();
});

it('keeps no connection longer than ten minutes, and with it no prepared statement', () => {
  expect(generation.pool.options).toMatchObject({ max: 10, maxLifetimeSeconds: 600 });
});

it('counts all parked streams, and lists the first thousand', async () => {
  await admin.query(
    `INSERT INTO ${schema}.parked_streams (stream_id, position, ordinal, event_type, error)
     SELECT 'tale-' || i, i, i, 'TaleBroken', 'no such tale' FROM generate_series(1, 1200) i`,
  );
  expect(await parkedCount(generation)).toBe(1_200);
  const parked = await parkedStreams(generation);
  expect(parked).toHaveLength(1_000);
  expect(parked[0]).toMatchObject({ streamId: 'tale-1', ordinal: 1 });
});

it('lists those of an earlier program too, whose checkpoint knew no event', async () => {
  await admin.query(`ALTER TABLE ${schema}.checkpoint DROP COLUMN event_id`);
  expect(await listGenerations(admin)).toMatchObject([{ schema, lineage: 'lineage', eventId: null }]);
});
