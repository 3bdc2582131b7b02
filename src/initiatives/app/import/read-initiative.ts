import { z } from 'zod';
import {
  code,
  isoDate,
  limits,
  text,
  webAddress,
  type ExternalReference,
  type Link,
  type Place,
} from '../../../kernel/fields.js';
import type { LocalizedTextInput } from '../../../kernel/localized-text.js';
import { defined, present, type FieldReader } from '../../../platform/import/field-reader.js';
import {
  readPlace,
  readRecord,
  readReferences,
  type ReadRecord,
} from '../../../platform/import/read-record.js';
import type { SourceRecord } from '../../../platform/import/records.js';
import type { Reading } from '../../../platform/import/value-rules.js';
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

/** @returns what the row says, or why it was not taken */
export function readInitiative(
  record: SourceRecord,
  mapping: InitiativeMapping,
  reading: Reading,
): ReadRecord<StatedInitiative> {
  const rules = mapping.fields;
  return readRecord(record, mapping, reading, (fields) => {
    const title = fields.localized(rules.title, text(limits.name), ['title']);
    fields.require(title.length > 0, ['title'], 'The row has no title');
    const stage = fields.one(rules.stage, z.enum(stages), ['stage']);
    fields.require(stage !== undefined, ['stage'], 'The row has no stage, and the mapping no default');
    const owners = readOwners(record, mapping, reading, fields);
    fields.require(owners.length > 0, ['owners'], 'The row names no owner');
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
      otherReferences: readReferences(fields, rules.externalReferences),
    };
    return { label: title[0]?.text, stated: stage === undefined ? null : { stage, ...stated } };
  });
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
