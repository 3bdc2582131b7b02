import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { getMetadataArgsStorage, type EntityTarget, type ObjectLiteral } from 'typeorm';
import type { Documents } from './documents.js';

export interface ReadModelDefinition {
  readonly documents: readonly Documents[];
  /** 12 hexadecimal digits. Equal hashes mean: the same events give the same rows in the same tables. */
  readonly hash: string;
}

/** Files of this folder that decide what stands in a row or a table. */
const ownSources = [
  './batch-fold.js',
  './batch-writer.js',
  './bulk-load.js',
  './copy-table.js',
  './generation-schema.js',
  './settle-row.js',
  './tables.js',
];

/**
 * Names a read model by all that decides its rows: the documents' source files, their entities' tables and indexes,
 * and the platform's own writers.
 * @throws when a source or an index file is missing, or when one category would fold into one table twice
 */
export function defineReadModel(documents: readonly Documents[]): ReadModelDefinition {
  const hash = createHash('sha256');
  const add = (part: string | Buffer): void => {
    hash.update(`${part.length}:`).update(part);
  };
  for (const source of ownSources) add(readSource(new URL(source, import.meta.url)));
  const pairs = new Map<EntityTarget<ObjectLiteral>, Set<string>>();
  for (const { category, entity, satellites = [], sources, indexes } of documents) {
    const categories = pairs.get(entity) ?? new Set();
    if (categories.has(category)) throw new Error(`Two definitions fold ${category} into one table`);
    pairs.set(entity, categories.add(category));
    add(category);
    for (const target of [entity, ...satellites.map((satellite) => satellite.entity)])
      add(describeTable(target));
    for (const source of sources) add(readSource(source));
    if (indexes) add(readSource(indexes));
  }
  return { documents, hash: hash.digest('hex').slice(0, 12) };
}

/** All entities of a definition, each once. */
export function entitiesOf(definition: ReadModelDefinition): EntityTarget<ObjectLiteral>[] {
  return [
    ...new Set(
      definition.documents.flatMap(({ entity, satellites = [] }) => [
        entity,
        ...satellites.map((one) => one.entity),
      ]),
    ),
  ];
}

/** A source is named as it is compiled (`.js`); where TypeScript runs uncompiled, the `.ts` beside it is read. */
export function readSource(source: URL): Buffer {
  const path = fileURLToPath(source);
  const uncompiled = path.replace(/\.js$/, '.ts');
  return readFileSync(!existsSync(path) && existsSync(uncompiled) ? uncompiled : path);
}

/** What an entity's decorators say, its parents' included, as far as it reaches the table. */
function describeTable(target: EntityTarget<ObjectLiteral>): string {
  const storage = getMetadataArgsStorage();
  const lineage = new Set<unknown>();
  for (let one: unknown = target; typeof one === 'function'; one = Object.getPrototypeOf(one))
    lineage.add(one);
  const of = <Item extends { target: unknown }>(items: readonly Item[]): Item[] =>
    items.filter((item) => lineage.has(item.target));
  return JSON.stringify(
    [of(storage.tables), of(storage.columns), of(storage.indices), of(storage.uniques), of(storage.checks)],
    (_key, value: unknown) => (typeof value === 'function' ? value.name || value.toString() : value),
  );
}
