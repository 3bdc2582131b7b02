import { limits } from '../../kernel/fields.js';
import { bareDoi, isAddress, isCustomKey } from './csl.js';
import { withOneMark } from './csl-names.js';
import { dateDoubt, tidyDate } from './csl-tidy-dates.js';
import { tidyName } from './csl-tidy-names.js';
import { holdsUnstorable, storableText, tidyText } from './csl-tidy-texts.js';
import {
  cslTypes,
  dateVariables,
  longTextVariables,
  nameVariables,
  numberVariables,
  textVariables,
  type CslType,
} from './csl-variables.js';

type Loose = Record<string, unknown>;

export interface TidyItem {
  /** Not checked yet: {@link cslItem} says whether it holds. */
  readonly item: Loose;
  /** What was read otherwise than it stands, in words. */
  readonly notes: readonly string[];
}

const names = new Set<string>(nameVariables);
const dates = new Set<string>(dateVariables);
const texts = new Set<string>([...numberVariables, ...textVariables, ...longTextVariables, 'DOI', 'URL']);
const numbers = new Set<string>(numberVariables);
/** `pages = {--}`: an empty form, filled by a program. */
const dashes = /^[-\u2010-\u2015\s]+$/;
const types = new Set<string>(cslTypes);
const spelling = new Map(
  [...names, ...dates, ...texts, 'id', 'type', 'categories', 'custom'].map((key) => [key.toLowerCase(), key]),
);

/** Types of Crossref, DataCite and Zotero, which are met under `type` in CSL-JSON. */
const otherTypes: Readonly<Record<string, CslType>> = {
  'journal-article': 'article-journal',
  journalarticle: 'article-journal',
  'magazine-article': 'article-magazine',
  'newspaper-article': 'article-newspaper',
  'book-chapter': 'chapter',
  'book-section': 'chapter',
  'book-part': 'chapter',
  monograph: 'book',
  'edited-book': 'book',
  'reference-book': 'book',
  'book-set': 'book',
  proceedings: 'book',
  'proceedings-article': 'paper-conference',
  'conference-paper': 'paper-conference',
  dissertation: 'thesis',
  'posted-content': 'article',
  preprint: 'article',
  'reference-entry': 'entry',
  journal: 'periodical',
  'peer-review': 'review',
  'blog-post': 'post-weblog',
  blogpost: 'post-weblog',
  website: 'webpage',
  'web-page': 'webpage',
  film: 'motion_picture',
  text: 'document',
  other: 'document',
  misc: 'document',
};

/**
 * CSL-JSON as it is met, in the one spelling that {@link cslItem} takes: numbers become text, dates numbers, lists of
 * one title that title; what has no variable goes under `custom`. Nothing is lost but what is empty.
 * @param fallbackId the id of an item that has none
 */
export function tidyCsl(input: Loose, fallbackId: string): TidyItem {
  const item: Loose = {};
  const custom = new Map<string, unknown>();
  const notes: string[] = [];
  for (const [written, value] of Object.entries(input)) {
    const key = texts.has(written) ? written : (spelling.get(written.toLowerCase()) ?? written);
    if (isEmptyValue(value) || key === 'custom' || key === 'type' || key === 'id') continue;
    if (holdsUnstorable(value)) notes.push(`${written}: characters that are no text were left out`);
    if (key in item) keep(custom, written, value);
    else if (names.has(key)) tidyNames(key, value, item, custom);
    else if (dates.has(key)) {
      const date = tidyDate(value);
      const doubt = dateDoubt(value, date);
      if (date) item[key] = date;
      else keep(custom, written, value);
      if (doubt !== null) notes.push(`${written}: ${doubt}`);
    } else if (texts.has(key)) {
      const text = tidyText(value);
      if (text === null) keep(custom, written, value);
      else if (text !== '' && !(numbers.has(key) && dashes.test(text))) item[key] = text;
    } else if (key === 'categories') {
      const list = [value]
        .flat(3)
        .map(tidyText)
        .filter((text) => text !== null && text !== '');
      if (list.length > 0) item[key] = list;
    } else keep(custom, written, value);
  }
  item['type'] = tidyType(own(input, 'type'), custom, notes);
  item['id'] = tidyText(own(input, 'id')) || fallbackId;
  tidyDoi(item, custom, notes);
  tidyUrl(item, custom, notes);
  const given = own(input, 'custom');
  if (given !== null && typeof given === 'object' && !Array.isArray(given)) {
    for (const [key, value] of Object.entries(given)) keep(custom, key, value);
  } else if (!isEmptyValue(given)) keep(custom, 'custom', given);
  if (custom.size > 0) item['custom'] = Object.fromEntries(custom);
  return { item, notes };
}

function own(input: Loose, key: string): unknown {
  return Object.hasOwn(input, key) ? input[key] : undefined;
}

/** Nothing, or a list or object that holds nothing. */
function isEmptyValue(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.values(value).every(isEmptyValue);
}

function tidyNames(key: string, value: unknown, item: Loose, custom: Map<string, unknown>): void {
  const tidy = [value].flat(2).map(tidyName);
  const list = tidy.flatMap(({ name }) => (name ? [name] : []));
  if (list.length > 0) item[key] = withOneMark(list);
  tidy.forEach(({ rest }, at) => {
    if (rest) keep(custom, `${key}-${at + 1}`, rest);
  });
}

function tidyType(value: unknown, custom: Map<string, unknown>, notes: string[]): CslType {
  const written = tidyText(value) ?? '';
  const lower = written.toLowerCase().replace(/ /g, '-');
  const found = [written, lower, lower.replace(/-/g, '_'), lower.replace(/_/g, '-')].find((one) =>
    types.has(one),
  );
  if (found !== undefined) return found as CslType;
  const other = Object.hasOwn(otherTypes, lower) ? otherTypes[lower] : undefined;
  if (written !== '') keep(custom, 'type', written);
  if (other === undefined)
    notes.push(
      written === ''
        ? 'It names no type: taken as document'
        : `The type "${written}" is unknown: taken as document`,
    );
  return other ?? 'document';
}

function tidyDoi(item: Loose, custom: Map<string, unknown>, notes: string[]): void {
  const written = item['DOI'];
  if (typeof written === 'string') {
    const doi = bareDoi(written) ?? bareDoi(/10\.\d{4,9}\/[^\s"<>]+/.exec(written)?.[0] ?? '');
    if (doi !== null) {
      item['DOI'] = doi;
      return;
    }
    delete item['DOI'];
    keep(custom, 'DOI', written);
    notes.push(`"${written.slice(0, 100)}" is not a DOI`);
  }
  // Some programs have a DOI nowhere but in the address, or in a line of the note.
  const line = /^DOI:\s*(10\.\S+)$/im.exec(typeof item['note'] === 'string' ? item['note'] : '')?.[1];
  const doi = (typeof item['URL'] === 'string' ? bareDoi(item['URL']) : null) ?? bareDoi(line ?? '');
  if (doi !== null) item['DOI'] = doi;
}

function tidyUrl(item: Loose, custom: Map<string, unknown>, notes: string[]): void {
  if (typeof item['URL'] !== 'string') return;
  const written = item['URL'];
  const bare = written.replace(/^<(?:URL:)?(.*)>$/i, '$1').trim();
  const whole = [
    bare,
    ...(/^(?:www\.|(?:dx\.)?doi\.org\/)/i.test(bare) ? [`https://${bare}`] : []),
    ...(/\s/.test(bare) ? [] : [bare.replace(/[<>"]/g, (char) => encodeURIComponent(char))]),
  ];
  // Two addresses in one field, or one within words: the first is the one to show, and the text is kept.
  const within = (bare.match(/\b(?:https?|ftp):\/\/[^\s<>"]+/gi) ?? []).map((one) =>
    one.replace(/[,;]+$/, ''),
  );
  const address = [...whole, ...within].find((one) => one.length <= limits.uri && isAddress(one));
  if (address === undefined) delete item['URL'];
  else item['URL'] = address;
  if (address === undefined || !whole.includes(address)) keep(custom, 'URL', written);
  if (address === undefined) notes.push(`"${written.slice(0, 100)}" is not an address`);
}

/** Under a key that `custom` takes, and beside a value that already stands there. */
export function keep(custom: Map<string, unknown>, written: string, value: unknown): void {
  const base = isCustomKey(written)
    ? written
    : storableText(written)
        .replace(/[^\p{L}\p{N}._:+-]+/gu, '-')
        .replace(/^[^\p{L}\p{N}]+/u, '')
        .slice(0, limits.code - 5) || 'x';
  let key = base;
  for (let n = 2; custom.has(key); n++) key = `${base.slice(0, limits.code - 5)}:${n}`;
  const storable = customValue(value, 4);
  if (storable !== undefined) custom.set(key, storable);
}

/** `value` as `custom` takes it; what nests deeper than that is kept as the text of its JSON. */
function customValue(value: unknown, levels: number): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\u0000', '');
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'boolean') return value;
  if (levels === 1) return JSON.stringify(value).toWellFormed().replaceAll('\\u0000', '');
  if (Array.isArray(value)) {
    return value.map((part) => customValue(part, levels - 1)).filter((part) => part !== undefined);
  }
  const inner = new Map<string, unknown>();
  for (const [key, part] of Object.entries(value)) {
    const storable = customValue(part, levels - 1);
    if (storable !== undefined) keep(inner, key, storable);
  }
  return Object.fromEntries(inner);
}
