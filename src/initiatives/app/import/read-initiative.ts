import { z } from 'zod';
import {
  code,
  isoDate,
  limits,
  place as placeSchema,
  text,
  webAddress,
  type ExternalReference,
  type Link,
  type Place,
} from '../../../kernel/fields.js';
import type { LocalizedTextInput } from '../../../kernel/localized-text.js';
import { defined, FieldReader, present } from '../../../platform/import/field-reader.js';
import { fulfils } from '../../../platform/import/mapping-file.js';
import type { Problem, SourceRecord } from '../../../platform/import/records.js';
import { readValues, type Reading } from '../../../platform/import/value-rules.js';
import { stages, type Stage } from '../../domain/initiative.events.js';
import type { InitiativeMapping } from './initiative-mapping.js';
import { readOwners, type StatedOwner } from './read-owners.js';

/** What a row says of an initiative. Absent: the file does not say. */
export interface StatedInitiative {
  readonly externalId: string;
  readonly title: LocalizedTextInput;
  readonly summary: LocalizedTextInput;
  readonly owners: readonly StatedOwner[];
  readonly stage: Stage;
  readonly stageSince?: string;
  readonly digitalUses?: readonly string[];
  readonly missions?: readonly string[];
  readonly characteristics?: readonly string[];
  readonly place?: Place;
  readonly links?: readonly Link[];
  readonly otherReferences: readonly ExternalReference[];
}

export type ReadInitiative =
  | { readonly status: 'skipped'; readonly externalId: string | null }
  | {
      readonly status: 'refused';
      readonly externalId: string | null;
      readonly label: string | null;
      readonly problems: readonly Problem[];
    }
  | { readonly status: 'read'; readonly stated: StatedInitiative; readonly warnings: readonly Problem[] };

export function readInitiative(
  record: SourceRecord,
  mapping: InitiativeMapping,
  reading: Reading,
): ReadInitiative {
  if (record.problem) return { status: 'refused', externalId: null, label: null, problems: [record.problem] };
  if (record.value === null || typeof record.value !== 'object' || Array.isArray(record.value)) {
    const problem = { code: 'NOT_AN_OBJECT', message: 'The record is not a JSON object' };
    return { status: 'refused', externalId: null, label: null, problems: [problem] };
  }
  if (fulfils(mapping.skipWhen, record, reading)) {
    return { status: 'skipped', externalId: readValues(mapping.id, record, reading).values[0] ?? null };
  }
  const fields = new FieldReader(record, reading, mapping.language);
  const rules = mapping.fields;
  const externalId = fields.one(mapping.id, text(limits.externalId), ['id']);
  fields.require(
    externalId !== undefined,
    ['id'],
    'The record has no id: a later import could not find it again',
  );
  const title = fields.localized(rules.title, text(limits.name), ['title']);
  fields.require(title.length > 0, ['title'], 'The record has no title');
  const stage = fields.one(rules.stage, z.enum(stages), ['stage']);
  fields.require(stage !== undefined, ['stage'], 'The record has no stage, and the mapping no default');
  const owners = readOwners(record, mapping, reading, fields);
  fields.require(owners.length > 0, ['owners'], 'The record names no owner');
  const stated = {
    title,
    owners,
    summary: fields.localized(rules.summary, text(limits.longText), ['summary']),
    ...defined('stageSince', fields.one(rules.stageSince, isoDate, ['stageSince'])),
    ...present('digitalUses', fields.list(rules.digitalUses, code, ['digitalUses'])),
    ...present('missions', fields.list(rules.missions, code, ['missions'])),
    ...present('characteristics', fields.list(rules.characteristics, code, ['characteristics'])),
    ...readPlace(fields, rules.place),
    ...readLinks(fields, rules.links ?? []),
    otherReferences: Object.entries(rules.externalReferences ?? {}).flatMap(([system, rule]) =>
      fields
        .list(rule, text(limits.externalId), ['externalReferences', system])
        .map((id) => ({ system, id })),
    ),
  };
  if (fields.problems.length > 0 || externalId === undefined || stage === undefined) {
    return {
      status: 'refused',
      externalId: externalId ?? null,
      label: title[0]?.text ?? null,
      problems: fields.problems,
    };
  }
  return { status: 'read', stated: { externalId, stage, ...stated }, warnings: fields.warnings };
}

function readPlace(fields: FieldReader, rules: InitiativeMapping['fields']['place']): { place?: Place } {
  if (!rules) return {};
  const place: Place = {
    ...defined(
      'country',
      fields.one(rules.country, placeSchema.shape.country.unwrap(), ['place', 'country']),
    ),
    ...defined('region', fields.one(rules.region, code, ['place', 'region'])),
    ...defined('municipality', fields.one(rules.municipality, text(limits.name), ['place', 'municipality'])),
  };
  return Object.keys(place).length === 0 ? {} : { place };
}

function readLinks(
  fields: FieldReader,
  rules: NonNullable<InitiativeMapping['fields']['links']>,
): { links?: readonly Link[] } {
  const links = rules.flatMap(({ url, label }) =>
    fields
      .list(url, webAddress, ['links'])
      .map((address) => ({ url: address, ...(label === undefined ? {} : { label }) })),
  );
  return present('links', [...new Map(links.map((link) => [link.url, link])).values()]);
}
