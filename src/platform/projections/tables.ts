import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { quoteIdentifier } from '../database/read-model-connection.js';
import type { Documents, Satellite } from './documents.js';
import type { ReadModelDefinition } from './definition.js';

export interface Column {
  /** Name of the row's property; folds know only this one. */
  readonly property: string;
  /** Quoted name in the database. */
  readonly name: string;
  /** SQL type, `text[]`. */
  readonly type: string;
  readonly primary: boolean;
}

/** A table as the writers see it. Columns that PostgreSQL generates are left out. */
export interface Table {
  /** Quoted, with its schema. */
  readonly name: string;
  readonly columns: readonly Column[];
  readonly key: readonly Column[];
}

export interface DocumentTables {
  readonly documents: Documents;
  readonly table: Table;
  readonly keyProperty: string;
  readonly satellites: readonly {
    readonly satellite: Satellite<ObjectLiteral, ObjectLiteral>;
    readonly table: Table;
  }[];
}

/** Documents by the category of their events. */
export type Routes = ReadonlyMap<string, readonly DocumentTables[]>;

/**
 * Joins definitions and the tables of one generation.
 * @throws when an entity is of a form that the writers do not know
 */
export function routesOf(definition: ReadModelDefinition, dataSource: DataSource): Routes {
  const tables = new Map<EntityTarget<ObjectLiteral>, Table>();
  const tableOf = (entity: EntityTarget<ObjectLiteral>): Table => {
    const known = tables.get(entity) ?? describe(dataSource, entity);
    tables.set(entity, known);
    return known;
  };
  const routes = new Map<string, DocumentTables[]>();
  for (const documents of definition.documents) {
    const table = tableOf(documents.entity);
    if (table.key.length !== 1)
      throw new Error(`${table.name} holds documents and needs a key of one column`);
    const satellites = (documents.satellites ?? []).map((satellite) => ({
      satellite,
      table: tableOf(satellite.entity),
    }));
    const route = routes.get(documents.category) ?? [];
    route.push({ documents, table, keyProperty: table.key[0]!.property, satellites });
    routes.set(documents.category, route);
  }
  return routes;
}

/** Every table of the routes once. */
export function tablesOf(routes: Routes): Table[] {
  const all = [...routes.values()]
    .flat()
    .flatMap(({ table, satellites }) => [table, ...satellites.map((one) => one.table)]);
  return [...new Set(all)];
}

/** TypeORM gives these a form of its own in the database, which the writers would have to know. */
const unwritable = new Set(['enum', 'simple-enum', 'simple-array', 'simple-json', 'char', 'character']);

function describe(dataSource: DataSource, entity: EntityTarget<ObjectLiteral>): Table {
  const metadata = dataSource.getMetadata(entity);
  const driver = dataSource.driver as PostgresDriver;
  for (const column of metadata.columns) {
    if (
      column.embeddedMetadata ||
      column.relationMetadata ||
      column.transformer ||
      unwritable.has(String(column.type))
    ) {
      throw new Error(
        `${metadata.tableName}.${column.propertyName} is of a kind that the projector does not write`,
      );
    }
  }
  const columns = metadata.columns
    .filter((column) => !column.generatedType && !column.isGenerated)
    .map((column) => ({
      property: column.propertyName,
      name: quoteIdentifier(column.databaseName),
      type: driver.normalizeType(column) + (column.isArray ? '[]' : ''),
      primary: column.isPrimary,
    }));
  return {
    name: `${quoteIdentifier(metadata.schema!)}.${quoteIdentifier(metadata.tableName)}`,
    columns,
    key: columns.filter((column) => column.primary),
  };
}

/** `"a" text, "b" jsonb`: a record's columns by property, as `json_to_recordset` takes them. */
export function recordColumns(columns: readonly Column[]): string {
  return columns.map(({ property, type }) => `${quoteIdentifier(property)} ${type}`).join(', ');
}

/** Selects a row as one JSON object by property, in the form in which folds made it. */
export function selectRow(table: Table): string {
  const columns = table.columns.map(({ property, name, type }) => {
    // The very text that an event's `recordedAt` has, so that a loaded row equals a folded one.
    if (type === 'timestamp with time zone') {
      return `to_char(${name} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS ${quoteIdentifier(property)}`;
    }
    return `${name} AS ${quoteIdentifier(property)}`;
  });
  return `SELECT ${columns.join(', ')} FROM ${table.name}`;
}

/** Turns what JSON cannot carry back into what the fold made: bytes. */
export function reviveRow(table: Table, row: ObjectLiteral): ObjectLiteral {
  for (const { property, type } of table.columns) {
    if (type === 'bytea' && typeof row[property] === 'string') {
      row[property] = Buffer.from(row[property].slice(2), 'hex');
    }
  }
  return row;
}

/** JSON of rows for `json_to_recordset`. */
export function rowsAsJson(table: Table, rows: readonly ObjectLiteral[]): string {
  const bytes = table.columns.filter(({ type }) => type === 'bytea');
  if (bytes.length === 0) return JSON.stringify(rows);
  return JSON.stringify(
    rows.map((row) => {
      const copy = { ...row };
      for (const { property } of bytes) copy[property] = bytesAsText(row[property]);
      return copy;
    }),
  );
}

/** PostgreSQL's hexadecimal form of bytes; other values unchanged. */
export function bytesAsText(value: unknown): unknown {
  return value instanceof Uint8Array
    ? `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`
    : value;
}
