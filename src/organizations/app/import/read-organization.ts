import { z } from 'zod';
import {
  code,
  isoDate,
  limits,
  text,
  webAddress,
  type ExternalReference,
  type Place,
} from '../../../kernel/fields.js';
import type { LocalizedTextInput } from '../../../kernel/localized-text.js';
import { defined, present, type FieldReader } from '../../../platform/import/field-reader.js';
import { fulfils } from '../../../platform/import/mapping-file.js';
import {
  readPlace,
  readRecord,
  readReferences,
  type ReadRecord,
} from '../../../platform/import/read-record.js';
import type { SourceRecord } from '../../../platform/import/records.js';
import type { Reading } from '../../../platform/import/value-rules.js';
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

/** @returns what the row says, or why it was not taken */
export function readOrganization(
  record: SourceRecord,
  mapping: OrganizationMapping,
  reading: Reading,
): ReadRecord<StatedOrganization> {
  const rules = mapping.fields;
  return readRecord(record, mapping, reading, (fields) => {
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
      otherReferences: readReferences(fields, rules.externalReferences),
      dissolved: readDissolution(fields, mapping, record, reading),
    };
    return { label: name[0]?.text, stated: legalForm === undefined ? null : { legalForm, ...stated } };
  });
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
