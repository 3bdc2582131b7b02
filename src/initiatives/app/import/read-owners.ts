import { valuesAt } from '../../../platform/import/cells.js';
import { FieldReader } from '../../../platform/import/field-reader.js';
import { fulfils } from '../../../platform/import/mapping-file.js';
import type { SourceRecord } from '../../../platform/import/records.js';
import type { Reading, ValueRule } from '../../../platform/import/value-rules.js';
import { limits, text, webAddress } from '../../../kernel/fields.js';
import type { InitiativeMapping } from './initiative-mapping.js';

/** An owner as a row names it. */
export interface StatedOwner {
  readonly externalId: string;
  readonly name?: string;
  readonly website?: string;
  readonly legalForm?: string;
}

/** The owners of one row; what is wrong with them is noted in `fields`. */
export function readOwners(
  record: SourceRecord,
  mapping: InitiativeMapping,
  reading: Reading,
  fields: FieldReader,
): StatedOwner[] {
  const { owners } = mapping;
  const records = owners.each === undefined ? [record] : items(record, owners.each);
  const taken = records.filter((item) => !owners.where || fulfils(owners.where, item, reading));
  const stated = taken.flatMap((item) => {
    const inner = new FieldReader(item, reading, mapping.language);
    const read = owners.each === undefined ? columnOwners(inner, owners) : oneOwner(inner, owners);
    fields.problems.push(...inner.problems);
    fields.warnings.push(...inner.warnings);
    return read;
  });
  return [...new Map(stated.map((owner) => [owner.externalId, owner])).values()];
}

function items(record: SourceRecord, path: string): SourceRecord[] {
  const lists = valuesAt(record.value, path);
  return lists.flat().map((value) => ({ file: record.file, line: record.line, value }));
}

function oneOwner(fields: FieldReader, rules: InitiativeMapping['owners']): StatedOwner[] {
  const name = fields.one(rules.name, text(limits.name), ['owners', 'name']);
  const id = fields.one(rules.id, text(limits.externalId), ['owners', 'id']) ?? (name && idFromName(name));
  if (!id) return [];
  return [{ externalId: id, ...details(fields, rules), ...(name === undefined ? {} : { name }) }];
}

/** A cell may name several owners; website and legal form belong to one owner only. */
function columnOwners(fields: FieldReader, rules: InitiativeMapping['owners']): StatedOwner[] {
  const names = fields.list(rules.name, text(limits.name), ['owners', 'name']);
  const ids = rules.id
    ? fields.list(rules.id, text(limits.externalId), ['owners', 'id'])
    : names.map(idFromName);
  if (rules.id && rules.name && ids.length !== names.length && ids.length > 0) {
    fields.problems.push({
      code: 'OWNERS_UNPAIRED',
      message: `There are ${ids.length} ids and ${names.length} names of owners`,
      path: ['owners'],
    });
  }
  const common =
    ids.length === 1 ? details(fields, rules) : legalFormOf(fields, rules.createOwners?.legalForm);
  return ids.map((externalId, index) => ({
    externalId,
    ...common,
    ...(names[index] === undefined ? {} : { name: names[index] }),
  }));
}

function details(fields: FieldReader, rules: InitiativeMapping['owners']): Partial<StatedOwner> {
  const website = fields.one(rules.website, webAddress, ['owners', 'website']);
  return {
    ...(website === undefined ? {} : { website }),
    ...legalFormOf(fields, rules.createOwners?.legalForm),
  };
}

function legalFormOf(fields: FieldReader, rule: ValueRule | undefined): Partial<StatedOwner> {
  const legalForm = fields.one(rule, text(limits.code), ['owners', 'legalForm']);
  return legalForm === undefined ? {} : { legalForm };
}

/** `UNICEF ` and `Unicef` are one owner. */
export function idFromName(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase();
}
