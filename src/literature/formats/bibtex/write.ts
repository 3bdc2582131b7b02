import type { CslItem, CslName } from '../../domain/csl.js';
import { leavesOutOthers, namedOnly } from '../../domain/csl-names.js';
import { toEdtf } from '../../domain/csl-dates.js';
import { carryOf } from '../carry.js';
import {
  carryField,
  dateFields,
  editorRoles,
  genreKeys,
  languageNames,
  nameFields,
  numberVariable,
  textFields,
} from './field-table.js';
import { readBibtex } from './read.js';
import { types } from './tables.js';
import { titleToTex, toTex, toVerbatim } from './to-tex.js';

/** Where Citation.js names a type that reads back as another, and there is a better one. */
const betterTypes: Readonly<Record<string, string>> = {
  chapter: 'incollection',
  graphic: 'artwork',
  figure: 'image',
  song: 'audio',
  treaty: 'legal',
  article: 'preprint',
  map: 'map',
  'post-weblog': 'blog',
};
const titles = new Set(['series', 'shorttitle', 'origtitle', 'eventtitle', 'issuetitle']);
const reserved = new Set(['string', 'comment', 'preamble', 'xdata']);
const tagNames = new Map([...languageNames].reverse().map(([name, tag]) => [tag, name]));
const genreNames = new Map(Object.entries(genreKeys).map(([key, text]) => [text, key]));

/**
 * An item as an entry of a BibLaTeX file. What BibLaTeX has no field for stands in `x-csl`, so that {@link readBibtex}
 * gives the same item; other programs keep that field or pass over it.
 */
export function bibtexEntry(item: CslItem): string {
  const fields = fieldsOf(item);
  const plain = written(item, fields);
  const [back] = readBibtex(plain);
  const carry = carryOf(item, back?.item ?? {});
  const whole = carry === null ? plain : written(item, [...fields, [carryField, balanced(carry)]]);
  return `${whole}\n`;
}

function written(item: CslItem, fields: readonly (readonly [string, string])[]): string {
  const type = entryType(item);
  const key = item.id.replace(/[\s,{}()"#%'~\\=@]+/g, '_');
  return `@${type}{${key},\n${fields.map(([name, value]) => `  ${name} = {${value}},\n`).join('')}}\n`;
}

/** JSON in which no text unbalances the entry or looks like the beginning of another. */
function balanced(json: string): string {
  const code = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return json.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, (text) => text.replace(/[{}@]/g, code));
}

function entryType({ type, custom }: CslItem): string {
  const unknown = custom?.['bibtex'];
  const own =
    typeof unknown === 'object' && 'entrytype' in unknown && type === 'document'
      ? unknown['entrytype']
      : undefined;
  if (typeof own === 'string' && /^[a-z]{1,40}$/.test(own) && !reserved.has(own)) return own;
  if (Object.hasOwn(betterTypes, type)) return betterTypes[type]!;
  return Object.hasOwn(types.biblatex.target, type) ? types.biblatex.target[type]! : 'misc';
}

function fieldsOf(item: CslItem): [string, string][] {
  const fields = new Map<string, string>();
  const put = (name: string, value: string | null | undefined) => {
    if (value !== undefined && value !== null && value !== '' && !fields.has(name)) fields.set(name, value);
  };
  for (const [variable, name] of nameFields) put(name, item[variable] && namesToTex(item[variable]));
  putEditors(item, put);
  put('title', item.title && titleToTex(item.title));
  put('date', item.issued && toEdtf(item.issued));
  if (!item.issued?.['date-parts']) put('year', item.issued?.literal && toTex(item.issued.literal));
  const container = item['container-title'];
  put(item.type.startsWith('article') ? 'journaltitle' : 'booktitle', container && titleToTex(container));
  if (item.type === 'article-magazine' || item.type === 'article-newspaper') {
    put('entrysubtype', item.type.slice('article-'.length));
  }
  for (const [variable, name = ''] of textFields) {
    const text = item[variable];
    put(name, text && (titles.has(name) ? titleToTex(text) : toTex(text)));
  }
  for (const [variable, name = ''] of dateFields) put(name, item[variable] && toEdtf(item[variable]));
  putNumbers(item, put);
  put(
    'pages',
    item.page && toTex(item.page.replace(/(?<=[^\s-])-(?=[^\s-])/g, '\u2013')).replaceAll('\u2013', '--'),
  );
  put('type', item.genre && (genreNames.get(item.genre) ?? toTex(item.genre)));
  put(publisherField(item.type), item.publisher && toTex(item.publisher));
  put('location', (item.type === 'patent' && item.jurisdiction && toTex(item.jurisdiction)) || undefined);
  put('location', item['publisher-place'] && toTex(item['publisher-place']));
  put('langid', item.language && (tagNames.get(item.language) ?? toTex(item.language)));
  if (item.archive === 'arXiv' && item.archive_location !== undefined) {
    put('eprint', toVerbatim(item.archive_location));
    put('eprinttype', 'arxiv');
  }
  put('doi', item.DOI && toVerbatim(item.DOI));
  put('url', item.URL && toVerbatim(item.URL));
  putUnknown(item, fields);
  return [...fields];
}

function putEditors(item: CslItem, put: (name: string, value: string | undefined) => void): void {
  put('editor', item.editor && namesToTex(item.editor));
  const fields = ['editora', 'editorb', 'editorc'];
  for (const [role, variable] of Object.entries(editorRoles)) {
    const names = item[variable];
    if (role === 'editor' || role === 'translator' || names === undefined) continue;
    const field = fields.shift();
    if (field === undefined) return;
    put(field, namesToTex(names));
    put(`${field}type`, role);
  }
}

function putNumbers(item: CslItem, put: (name: string, value: string | undefined) => void): void {
  const variable = numberVariable(item.type, item['collection-title'] !== undefined);
  put('number', item[variable] && toTex(item[variable]));
  if (variable !== 'issue') put('issue', item.issue && toTex(item.issue));
  if (variable !== 'number' && item.type.startsWith('article')) put('eid', item.number && toTex(item.number));
}

function publisherField(type: CslItem['type']): string {
  return type === 'thesis' || type === 'report' ? 'institution' : 'publisher';
}

/** The fields that reading kept because CSL has no variable for them. */
function putUnknown(item: CslItem, fields: Map<string, string>): void {
  const unknown = item.custom?.['bibtex'];
  if (unknown === null || typeof unknown !== 'object' || Array.isArray(unknown)) return;
  for (const [name, text] of Object.entries(unknown)) {
    const free = /^[a-z][a-z0-9+:_-]*$/.test(name) && name !== 'entrytype' && !fields.has(name);
    if (free && typeof text === 'string') fields.set(name, toTex(text));
  }
}

function namesToTex(names: readonly CslName[]): string {
  const written = namedOnly(names).map(nameToTex);
  return [...written, ...(leavesOutOthers(names) ? ['others'] : [])].join(' and ');
}

function nameToTex(name: CslName): string {
  if (name.family === undefined && name.given === undefined) return `{${toTex(name.literal ?? '')}}`;
  const part = (text: string) => (/[,{}]|\band\b/i.test(text) ? `{${toTex(text)}}` : toTex(text));
  const particle = name['non-dropping-particle'];
  const family = name.family ?? '';
  // A family name of several words, or one that begins small, is kept whole by braces.
  const whole = /\s/.test(family) || /^\p{Ll}/u.test(family) ? `{${toTex(family)}}` : part(family);
  const last = [particle && part(particle), whole].filter(Boolean).join(' ');
  const parts = [last, name.suffix && part(name.suffix), name.given && part(name.given)];
  const given = name.given === undefined ? '' : parts[2]!;
  if (name.suffix !== undefined) return `${last}, ${parts[1]!}, ${given}`;
  return given === '' && !/[\s{]/.test(last) ? last : `${last}, ${given}`;
}
