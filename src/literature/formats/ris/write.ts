import type { CslDate, CslItem, CslName } from '../../domain/csl.js';
import { leavesOutOthers, namedOnly } from '../../domain/csl-names.js';
import { carryOf } from '../carry.js';
import { numberTag, placeVariable, secondAuthor, titleTags } from './from-tags.js';
import { carryTag, readRis } from './read.js';
import { risCodes } from './ris-types.js';

type Line = readonly [tag: string, value: string];

/** Text variables and the tag that each is written under in every type. */
const texts: readonly (readonly [variable: keyof CslItem, tag: string])[] = [
  ['title', 'TI'],
  ['title-short', 'ST'],
  ['container-title-short', 'J2'],
  ['abstract', 'AB'],
  ['volume', 'VL'],
  ['issue', 'IS'],
  ['edition', 'ET'],
  ['publisher', 'PB'],
  ['language', 'LA'],
  ['call-number', 'CN'],
  ['number-of-volumes', 'NV'],
  ['archive', 'DB'],
  ['source', 'DP'],
  ['archive_location', 'AV'],
  ['genre', 'M3'],
  ['ISSN', 'SN'],
  ['ISBN', 'SN'],
  ['DOI', 'DO'],
  ['URL', 'UR'],
  ['note', 'N1'],
];

/**
 * An item as a record of a RIS file. What RIS has no tag for stands under `XC`, so that {@link readRis} gives the same
 * item; other programs pass over that tag or keep it as a note.
 */
export function risRecord(item: CslItem): string {
  const lines = linesOf(item);
  const plain = record(item, lines);
  const [back] = readRis(plain);
  const carry = carryOf(item, back?.item ?? {});
  return `${carry === null ? plain : record(item, [...lines, [carryTag, carry]])}\n`;
}

function record(item: CslItem, lines: readonly Line[]): string {
  const all: Line[] = [['TY', typeCode(item)], ['ID', item.id], ...lines, ['ER', '']];
  return all.map(([tag, value]) => `${tag}  - ${unbroken(value)}\n`).join('');
}

/** The type's code; of a document the unknown one that it was read with. */
function typeCode({ type, custom }: CslItem): string {
  const unknown = custom?.['ris'];
  const own =
    typeof unknown === 'object' && 'TY' in unknown && type === 'document' ? unknown['TY'] : undefined;
  return typeof own === 'string' && /^[A-Za-z][A-Za-z0-9 ]{0,40}$/.test(own)
    ? own
    : (risCodes[type] ?? 'GEN');
}

/** A line in a value must not look like a tag. */
function unbroken(value: string): string {
  const lines = value.split('\n');
  const safe = lines
    .slice(1)
    .every((line) => line.trim() === '' || !/^\s*[A-Za-z][A-Za-z0-9]\s*(?:[-–]|$)/.test(line));
  return safe ? value : lines.join(' ');
}

function linesOf(item: CslItem): Line[] {
  const lines: Line[] = [];
  const put = (tag: string, value: unknown) => {
    if (typeof value === 'string' && value !== '') lines.push([tag, value]);
  };
  const names = (tag: string, list: readonly CslName[] | undefined) => {
    for (const name of namedOnly(list ?? [])) put(tag, risName(name));
    if (leavesOutOthers(list)) put(tag, 'et al.');
  };
  names('AU', item.author);
  const second = secondAuthor(item.type);
  names('A2', item[second]);
  if (second !== 'editor') names('ED', item.editor);
  names('A3', item['collection-editor']);
  names('A4', item.translator);
  for (const [variable, tag = ''] of titleTags(item.type)) {
    if (variable !== 'title' && tag !== 'JO') put(tag, item[variable as keyof CslItem]);
  }
  for (const [variable, tag] of texts) put(tag, item[variable]);
  put('PY', item.issued && year(item.issued));
  put('DA', item.issued && risDate(item.issued));
  put('Y2', item.accessed && risDate(item.accessed));
  const [start = '', end = ''] = /^([^-\s]+)-([^-\s]+)$/.exec(item.page ?? '')?.slice(1) ?? [item.page ?? ''];
  put('SP', start);
  put('EP', end);
  for (const word of item.keyword?.split(', ') ?? []) put('KW', word);
  put('CY', item[placeVariable(item.type)]);
  if (placeVariable(item.type) !== 'publisher-place') put('PP', item['publisher-place']);
  put('SE', item.type === 'chapter' ? item['chapter-number'] : item.section);
  put(numberTag(item.type), item.number);
  putUnknown(item, lines);
  return lines;
}

/** The tags that reading kept because CSL has no variable for them. */
function putUnknown(item: CslItem, lines: Line[]): void {
  const unknown = item.custom?.['ris'];
  if (typeof unknown !== 'object' || Array.isArray(unknown)) return;
  // A second address is no contradiction.
  const used = new Set(lines.map(([tag]) => tag).filter((tag) => tag !== 'UR'));
  for (const [tag, value] of Object.entries(unknown)) {
    if (!/^[A-Z][A-Z0-9]$/.test(tag) || tag === 'TY' || tag === 'ER' || tag === carryTag || used.has(tag))
      continue;
    for (const text of [value].flat()) if (typeof text === 'string' && text !== '') lines.push([tag, text]);
  }
}

function risName(name: CslName): string {
  if (name.family === undefined && name.given === undefined) return name.literal ?? '';
  const last = [name['non-dropping-particle'], name.family].filter(Boolean).join(' ');
  const parts = [last, name.given, name.suffix].filter((part) => part !== undefined);
  // A family name of several words alone would be read as an institution.
  return parts.length === 1 && /\s/.test(last) ? `${last},` : parts.join(', ');
}

function year(date: CslDate): string | undefined {
  const [from] = date['date-parts'] ?? [];
  return from === undefined ? date.literal : String(from[0]);
}

const seasons = ['Spring', 'Summer', 'Fall', 'Winter'];

/** `2020/05/03/`; a range or what is no date has none. */
function risDate(date: CslDate): string | undefined {
  const [from, to] = date['date-parts'] ?? [];
  if (!from || to) return undefined;
  const [year = 0, month, day] = from;
  const two = (part: number | undefined) => (part === undefined ? '' : String(part).padStart(2, '0'));
  const season = typeof date.season === 'number' ? seasons[date.season - 1] : '';
  return `${year}/${two(month)}/${two(day)}/${season ?? ''}`;
}
