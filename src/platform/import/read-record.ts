import {
  code,
  limits,
  place as placeSchema,
  text,
  type ExternalReference,
  type Place,
} from '../../kernel/fields.js';
import { defined, FieldReader } from './field-reader.js';
import { fulfils, type Condition } from './mapping-file.js';
import type { Problem, SourceRecord } from './records.js';
import { readValues, type Reading, type ValueRule } from './value-rules.js';

/** What became of a row by its mapping. */
export type ReadRecord<Stated> =
  | { readonly status: 'skipped'; readonly externalId: string | null }
  | {
      readonly status: 'refused';
      readonly externalId: string | null;
      /** What people call it. */
      readonly label: string | null;
      readonly problems: readonly Problem[];
    }
  | { readonly status: 'read'; readonly stated: Stated; readonly warnings: readonly Problem[] };

/** What every mapping says. */
export interface RecordMapping {
  readonly id: ValueRule;
  readonly language: string;
  readonly skipWhen: readonly Condition[];
}

/** What the fields of a row say, or null where one without which it cannot be is missing. */
export interface ReadFields<Stated> {
  readonly label: string | undefined;
  readonly stated: Stated | null;
}

/** Reads a row by its mapping. @param read reads the fields; what is wrong with them it notes there */
export function readRecord<Stated extends object>(
  record: SourceRecord,
  mapping: RecordMapping,
  reading: Reading,
  read: (fields: FieldReader) => ReadFields<Stated>,
): ReadRecord<Stated & { readonly externalId: string }> {
  const problem = record.problem ?? noObject(record.value);
  if (problem) return { status: 'refused', externalId: null, label: null, problems: [problem] };
  if (fulfils(mapping.skipWhen, record, reading)) {
    return { status: 'skipped', externalId: readValues(mapping.id, record, reading).values[0] ?? null };
  }
  const fields = new FieldReader(record, reading, mapping.language);
  const externalId = fields.one(mapping.id, text(limits.externalId), ['id']);
  fields.require(
    externalId !== undefined,
    ['id'],
    'The row has no id: a later import could not find it again',
  );
  const { label, stated } = read(fields);
  if (fields.problems.length > 0 || externalId === undefined || stated === null) {
    const { problems } = fields;
    return { status: 'refused', externalId: externalId ?? null, label: label ?? null, problems };
  }
  return { status: 'read', stated: { ...stated, externalId }, warnings: fields.warnings };
}

function noObject(value: unknown): Problem | undefined {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return undefined;
  return { code: 'NOT_AN_OBJECT', message: 'The record is not a JSON object' };
}

type PlaceRules = { readonly [Part in keyof Place]?: ValueRule | undefined };

export function readPlace(fields: FieldReader, rules: PlaceRules | undefined): { place?: Place } {
  if (!rules) return {};
  const country = placeSchema.shape.country.unwrap();
  const place: Place = {
    ...defined('country', fields.one(rules.country, country, ['place', 'country'])),
    ...defined('region', fields.one(rules.region, code, ['place', 'region'])),
    ...defined('municipality', fields.one(rules.municipality, text(limits.name), ['place', 'municipality'])),
  };
  return Object.keys(place).length === 0 ? {} : { place };
}

/** Ids in other registers. @param rules by the register's name */
export function readReferences(
  fields: FieldReader,
  rules: Readonly<Record<string, ValueRule>> = {},
): ExternalReference[] {
  return Object.entries(rules).flatMap(([system, rule]) =>
    fields.list(rule, text(limits.externalId), ['externalReferences', system]).map((id) => ({ system, id })),
  );
}
