import { z } from 'zod';
import {
  code,
  isoDate,
  limits,
  place as placeSchema,
  text,
  webAddress,
  type ExternalReference,
  type Place,
} from '../../../kernel/fields.js';
import type { LocalizedTextInput } from '../../../kernel/localized-text.js';
import { defined, FieldReader, present } from '../../../platform/import/field-reader.js';
import { fulfils } from '../../../platform/import/mapping-file.js';
import type { Problem, SourceRecord } from '../../../platform/import/records.js';
import { readValues, type Reading } from '../../../platform/import/value-rules.js';
import { legalForms, sizeBands, type LegalForm, type SizeBand } from '../../domain/organization.events.js';
import type { OrganizationMapping } from './organization-mapping.js';

/** What a row of a register says of an organization. Absent: the register does not say. */
export interface StatedOrganization {
  readonly externalId: string;
  readonly name: LocalizedTextInput;
  readonly description: LocalizedTextInput;
  readonly alternativeNames: readonly string[];
  readonly legalForm: LegalForm;
  readonly place?: Place;
  readonly sectors?: readonly string[];
  readonly missions?: readonly string[];
  readonly sizeBand?: SizeBand;
  readonly website?: string;
  /** In other registers. */
  readonly otherReferences: readonly ExternalReference[];
  readonly dissolved: { readonly on?: string } | null;
}

export type ReadRow =
  | { readonly status: 'skipped'; readonly externalId: string | null }
  | {
      readonly status: 'refused';
      readonly externalId: string | null;
      readonly label: string | null;
      readonly problems: readonly Problem[];
    }
  | { readonly status: 'read'; readonly stated: StatedOrganization; readonly warnings: readonly Problem[] };

export function readOrganization(
  record: SourceRecord,
  mapping: OrganizationMapping,
  reading: Reading,
): ReadRow {
  if (record.problem) return { status: 'refused', externalId: null, label: null, problems: [record.problem] };
  if (fulfils(mapping.skipWhen, record, reading)) {
    return { status: 'skipped', externalId: readValues(mapping.id, record, reading).values[0] ?? null };
  }
  const fields = new FieldReader(record, reading, mapping.language);
  const rules = mapping.fields;

  const externalId = fields.one(mapping.id, text(limits.externalId), ['id']);
  fields.require(
    externalId !== undefined,
    ['id'],
    'The row has no id: a later import could not find it again',
  );
  const name = fields.localized(rules.name, text(limits.name), ['name']);
  fields.require(name.length > 0, ['name'], 'The row has no name');
  const legalForm = fields.one(rules.legalForm, z.enum(legalForms), ['legalForm']);
  fields.require(
    legalForm !== undefined,
    ['legalForm'],
    'The row has no legal form, and the mapping no default',
  );
  const names = new Set(name.map((entry) => entry.text));
  const alternativeNames = (rules.alternativeNames ?? [])
    .flatMap((rule) => fields.list(rule, text(limits.name), ['alternativeNames']))
    .filter((entry) => !names.has(entry));
  const stated = {
    name,
    alternativeNames: [...new Set(alternativeNames)],
    description: fields.localized(rules.description, text(limits.longText), ['description']),
    ...readPlace(fields, rules.place),
    ...present('sectors', fields.list(rules.sectors, code, ['sectors'])),
    ...present('missions', fields.list(rules.missions, code, ['missions'])),
    ...defined('sizeBand', fields.one(rules.sizeBand, z.enum(sizeBands), ['sizeBand'])),
    ...defined('website', fields.one(rules.website, webAddress, ['website'])),
    otherReferences: Object.entries(rules.externalReferences ?? {}).flatMap(([system, rule]) =>
      fields
        .list(rule, text(limits.externalId), ['externalReferences', system])
        .map((id) => ({ system, id })),
    ),
    dissolved: readDissolution(fields, mapping, record, reading),
  };
  if (fields.problems.length > 0 || externalId === undefined || legalForm === undefined) {
    return {
      status: 'refused',
      externalId: externalId ?? null,
      label: name[0]?.text ?? null,
      problems: fields.problems,
    };
  }
  return { status: 'read', stated: { externalId, legalForm, ...stated }, warnings: fields.warnings };
}

function readPlace(fields: FieldReader, rules: OrganizationMapping['fields']['place']): { place?: Place } {
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

function readDissolution(
  fields: FieldReader,
  mapping: OrganizationMapping,
  record: SourceRecord,
  reading: Reading,
): { on?: string } | null {
  const on = fields.one(mapping.fields.dissolvedOn, isoDate, ['dissolvedOn']);
  if (on !== undefined) return { on };
  return mapping.fields.dissolvedWhen && fulfils(mapping.fields.dissolvedWhen, record, reading) ? {} : null;
}
