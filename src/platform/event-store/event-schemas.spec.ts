import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { defineEvents, event, type EventDefinitions } from '../../kernel/events.js';
import { personal } from '../../kernel/personal.js';
import { EventRegistry } from './event-codec.js';
import { eventSchemas, findEventDefinitions, schemaFolder } from './event-schemas.js';
import type { EventMetadata, RecordedEvent } from './event-store.js';

const goldenFolder = new URL('golden/', schemaFolder);

describe('schema/events', () => {
  let definitions: EventDefinitions[];
  let files: string[];

  beforeAll(async () => {
    definitions = await findEventDefinitions();
    files = (await readdir(schemaFolder, { recursive: true })).map((file) => file.replaceAll('\\', '/'));
  });

  it('knows the events of every slice', () => {
    expect(definitions.map(({ category }) => category)).toEqual(
      expect.arrayContaining(['conceptScheme', 'initiative', 'organization', 'organizationMerges']),
    );
  });

  it('is what the definitions say (otherwise: npm run schema)', async () => {
    for (const [path, text] of eventSchemas(definitions)) {
      expect({ path, text: await readText(new URL(path, schemaFolder)) }).toEqual({ path, text });
    }
  });

  it('holds nothing else but older versions', () => {
    const expected = new Set(eventSchemas(definitions).keys());
    const others = files.filter((file) => file.endsWith('.schema.json') && !expected.has(file));
    expect(others.filter((file) => !older(definitions).includes(file.replace('.schema.json', '')))).toEqual(
      [],
    );
  });

  it('keeps a golden sample of every older version, which still reads as the newest', async () => {
    const samples = files.filter((file) => file.startsWith('golden/') && file.endsWith('.json'));
    expect(samples.map((file) => file.slice('golden/'.length, -'.json'.length)).toSorted()).toEqual(
      older(definitions),
    );

    const registry = new EventRegistry(definitions);
    for (const sample of samples) {
      const category = sample.split('/')[1]!;
      const [type, version] = basename(sample, '.json').split('.v') as [string, string];
      const data: unknown = JSON.parse(await readText(new URL(sample.slice('golden/'.length), goldenFolder)));
      const lifted = registry.decode(recorded(category, type, Number(version), data));
      expect(await registry.encode(category, lifted)).toEqual({
        type,
        schemaVersion: lifted.schemaVersion,
        data: lifted.data,
      });
    }
  });
});

it('shows personal values as the log keeps them: sealed or erased, never open', () => {
  const tales = defineEvents('tale', {
    TaleTold: event(
      z.strictObject({ by: personal(z.string()), text: personal(z.string(), { sized: true }) }),
    ),
  });
  const [text] = [...eventSchemas([tales]).values()];
  const { properties } = JSON.parse(text!) as {
    properties: Record<string, { anyOf: { required: string[] }[] }>;
  };
  const forms = (name: string) => properties[name]!.anyOf.map(({ required }) => required);
  expect(forms('by')).toEqual([
    ['personal', 'sealed'],
    ['personal', 'erased'],
  ]);
  expect(forms('text')).toEqual([
    ['personal', 'sealed', 'size'],
    ['personal', 'erased', 'size'],
  ]);
  expect(text).not.toContain('"value"');
});

/** `<category>/<Type>.v<N>` of every version that is not the newest, sorted. */
function older(definitions: readonly EventDefinitions[]): string[] {
  return definitions
    .flatMap(({ category, events }) =>
      Object.entries(events).flatMap(([type, { version }]) =>
        Array.from({ length: version - 1 }, (_, n) => `${category}/${type}.v${n + 1}`),
      ),
    )
    .toSorted();
}

const readText = (file: URL) => readFile(file, 'utf8').catch(() => `${file.pathname} is missing`);

const recorded = (category: string, type: string, schemaVersion: number, data: unknown): RecordedEvent => ({
  id: '5f0d9a5e-2f1b-4c43-9d5c-0a8f8f6f7a11',
  streamId: `${category}-0192f0c4-8c1e-7a33-9d55-3b1f6a2c4e70`,
  type,
  schemaVersion,
  data,
  revision: 0,
  position: 1n as RecordedEvent['position'],
  recordedAt: '2024-05-02T09:05:00.120000Z',
  metadata: {} as EventMetadata,
});
