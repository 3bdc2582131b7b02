import type { CslDate, CslName } from '../../domain/csl.js';
import type { CslItem } from '../../domain/csl.js';
import { bareDoi, isAddress } from '../../domain/csl.js';
import { limits } from '../../../kernel/fields.js';
import { keep } from '../../domain/csl-tidy.js';
import { isCalendar } from '../../domain/csl-dates.js';
import { dateInWords, dateOf } from '../dates.js';
import { risTypeNames, risTypes } from './ris-types.js';

type Item = Record<string, unknown>;
type Tags = readonly (readonly [tag: string, value: string])[];

/** Items that stand in a larger work, whose second author is its editor and whose second title is its title. */
const parts = new Set(['chapter', 'paper-conference', 'entry', 'entry-dictionary', 'entry-encyclopedia']);
/** Tags and the variable that each fills where it is still empty, in the order in which they are asked. */
const texts: readonly (readonly [variable: string, ...tags: string[]])[] = [
  ['title', 'TI', 'T1', 'CT', 'BT'],
  ['title-short', 'ST'],
  ['container-title-short', 'J2', 'JA', 'J1'],
  ['abstract', 'AB', 'N2'],
  ['volume', 'VL', 'VO'],
  ['issue', 'IS', 'CP'],
  ['edition', 'ET'],
  ['publisher', 'PB'],
  ['language', 'LA'],
  ['call-number', 'CN'],
  ['number-of-volumes', 'NV'],
  ['archive', 'DB'],
  ['source', 'DP'],
  ['archive_location', 'AV'],
  ['genre', 'M3'],
];

class Tagged {
  private left: (readonly [string, string])[];
  constructor(tags: Tags) {
    this.left = [...tags];
  }
  /** The first value of a tag, taken. */
  one(...tags: readonly string[]): string {
    for (const tag of tags) {
      const at = this.left.findIndex(([name]) => name === tag);
      if (at >= 0) return this.left.splice(at, 1)[0]![1];
    }
    return '';
  }
  all(...tags: readonly string[]): string[] {
    const taken = this.left.filter(([tag]) => tags.includes(tag)).map(([, value]) => value);
    this.left = this.left.filter(([tag]) => !tags.includes(tag));
    return taken;
  }
  rest(): Tags {
    return this.left;
  }
}

/** An item in the making: a variable that is filled stays as it is, and the tag that would fill it is left. */
class Draft {
  readonly item: Item = {};
  constructor(private readonly record: Tagged) {}

  set(variable: string, value: unknown): void {
    if (value === '' || value === null || value === undefined || this.item[variable] !== undefined) return;
    this.item[variable] = value;
  }

  fill(variable: string, ...tags: readonly string[]): void {
    if (this.item[variable] === undefined) this.set(variable, this.record.one(...tags));
  }

  names(variable: string, ...tags: readonly string[]): void {
    const names = this.record
      .all(...tags)
      .flatMap((one) => one.split(';'))
      .map(risName)
      .filter((name) => name !== null);
    if (names.length === 0) return;
    this.item[variable] = [...((this.item[variable] as CslName[] | undefined) ?? []), ...names];
  }
}

/** The item that a record describes, as `tidyCsl` takes it. Tags without a variable are under `custom.ris`. */
export function itemOf(tags: Tags): {
  item: Item;
  key: string | null;
  warnings: string[];
  privatePaths: number;
} {
  const record = new Tagged(tags);
  const draft = new Draft(record);
  const { item } = draft;
  const warnings: string[] = [];
  const custom = new Map<string, unknown>();
  const type = readType(record.one('TY'), custom, warnings);
  draft.set('type', type);
  const key = record.one('ID') || null;
  readTitles(draft, type);
  for (const [variable, ...names] of texts) draft.fill(variable, ...names);
  draft.names('author', 'AU', 'A1');
  draft.names(secondAuthor(type), 'A2');
  draft.names('editor', 'ED');
  draft.names('collection-editor', 'A3');
  draft.names('translator', 'A4');
  readDates(record, draft, custom);
  const [start, end] = [record.one('SP'), record.one('EP')];
  draft.set('page', start && end && start !== end && !start.includes('-') ? `${start}-${end}` : start || end);
  const words = record.all('KW').map((word) => word.replace(/\s*\n\s*/g, ', '));
  draft.set('keyword', words.join(', '));
  draft.set('note', record.all('N1', 'RN').join('\n'));
  draft.fill(placeVariable(type), 'CY');
  draft.fill('publisher-place', 'PP');
  draft.fill(type === 'chapter' ? 'chapter-number' : 'section', 'SE');
  draft.fill('number', numberTag(type));
  readSerials(record, type, item);
  const privatePaths = readAddresses(record, item, custom);
  for (const [tag, value] of record.rest()) {
    // Many programs write one fact under two tags.
    if (Object.values(item).includes(value)) continue;
    const before = custom.get(tag);
    if (before === undefined) keep(custom, tag, value);
    else custom.set(tag, [before, value].flat());
  }
  if (custom.size > 0) item['custom'] = { ris: Object.fromEntries(custom) };
  return { item, key, warnings, privatePaths };
}

export function secondAuthor(type: string): 'editor' | 'contributor' {
  return parts.has(type) || type.startsWith('article') || type === 'book' ? 'editor' : 'contributor';
}

export function placeVariable(type: string): 'event-place' | 'publisher-place' {
  return type === 'paper-conference' ? 'event-place' : 'publisher-place';
}

export function numberTag(type: string): 'C7' | 'M1' {
  return type.startsWith('article') ? 'C7' : 'M1';
}

/** The tags of the titles around an item's own, from the larger work to the series. */
export function titleTags(type: string): readonly (readonly [variable: string, ...tags: string[]])[] {
  if (type.startsWith('article') || type === 'review' || type === 'review-book') {
    return [
      ['container-title', 'JF', 'T2', 'JO'],
      ['container-title-short', 'JO'],
      ['collection-title', 'T3'],
    ];
  }
  if (type === 'book') {
    return [
      ['title', 'TI', 'T1', 'BT'],
      ['collection-title', 'T2', 'JF', 'JO'],
      ['container-title', 'T3'],
    ];
  }
  if (type === 'report' || type === 'thesis') return [['collection-title', 'T2', 'T3', 'JF', 'JO']];
  return [
    ['container-title', 'T2', ...(parts.has(type) ? ['BT'] : []), 'JF', 'JO'],
    ['collection-title', 'T3'],
    ...(type === 'paper-conference' ? [['event-title', 'C3'] as const] : []),
  ];
}

function readType(written: string, custom: Map<string, unknown>, warnings: string[]): CslItem['type'] {
  const code = written.trim().toUpperCase();
  const named = risTypeNames.get(written.toLowerCase().replace(/[^a-z]/g, ''));
  const type = risTypes.get(code) ?? (named === undefined ? undefined : risTypes.get(named));
  if (type !== undefined) return type;
  custom.set('TY', written);
  warnings.push(`The type "${written.slice(0, 80)}" is unknown: taken as document`);
  return 'document';
}

function readTitles(draft: Draft, type: string): void {
  for (const [variable, ...tags] of titleTags(type)) draft.fill(variable, ...tags);
}

/** `Last, First, Suffix`. What has no comma is an institution, or a name that cannot be told apart. */
export function risName(written: string): CslName | null {
  if (written.length > limits.uri) return { literal: written };
  const [family = '', given = '', ...rest] = written.split(/\s*,\s*/).map((part) => part.trim());
  const suffix = rest.filter((part) => part !== '').join(', ');
  if (family === '' && given === '') return null;
  if (given === '') return written.includes(',') || !/\s/.test(family) ? { family } : { literal: family };
  const particle = /^((?:\p{Ll}[\p{Ll}'’]*\s+)+)(?=\p{Lu})/u.exec(family)?.[1];
  return {
    family: particle === undefined ? family : family.slice(particle.length),
    given,
    ...(particle === undefined ? {} : { 'non-dropping-particle': particle.trim() }),
    ...(suffix === '' ? {} : { suffix }),
  };
}

/** `2020/05/03/`, `1948/07//`, `2020///Spring`, `2020`, `2020-05-03`, `May 2020`. */
export function risDate(written: string): CslDate | null {
  const [year = '', month = '', day = '', other = ''] = written.split('/').map((part) => part.trim());
  if (!written.includes('/') || !/^-?\d{3,5}$/.test(year)) return dateInWords(written);
  const parts = [Number(year), Number(month), Number(day)];
  const known = parts.slice(0, parts[1] === 0 || month === '' ? 1 : parts[2] === 0 || day === '' ? 2 : 3);
  const { date } = dateOf(year, other);
  if (!isCalendar(known)) return dateInWords(written);
  return {
    'date-parts': [known],
    ...(known.length === 1 && date?.season !== undefined ? { season: date.season } : {}),
  };
}

function readDates(record: Tagged, draft: Draft, custom: Map<string, unknown>): void {
  const given = ['DA', 'PY', 'Y1'].flatMap((tag) =>
    record.all(tag).flatMap((written) => {
      const date = risDate(written);
      return date ? [{ tag, written, date }] : [];
    }),
  );
  const exact = ({ date }: { date: CslDate }) =>
    (date['date-parts']?.[0]?.length ?? 0) + (date.season === undefined ? 0 : 0.5);
  const year = ({ date }: { date: CslDate }) => date['date-parts']?.[0]?.[0];
  const [issued, ...others] = [...given].sort((a, b) => exact(b) - exact(a));
  draft.set('issued', issued?.date);
  for (const other of others) if (year(other) !== year(issued!)) keep(custom, other.tag, other.written);
  draft.set('accessed', risDate(record.one('Y2')));
}

/** One tag holds both; what has two hyphens' worth of digits is a book's number. */
function readSerials(record: Tagged, type: string, item: Item): void {
  const [issn, isbn]: string[][] = [[], []];
  for (const written of record.all('SN').flatMap((one) => one.split(/\s*[;,]\s*|\n/))) {
    const digits = written.replace(/\([^)]*\)/g, '').replace(/[^\dXx]/g, '');
    const book = digits.length === 10 || digits.length === 13 || (digits.length !== 8 && type === 'book');
    if (written !== '') (book ? isbn : issn)!.push(written);
  }
  if (issn!.length > 0) item['ISSN'] = issn!.join(', ');
  if (isbn!.length > 0) item['ISBN'] = isbn!.join(', ');
}

/** DO, UR and the links to files L1 to L4: those on the writer's machine are counted and dropped. */
function readAddresses(record: Tagged, item: Item, custom: Map<string, unknown>): number {
  let privatePaths = 0;
  const doi = record.one('DO', 'DOI', 'DI');
  if (doi !== '') item['DOI'] = doi;
  const urls = record
    .all('UR', 'LK')
    .flatMap((value) => value.split(/\s*;\s*(?=https?:)|\s+(?=https?:\/\/)/i));
  for (const url of urls) {
    if (url === '') continue;
    if (item['DOI'] === undefined && bareDoi(url) !== null) item['DOI'] = bareDoi(url);
    if (item['URL'] === undefined) item['URL'] = url;
    else keep(custom, 'UR', url);
  }
  for (const tag of ['L1', 'L2', 'L3', 'L4']) {
    for (const value of record.all(tag)) {
      if (item['DOI'] === undefined && bareDoi(value) !== null) item['DOI'] = bareDoi(value);
      else if (isAddress(value)) keep(custom, tag, value);
      else privatePaths++;
    }
  }
  // The type of work in some programs, the DOI in others.
  if (item['DOI'] === undefined && typeof item['genre'] === 'string' && bareDoi(item['genre']) !== null) {
    item['DOI'] = item['genre'];
    delete item['genre'];
  }
  return privatePaths;
}
