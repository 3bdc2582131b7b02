import { Client } from 'pg';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { LossyProxy } from '../../../../test/contract/event-store/lossy-proxy.js';
import { testDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { eventLogMigrations } from '../../database/migrations/index.js';
import { migrate } from '../../database/migrate.js';
import type { NewEvent } from '../event-store.js';
import { Announcements, Wake } from './announcements.js';
import { PostgresEventStore } from './postgres-event-store.js';
import { toIso } from './recorded-row.js';

const newStream = () => `thing-${uuidv7()}`;
const newEvent = (id: string = uuidv4()): NewEvent => ({
  id,
  type: 'SomethingHappened',
  schemaVersion: 1,
  data: { text: 'x' },
  metadata: {
    actor: 'person-1',
    role: 'editor',
    command: 'DoSomething',
    fingerprint: 'f',
    firstEvent: id,
    correlationId: 'correlation-1',
  },
});

describe('PostgresEventStore', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  let proxy: LossyProxy;

  beforeAll(async () => {
    database = await testDatabase();
    // Two processes that start at once: each migration is run by one of them.
    const ran = await Promise.all([1, 2].map(() => migrate(database.url, eventLogMigrations)));
    expect(ran.flat()).toEqual(eventLogMigrations.map(({ name }) => name));
    store = new PostgresEventStore(database.url);
    proxy = await LossyProxy.before(database.url);
  });
  afterAll(async () => {
    await store?.close();
    await proxy?.close();
    await database?.drop();
  });

  it('says which stream has an event id already', async () => {
    const event = newEvent();
    const stream = newStream();
    await store.append(stream, 'none', [event]);
    await expect(store.append(newStream(), 'none', [event])).rejects.toMatchObject({
      name: 'EventIdTaken',
      eventId: event.id,
      streamId: stream,
    });
    await expect(store.append(newStream(), 'none', [newEvent(), event])).rejects.toThrow(event.id);
  });

  it('lets no append of a batch spoil another', async () => {
    const taken = newEvent();
    await store.append(newStream(), 'none', [taken]);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, n) =>
        store.append(newStream(), 'none', n % 10 === 3 ? [taken] : [newEvent()]),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(
      outcomes.map((_, n) => (n % 10 === 3 ? 'rejected' : 'fulfilled')),
    );
  });

  it('numbers events without a gap, whatever was refused', async () => {
    const streams = Array.from({ length: 20 }, newStream);
    await Promise.allSettled(
      Array.from({ length: 200 }, (_, n) =>
        store.append(
          streams[n % 20]!,
          n % 3 ? 'none' : Math.floor(n / 50),
          Array.from({ length: 1 + (n % 4) }, () => newEvent()),
        ),
      ),
    );
    const ordinals: number[] = [];
    for await (const batch of store.readAll({ batchSize: 13 }))
      ordinals.push(...batch.map(({ ordinal }) => ordinal!));
    expect(ordinals.length).toBeGreaterThan(20);
    expect(ordinals).toEqual(ordinals.map((_, n) => n + 1));
    expect(await store.head()).toBe(BigInt(ordinals.length));
  });

  it('says an append again when the answer was lost, and writes it once', async () => {
    const through = new PostgresEventStore(proxy.url);
    const stream = newStream();
    await through.append(stream, 'none', [newEvent()]);
    proxy.loseAnswers(1);
    expect(await through.append(stream, 0, [newEvent()])).toMatchObject({ status: 'duplicate', revision: 1 });
    expect(await store.readStream(stream)).toHaveLength(2);
    await through.close();
  });

  it('does not know the outcome when the answers stay away', async () => {
    const through = new PostgresEventStore(proxy.url);
    const stream = newStream();
    const event = newEvent();
    await through.append(stream, 'none', [newEvent()]);
    proxy.loseAnswers(Infinity);
    await expect(through.append(stream, 0, [event])).rejects.toMatchObject({ name: 'OutcomeUnknown' });
    proxy.loseAnswers(0);
    expect(await through.append(stream, 0, [event])).toMatchObject({ status: 'duplicate', revision: 1 });
    await through.close();
  });

  it('is unavailable when nobody answers, and so is all that waits', async () => {
    const nobody = new PostgresEventStore('postgres://postgres@127.0.0.1:1/nothing');
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 1_200 }, () => nobody.append(newStream(), 'none', [newEvent()])),
      nobody.readStream(newStream()),
      nobody.head(),
    ]);
    const names = outcomes.map((outcome) => outcome.status === 'rejected' && (outcome.reason as Error).name);
    expect(new Set(names)).toEqual(new Set(['StoreUnavailable']));
    await nobody.close();
  });

  it('tells other processes of events, without their looking', async () => {
    const [here, there] = [new Announcements(database.url), new Announcements(database.url)];
    const wake = there.subscribe();
    const tooLong = new AbortController();
    // It rings once when it begins to listen, and then for what others announce.
    await wake.wait(20_000, tooLong.signal);
    wake.take();
    const timer = setTimeout(() => tooLong.abort(), 15_000);
    here.announce();
    expect(await wake.wait(20_000, tooLong.signal)).toBe(true);
    clearTimeout(timer);
    expect(wake.take()).toEqual({ own: false, others: true });
    await Promise.all([here.close(), there.close()]);
  });

  it('walks along indexes only, even while the log is empty', async () => {
    // Counts are in for certain once the sessions have ended.
    await store.close();
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ seq_scan: string }>(
      `SELECT seq_scan FROM pg_stat_user_tables WHERE schemaname = 'event_log' AND relname = 'events'`,
    );
    await client.end();
    // Building the three indexes of the empty table counts as one each.
    expect(Number(rows[0]!.seq_scan)).toBeLessThanOrEqual(3);
  });
});

describe('Wake', () => {
  it('does not wait when it rang since that was taken, and else until it rings, is late or aborted', async () => {
    const wake = new Wake();
    const tooLong = AbortSignal.timeout(15_000);
    wake.ring('own');
    expect(await wake.wait(20_000, tooLong)).toBe(true);
    expect(wake.take()).toEqual({ own: true, others: false });
    setTimeout(() => wake.ring('others'), 10);
    expect(await wake.wait(20_000, tooLong)).toBe(true);
    expect(wake.take()).toEqual({ own: false, others: true });
    expect(await wake.wait(10, tooLong)).toBe(false);
    expect(await wake.wait(20_000, AbortSignal.timeout(10))).toBe(false);
  });
});

describe('toIso', () => {
  it.each([
    ['2026-01-31 09:05:00.123456+00', '2026-01-31T09:05:00.123456Z'],
    ['2026-01-31 09:05:00.12+00', '2026-01-31T09:05:00.120000Z'],
    ['2026-01-31 09:05:00+00', '2026-01-31T09:05:00.000000Z'],
  ])('%s is %s', (timestamp, iso) => expect(toIso(timestamp)).toBe(iso));
});
