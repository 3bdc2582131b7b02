import { z } from 'zod';
import { migratedDatabase, type TestDatabase } from '../test/support/database.js';
import { tale, tell } from '../test/support/tales.js';
import { defineEvents, event } from './kernel/events.js';
import { EventRegistry } from './platform/event-store/event-codec.js';
import { EventLog } from './platform/event-store/event-log.js';
import { PostgresEventStore } from './platform/event-store/postgres/postgres-event-store.js';
import { mayLoadSamples } from './samples.js';

let database: TestDatabase;
let store: PostgresEventStore;
let log: EventLog;

beforeEach(async () => {
  database = await migratedDatabase();
  store = new PostgresEventStore(database.url);
  log = new EventLog(store, new EventRegistry([defineEvents('tale', { TaleTold: event(z.object({})) })]));
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

async function told(correlationId: string): Promise<void> {
  const { id, type, data, metadata } = tell({ type: 'TaleTold', data: {} });
  await log.append(tale(), 'none', [{ id, type, data, metadata: { ...metadata, correlationId } }]);
}

it('samples go into an empty log, and on into one that began with them', async () => {
  expect(await mayLoadSamples(log)).toBe(true);
  await told('samples');
  await told('somebody else’s');
  expect(await mayLoadSamples(log)).toBe(true);
});

it('samples never go among somebody’s own records', async () => {
  await told('somebody else’s');
  await told('samples');
  expect(await mayLoadSamples(log)).toBe(false);
});
