import type { CslName } from '../../domain/csl.js';
import { keep } from '../../domain/csl-tidy.js';
import { dateInWords, dateOf } from '../dates.js';
import {
  dateFields,
  editorFields,
  editorRoles,
  genreKeys,
  genreOfType,
  languageNames,
  nameFields,
  numberVariable,
  textFields,
} from './field-table.js';
import { bibtexNames } from './names.js';
import { types } from './tables.js';
import { texToText } from './tex.js';
import { verbatim } from './verbatim.js';
import type { CslItem } from '../../domain/csl.js';

/** An entry whose macros are put in. Fields are TeX, by their lower-case names. */
export interface Entry {
  readonly line: number;
  readonly type: string;
  readonly key: string | null;
  readonly fields: ReadonlyMap<string, string>;
}

type Item = Record<string, unknown>;

/** Types that people use and BibLaTeX does not have. */
const moreTypes: Readonly<Record<string, CslItem['type']>> = {
  newspaper: 'article-newspaper',
  magazine: 'article-magazine',
  preprint: 'article',
  webpage: 'webpage',
  website: 'webpage',
  internet: 'webpage',
  blog: 'post-weblog',
  bachelorsthesis: 'thesis',
  bachelorthesis: 'thesis',
  masterthesis: 'thesis',
  mathesis: 'thesis',
  phd: 'thesis',
  suppbook: 'chapter',
  suppcollection: 'chapter',
  suppperiodical: 'article-journal',
  law: 'legislation',
  case: 'legal_case',
  map: 'map',
  newsarticle: 'article-newspaper',
};

/** Reads fields and remembers which were read: the others are kept as they are. */
class Fields {
  private readonly used = new Set<string>();
  readonly links: string[] = [];
  constructor(private readonly fields: ReadonlyMap<string, string>) {}

  has(name: string): boolean {
    return this.fields.has(name);
  }

  raw(name: string): string {
    const value = this.fields.get(name);
    if (value === undefined) return '';
    this.used.add(name);
    return value;
  }

  text(name: string): string {
    return texToText(this.raw(name), this.links);
  }

  /** The first of `names` that is filled; the others are left. */
  first(...names: readonly string[]): string {
    for (const name of names) {
      const text = this.has(name) ? this.text(name) : '';
      if (text !== '') return text;
    }
    return '';
  }

  /** The first of `names` that is not empty. */
  filled(...names: readonly string[]): string {
    return names.find((name) => this.fields.get(name)?.trim()) ?? names[0]!;
  }

  leave(...names: readonly string[]): void {
    for (const name of names) this.used.delete(name);
  }

  rest(): Map<string, string> {
    const left = new Map<string, string>();
    for (const [name, tex] of this.fields) {
      if (this.used.has(name)) continue;
      const text = texToText(tex, this.links);
      if (text !== '') left.set(name, text);
    }
    return left;
  }
}

/** The item that an entry describes, as {@link tidyCsl} takes it. Fields without a variable are under `custom.bibtex`. */
export function itemOf(entry: Entry): Item {
  const fields = new Fields(entry.fields);
  const item: Item = {};
  const custom = new Map<string, unknown>();
  const set = (variable: string, value: unknown) => {
    if (value !== '' && value !== null && value !== undefined) item[variable] = value;
  };
  const known = typeOf(entry.type, fields);
  const type = known ?? 'document';
  set('type', type);
  for (const [variable, ...names] of textFields) set(variable, fields.first(...names));
  for (const [variable, ...names] of dateFields)
    set(variable, dateInWords(verbatim(fields.raw(fields.filled(...names)))));
  for (const [variable, name] of nameFields) setNames(item, variable, bibtexNames(fields.raw(name)));
  readEditors(fields, item);
  readTitles(fields, item, type);
  set('genre', genre(entry.type, fields.text('type')));
  readNumbers(fields, item, type);
  const section = fields.has('bookpagination') && fields.text('bookpagination') === 'section';
  if (!section) fields.leave('bookpagination');
  set(section ? 'section' : 'page', fields.text('pages').replace(/\s*(?:-{2,}|–|—)\s*/g, '-'));
  readPublisher(fields, item, type);
  set('language', language(fields.first('langid', 'language', 'hyphenation')));
  readIssued(fields, item, custom);
  readEprint(fields, item);
  set('DOI', verbatim(fields.raw('doi')));
  readAddress(fields, item);
  const rest = fields.rest();
  if (known === null) rest.set('entrytype', entry.type);
  const kept = new Map<string, unknown>();
  for (const [name, text] of rest) keep(kept, name, text);
  if (kept.size > 0) custom.set('bibtex', Object.fromEntries(kept));
  if (custom.size > 0) item['custom'] = Object.fromEntries(custom);
  return item;
}

function typeOf(written: string, fields: Fields): CslItem['type'] | null {
  const type = Object.hasOwn(types.biblatex.source, written)
    ? (types.biblatex.source[written] as CslItem['type'])
    : Object.hasOwn(moreTypes, written)
      ? moreTypes[written]!
      : null;
  if (type !== 'article-journal' || !fields.has('entrysubtype')) return type;
  const subtype = fields.text('entrysubtype').toLowerCase();
  if (subtype === 'magazine') return 'article-magazine';
  if (subtype === 'newspaper') return 'article-newspaper';
  fields.leave('entrysubtype');
  return type;
}

function genre(entryType: string, written: string): string {
  const key = written || (Object.hasOwn(genreOfType, entryType) ? genreOfType[entryType]! : '');
  return Object.hasOwn(genreKeys, key) ? genreKeys[key]! : key;
}

function setNames(item: Item, variable: string, names: readonly CslName[]): void {
  if (names.length > 0) item[variable] = [...((item[variable] as CslName[] | undefined) ?? []), ...names];
}

function readEditors(fields: Fields, item: Item): void {
  for (const field of editorFields) {
    if (!fields.has(field)) continue;
    const role =
      fields.text(`${field}type`).toLowerCase() || (field === 'editor' ? 'editor' : 'collaborator');
    const variable = Object.hasOwn(editorRoles, role) ? editorRoles[role] : undefined;
    if (variable !== undefined) setNames(item, variable, bibtexNames(fields.raw(field)));
    else fields.leave(`${field}type`);
  }
}

/** `Title: Subtitle`; a title that ends in a mark of its own gets no colon. */
function withSubtitle(title: string, subtitle: string): string {
  if (title === '' || subtitle === '') return title || subtitle;
  return /[:.?!]$/.test(title) ? `${title} ${subtitle}` : `${title}: ${subtitle}`;
}

function readTitles(fields: Fields, item: Item, type: string): void {
  const title = withSubtitle(fields.text('title'), fields.text('subtitle'));
  if (title !== '') item['title'] = title;
  const kinds = [
    ['booktitle', 'booksubtitle'],
    ['journaltitle', 'journalsubtitle'],
    ['journal', 'journalsubtitle'],
    ['maintitle', 'mainsubtitle'],
  ] as const;
  const ordered = type.startsWith('article') ? [kinds[1], kinds[2], kinds[0], kinds[3]] : kinds;
  const found = ordered.find(([name]) => fields.has(name) && fields.text(name) !== '');
  if (!found) return;
  const container = withSubtitle(fields.text(found[0]), fields.text(found[1]));
  item[title === '' && type === 'book' ? 'title' : 'container-title'] = container;
  for (const [name] of kinds) if (name !== found[0]) fields.leave(name);
}

function readNumbers(fields: Fields, item: Item, type: CslItem['type']): void {
  const number = fields.text('number');
  const variable = numberVariable(type, item['collection-title'] !== undefined);
  if (number !== '') item[variable] = number;
  if (item['issue'] === undefined && fields.has('issue')) {
    const issue = fields.text('issue');
    if (issue !== '') item['issue'] = issue;
  }
  if (item['number'] !== undefined) return;
  const own = fields.first(...(type.startsWith('article') ? ['eid'] : ['isan', 'ismn', 'isrn', 'iswc']));
  if (own !== '') item['number'] = own;
}

function readPublisher(fields: Fields, item: Item, type: CslItem['type']): void {
  const order =
    type === 'thesis'
      ? ['school', 'institution', 'organization', 'publisher']
      : type === 'report'
        ? ['institution', 'publisher', 'organization', 'school']
        : ['publisher', 'organization', 'institution', 'school'];
  const publisher = fields.first(...order);
  if (publisher !== '') item['publisher'] = publisher;
  // Where both are given, `location` is where a conference took place.
  const meeting = fields.has('address') && fields.has('location') && item['event-place'] === undefined;
  const place =
    meeting && type === 'paper-conference' ? fields.first('address') : fields.first('location', 'address');
  if (place === '') return;
  if (type === 'patent') item['jurisdiction'] = place;
  else item['publisher-place'] = place;
  if (meeting && type === 'paper-conference') item['event-place'] = fields.text('location');
}

function language(written: string): string {
  const name = written.toLowerCase();
  return languageNames.get(name) ?? written;
}

function readIssued(fields: Fields, item: Item, custom: Map<string, unknown>): void {
  const written = verbatim(fields.raw('date'));
  if (written !== '') {
    const date = dateInWords(written)!;
    item['issued'] = date;
    if (/\dT\d/.test(written)) keep(custom, 'issued', written);
    // A year that says the same is said.
    const year = date['date-parts']?.[0]?.[0];
    if (String(year) === fields.text('year')) return;
    fields.leave('year');
    return;
  }
  const month = fields.text('month');
  const day = fields.text('day');
  const year = verbatim(fields.raw('year'));
  // "2010/11" is two years here, "January 1978" and "1995-1-04" are dates.
  const full = month === '' && /\p{L}{3}|\d[-/.]\d{1,2}[-/.]\d/u.test(year);
  const whole = full ? dateInWords(year) : null;
  const issued = whole?.['date-parts'] ? { date: whole, month: true } : dateOf(year, month, day);
  if (issued.date) item['issued'] = issued.date;
  else if (month !== '') item['issued'] = dateInWords(month);
  if (issued.date && !issued.month) {
    // "in press" with a month, or a month that is none.
    fields.leave('month');
    if (day !== '') fields.leave('day');
  }
}

function readEprint(fields: Fields, item: Item): void {
  const kind = (fields.text('eprinttype') || fields.text('archiveprefix')).toLowerCase();
  const id = verbatim(fields.raw('eprint'));
  const arxiv = /^(?:arxiv:)?(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[a-z]{2})?\/\d{7}(?:v\d+)?)$/i.exec(
    id,
  )?.[1];
  if (kind === 'pubmed' && id !== '' && item['PMID'] === undefined) item['PMID'] = id;
  else if (arxiv !== undefined && (kind === '' || kind === 'arxiv')) {
    item['archive'] = 'arXiv';
    item['archive_location'] = arxiv;
  } else fields.leave('eprint', 'eprinttype', 'archiveprefix');
}

function readAddress(fields: Fields, item: Item): void {
  const url = verbatim(fields.raw('url'));
  if (url !== '') item['URL'] = url;
  readHowPublished(fields, item, url);
  if (item['URL'] === undefined && fields.links[0] !== undefined) item['URL'] = fields.links[0];
}

function readHowPublished(fields: Fields, item: Item, url: string): void {
  if (!fields.has('howpublished')) return;
  const published = fields.raw('howpublished');
  const address = /^\s*(?:\\(?:url|href|path)\s*)?\{?((?:https?|ftp):\/\/[^\s{}]+)\}*\s*\.?$/.exec(
    published,
  )?.[1];
  if (address !== undefined && url === '') item['URL'] = verbatim(address);
  else if (address === undefined && item['publisher'] === undefined) {
    const within = /\\url\s*\{([^{}\s]+)\}/.exec(published)?.[1];
    if (within !== undefined && url === '') item['URL'] = verbatim(within);
    item['publisher'] = texToText(published);
  } else if (verbatim(address ?? '') !== url) fields.leave('howpublished');
}
