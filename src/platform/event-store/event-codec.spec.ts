import { z } from 'zod';
import { defineEvents, event } from '../../kernel/events.js';
import { EventRegistry } from './event-codec.js';
import type { EventMetadata, RecordedEvent } from './event-store.js';

const pets = defineEvents('pet', {
  PetNamed: event(z.strictObject({ names: z.array(z.string().trim().min(1)), kind: z.string() }), [
    ({ name, ...rest }) => ({ ...rest, names: [name] }),
    (data) => ({ ...data, kind: 'unknown' }),
  ]),
  Noted: event(z.strictObject({ text: z.string() })),
});
const toys = defineEvents('toy', { Noted: event(z.strictObject({ stars: z.int() })) });
const registry = new EventRegistry([pets, toys]);

const recorded = (category: string, type: string, schemaVersion: number, data: unknown): RecordedEvent => ({
  id: '5f0d9a5e-2f1b-4c43-9d5c-0a8f8f6f7a11',
  streamId: `${category}-0192f0c4-8c1e-7a33-9d55-3b1f6a2c4e70`,
  type,
  schemaVersion,
  data,
  revision: 0,
  position: 1n as RecordedEvent['position'],
  recordedAt: '2026-01-31T09:05:00.120000Z',
  metadata: {} as EventMetadata,
});

describe('EventRegistry', () => {
  it('writes an event in its newest version, as its schema gives it back', async () => {
    expect(
      await registry.encode('pet', { type: 'PetNamed', data: { names: [' Rex '], kind: 'dog' } }),
    ).toEqual({
      type: 'PetNamed',
      schemaVersion: 3,
      data: { names: ['Rex'], kind: 'dog' },
    });
  });

  it('refuses data that are not what the definition says, and tells where', async () => {
    await expect(
      registry.encode('pet', { type: 'PetNamed', data: { names: ['Rex', ''], kind: 'dog' } }),
    ).rejects.toMatchObject({ name: 'InvalidEvent', type: 'PetNamed', path: ['names', 1] });
    await expect(
      registry.encode('pet', { type: 'PetNamed', data: { names: [], kind: 'dog', more: 1 } }),
    ).rejects.toThrow(/PetNamed/);
  });

  it('tells events of the same name in two categories apart', async () => {
    await expect(registry.encode('toy', { type: 'Noted', data: { stars: 3 } })).resolves.toBeDefined();
    await expect(registry.encode('toy', { type: 'Noted', data: { text: 'x' } })).rejects.toThrow('toy Noted');
  });

  it('lifts every older version to the newest', () => {
    const newest = { schemaVersion: 3, data: { names: ['Rex'], kind: 'unknown' } };
    expect(registry.decode(recorded('pet', 'PetNamed', 1, { name: 'Rex' }))).toMatchObject(newest);
    expect(registry.decode(recorded('pet', 'PetNamed', 2, { names: ['Rex'] }))).toMatchObject(newest);
    expect(registry.decode(recorded('pet', 'PetNamed', 3, newest.data))).toMatchObject(newest);
  });

  it('refuses what it does not know: a category, a type, a version to come', async () => {
    for (const [category, type, version] of [
      ['stone', 'Noted', 1],
      ['toy', 'PetNamed', 1],
      ['pet', 'PetNamed', 4],
    ] as const) {
      expect(() => registry.decode(recorded(category, type, version, {}))).toThrow(
        expect.objectContaining({ name: 'UnknownEvent', category, type }),
      );
    }
    await expect(registry.encode('toy', { type: 'constructor', data: {} })).rejects.toThrow(
      'no event constructor',
    );
  });

  it('takes no event twice', () => {
    expect(() => new EventRegistry([pets, toys, pets])).toThrow('pet PetNamed is defined twice');
  });
});
