import { readdir } from 'node:fs/promises';
import { z } from 'zod';
import type { EventDefinitions } from '../../kernel/events.js';
import { personalSchemas } from '../../kernel/personal.js';

/** Folder of the generated JSON Schemas. */
export const schemaFolder = new URL('../../../schema/events/', import.meta.url);

/** JSON Schemas of all events: `<category>/<Type>.v<N>.schema.json` and the file's text. */
export function eventSchemas(definitions: readonly EventDefinitions[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const { category, events } of definitions) {
    for (const [type, { version, schema }] of Object.entries(events)) {
      const { $schema, ...rest } = z.toJSONSchema(schema, {
        io: 'input',
        unrepresentable: 'any',
        override: ({ zodSchema, jsonSchema }) => {
          const mark = personalSchemas.get(zodSchema);
          if (mark) replaceBy(jsonSchema, storedPersonal(mark));
        },
      });
      const json = { $schema, title: type, ...rest };
      files.set(`${category}/${type}.v${version}.schema.json`, `${JSON.stringify(json, null, 2)}\n`);
    }
  }
  return files;
}

/** The log's form of a personal value: sealed, or erased when it was written again. */
function storedPersonal({ sized }: { sized: boolean }): object {
  const size = sized ? { size: { type: 'integer', minimum: 0, description: 'Unicode code points' } } : {};
  const stored = (rest: Record<string, object>) => ({
    type: 'object',
    properties: { personal: { type: 'string', description: 'Name of the data key' }, ...rest, ...size },
    required: ['personal', ...Object.keys(rest), ...Object.keys(size)],
    additionalProperties: false,
  });
  return {
    anyOf: [
      stored({ sealed: { type: 'string', contentEncoding: 'base64url' } }),
      stored({ erased: { type: 'boolean', const: true } }),
    ],
  };
}

function replaceBy(target: object, source: object): void {
  for (const key of Object.keys(target)) Reflect.deleteProperty(target, key);
  Object.assign(target, source);
}

/** Every event definition that a slice's `domain/*.events` module exports, in the order of their paths. */
export async function findEventDefinitions(
  source = new URL('../../', import.meta.url),
): Promise<EventDefinitions[]> {
  const found: EventDefinitions[] = [];
  const files = await readdir(source, { recursive: true });
  for (const file of files.sort()) {
    if (!/^[^/\\]+[/\\]domain[/\\][^/\\]+\.events\.(js|ts)$/.test(file)) continue;
    const exported = (await import(new URL(file.replaceAll('\\', '/'), source).href)) as Record<
      string,
      unknown
    >;
    found.push(...Object.values(exported).filter(isEventDefinitions));
  }
  return found;
}

function isEventDefinitions(value: unknown): value is EventDefinitions {
  return typeof value === 'object' && value !== null && 'category' in value && 'events' in value;
}
