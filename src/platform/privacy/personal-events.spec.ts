import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { z } from 'zod';
import { migratedDatabase } from '../../../test/support/database.js';
import { openVault } from '../../../test/support/vault.js';
import { openWriteSide, type WriteSide } from '../../../test/support/write-side.js';
import { defineEvents, event } from '../../kernel/events.js';
import { text } from '../../kernel/fields.js';
import { codePoints, keyOf, personal, type Personal, type SealedPersonal } from '../../kernel/personal.js';
import { EventRegistry } from '../event-store/event-codec.js';
import { EventLog, type EventToAppend } from '../event-store/event-log.js';
import { locateSealed } from '../event-store/personal-payload.js';
import { PostgresEventStore } from '../event-store/postgres/postgres-event-store.js';

/** As a schema might be that knows nothing of logs. */
const teller = text(100).refine((name) => !name.startsWith('canary'), {
  error: ({ input }) => `must not be ${String(input)}`,
});

const tales = defineEvents('tale', {
  TaleTold: event(
    z.strictObject({
      by: personal(teller).optional(),
      parts: z.array(z.strictObject({ text: personal(z.string().min(1), { sized: true }) })),
    }),
  ),
});

let base: WriteSide;
beforeAll(async () => {
  base = await openWriteSide([tales]);
});
afterAll(() => base.close());

interface Tale {
  readonly by?: Personal<string>;
  readonly parts: readonly { readonly text: Personal<string> }[];
}

const taleId = () => `tale-${randomUUID()}`;
const told = (data: unknown): EventToAppend => ({
  id: randomUUID(),
  type: 'TaleTold',
  data,
  metadata: {
    actor: 'person-1',
    role: 'researcher',
    command: 'TellTale',
    fingerprint: 'f',
    firstEvent: randomUUID(),
    correlationId: 'c',
  },
});
const dataOf = async (id: string) => (await base.log.openStream(id)).map(({ data }) => data as Tale);
const sealedOf = async (id: string) =>
  (await base.log.readStream(id)).map(({ data }) => data as { by: Record<string, unknown> } & Tale);

describe('personal values in events', () => {
  it('are sealed in the log, and open for deciding, whatever the text and wherever it stands', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), { maxLength: 5 }),
        async (texts) => {
          const id = taleId();
          const parts = texts.map((value, index) => ({ text: { personal: keyOf(id, index), value } }));
          await base.log.append(id, 'none', [told({ parts })]);
          expect(await dataOf(id)).toEqual([{ parts }]);
          for (const { data } of await base.store.readStream(id)) {
            for (const [index, { text: stored }] of (data as Tale).parts.entries()) {
              expect(stored).toEqual({
                personal: keyOf(id, index),
                sealed: expect.stringMatching(/^[\w-]+$/),
                size: codePoints(texts[index]!),
              });
            }
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('show no length unless it is asked for', async () => {
    const lengths = new Set<number>();
    for (const value of ['Al', 'Alexandrine-Marguerite de la Tour']) {
      const id = taleId();
      await base.log.append(id, 'none', [told({ by: { personal: id, value }, parts: [] })]);
      const by = (await sealedOf(id))[0]!.by;
      expect(Object.keys(by)).toEqual(['personal', 'sealed', 'at']);
      lengths.add(String(by['sealed']).length);
    }
    expect(lengths.size).toBe(1);
  });

  it('can be opened from a row that holds them as a fold saw them', async () => {
    const id = taleId();
    const by = { personal: id, value: 'Rose' };
    await base.log.append(id, 'none', [told({ by, parts: [] })]);
    for await (const batch of base.log.readAll()) {
      for (const { streamId, data } of batch) {
        if (streamId !== id) continue;
        expect(await base.personal.open([JSON.parse(JSON.stringify((data as Tale).by))])).toEqual([by]);
      }
    }
    expect.assertions(1);
  });

  it('do not open in another event, at another place, under another key, or when changed: a fault', async () => {
    const id = taleId();
    const parts = ['one', 'two'].map((value) => ({ text: { personal: id, value } }));
    await base.log.append(id, 'none', [told({ by: { personal: keyOf(id, 1), value: 'Rose' }, parts })]);
    const [first] = await base.log.readStream(id);
    const { parts: stored } = first!.data as { parts: { text: { at: string; sealed: string } }[] };
    const seal = { personal: id, ...stored[0]!.text };
    const last = seal.sealed.endsWith('A') ? 'B' : 'A';
    for (const wrong of [
      { ...seal, at: stored[1]!.text.at },
      { ...seal, at: `${randomUUID()}${seal.at.slice(36)}` },
      { ...seal, personal: keyOf(id, 1) },
      { ...seal, sealed: seal.sealed.slice(0, 20) + last + seal.sealed.slice(21) },
      { ...seal, sealed: seal.sealed.slice(0, 10) },
      { ...seal, sealed: `B${seal.sealed.slice(1)}` },
    ]) {
      await expect(base.personal.open([wrong])).rejects.toMatchObject({ name: 'SealBroken' });
    }
    await expect(base.personal.open([{ ...seal, at: undefined }])).rejects.toThrow('lacks its place');
    expect(await base.personal.open([seal])).toEqual([{ personal: id, value: 'one' }]);
  });

  it('stay erased, with their length, when they are written again', async () => {
    const id = taleId();
    const parts = [{ text: { personal: keyOf(id, 1), value: 'sèche 🐟' } }];
    await base.log.append(id, 'none', [told({ parts })]);
    await base.personal.eraseVersions(id, 2);
    const erased = { parts: [{ text: { personal: keyOf(id, 1), erased: true, size: 7 } }] };
    expect(await dataOf(id)).toEqual([erased]);
    await base.log.append(id, 0, [told(erased)]);
    expect(await dataOf(id)).toEqual([erased, erased]);
  });

  it('are not told by the error that refuses them', async () => {
    const id = taleId();
    const canary = 'canary-6f1d';
    for (const [wrong, path] of [
      [{ parts: [{ text: canary }] }, '["parts"]["0"]["text"]'],
      [{ parts: [{ text: { personal: id, value: 7, [canary]: canary } }] }, '["parts"]["0"]["text"]'],
      [{ by: { personal: id, value: canary }, parts: [] }, '["by"]'],
    ] as const) {
      const error: unknown = await base.log
        .append(id, 'none', [told(wrong)])
        .catch((caught: unknown) => caught);
      expect(error).toMatchObject({ name: 'InvalidEvent', message: expect.stringContaining(path) });
      expect(JSON.stringify(error) + String(error) + String((error as Error).stack)).not.toContain(canary);
      expect((error as Error).cause).toBeUndefined();
    }
  });

  it('are refused for an owner that was erased, and nothing is written', async () => {
    const id = taleId();
    await base.personal.eraseOwner(id);
    await expect(
      base.log.append(id, 'none', [told({ by: { personal: id, value: 'Rose' }, parts: [] })]),
    ).rejects.toMatchObject({ name: 'OwnerErased', owner: id });
    expect(await base.log.readStream(id)).toEqual([]);
  });

  it('that an upcaster moves still open: their place is the one where they were sealed', async () => {
    const id = taleId();
    await base.log.append(id, 'none', [told({ by: { personal: id, value: 'Rose' }, parts: [] })]);
    const later = defineEvents('tale', {
      TaleTold: event(z.strictObject({ teller: personal(text(100)) }), [({ by }) => ({ teller: by })]),
    });
    const log = new EventLog(base.store, new EventRegistry([later]), base.personal);
    const [read] = await log.openStream(id);
    expect(read!.data).toEqual({ teller: { personal: id, value: 'Rose' } });
  });
});

it('a log without keys neither writes nor opens what is personal', async () => {
  const store = new PostgresEventStore(base.databaseUrl);
  const log = new EventLog(store, base.registry);
  const id = taleId();
  const data = { by: { personal: id, value: 'Rose' }, parts: [] };
  await expect(log.append(id, 'none', [told(data)])).rejects.toThrow('cannot seal');
  await expect(log.openStream(id)).rejects.toThrow('cannot seal');
  await store.close();
});

it('a sealed event of the past stays readable', async () => {
  const golden = JSON.parse(await readFile(new URL('golden/sealed-event.json', import.meta.url), 'utf8')) as {
    masterKey: string;
    key: { name: string; owner: string; record: string; wrapped: string; master: string };
    event: { id: string; data: unknown };
    opened: unknown;
  };
  const database = await migratedDatabase();
  const key = Buffer.from(golden.masterKey, 'base64');
  const vault = await openVault(database.url, { masterKey: { kind: 'value', key } });
  const { name, owner, record, wrapped, master } = golden.key;
  await vault.pool.query(
    'INSERT INTO vault.data_keys (name, owner, record, wrapped, master) VALUES ($1, $2, $3, $4, $5)',
    [name, owner, record, Buffer.from(wrapped, 'base64'), master],
  );
  const { id, data } = golden.event;
  const located = locateSealed(id, data) as { by: SealedPersonal };
  expect(await vault.personal.open([located.by])).toEqual([golden.opened]);
  await vault.close();
  await database.drop();
});
