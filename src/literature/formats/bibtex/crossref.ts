import { formatLimits } from '../limits.js';
import type { Entry } from './from-fields.js';

/** What an entry never takes from the one that it refers to. */
const own = new Set(
  `ids crossref xref xdata entryset entrysubtype execute label options presort related relatedoptions relatedstring
  relatedtype shorthand shorthandintro sortkey x-csl doi url pages abstract`.split(/\s+/),
);
const parts: Readonly<
  Record<string, readonly [prefix: 'main' | 'book' | 'journal', children: readonly string[]]>
> = {
  mvbook: ['main', ['book', 'inbook', 'bookinbook', 'suppbook']],
  mvcollection: ['main', ['collection', 'reference', 'incollection', 'inreference', 'suppcollection']],
  mvreference: ['main', ['collection', 'reference', 'incollection', 'inreference', 'suppcollection']],
  mvproceedings: ['main', ['proceedings', 'inproceedings', 'conference']],
  book: ['book', ['inbook', 'bookinbook', 'suppbook', 'incollection', 'inproceedings', 'conference']],
  collection: ['book', ['incollection', 'inreference', 'suppcollection', 'inbook']],
  reference: ['book', ['incollection', 'inreference', 'suppcollection', 'inbook']],
  proceedings: ['book', ['inproceedings', 'conference', 'incollection', 'inbook']],
  periodical: ['journal', ['article', 'suppperiodical']],
};
/** Names that the title of a whole takes in its part. */
const titles = ['title', 'subtitle', 'titleaddon'];
const dropped = new Set([...titles, 'shorttitle', 'sorttitle', 'indextitle', 'indexsorttitle']);

/** Fields of `entry` with those that it takes from others by `crossref` and `xdata`, as BibLaTeX does. */
export function withInherited(
  entry: Entry,
  byKey: ReadonlyMap<string, Entry>,
  warn: (warning: string) => void,
  levels: number = formatLimits.crossrefs,
): ReadonlyMap<string, string> {
  const references = [
    ...(entry.fields.get('xdata')?.split(',') ?? []).map((key) => ({ key: key.trim(), whole: true })),
    ...[entry.fields.get('crossref')].flatMap((key) =>
      key === undefined ? [] : [{ key: key.trim(), whole: false }],
    ),
  ];
  if (references.length === 0) return entry.fields;
  const fields = new Map(entry.fields);
  for (const { key, whole } of references.slice(0, 10)) {
    const parent = byKey.get(key) ?? byKey.get(key.toLowerCase());
    if (parent === undefined || levels === 0) {
      warn(`The entry "${key}" that it refers to ${parent ? 'refers too far' : 'is not in the file'}`);
      continue;
    }
    fields.delete(whole ? 'xdata' : 'crossref');
    if (parent === entry) continue;
    const inherited = withInherited(parent, byKey, () => undefined, levels - 1);
    for (const [name, value] of whole ? inherited : asPart(parent.type, entry.type, inherited)) {
      if (!fields.has(name) || fields.get(name) === '') fields.set(name, value);
    }
  }
  return fields;
}

/** The fields of a whole as its part takes them: the book's title becomes the chapter's `booktitle`. */
function* asPart(
  whole: string,
  part: string,
  fields: ReadonlyMap<string, string>,
): Generator<[string, string]> {
  const [prefix, children] = Object.hasOwn(parts, whole) ? parts[whole]! : [null, []];
  const renamed = prefix !== null && children.includes(part) ? prefix : null;
  for (const [name, value] of fields) {
    if (own.has(name)) continue;
    if (renamed === null) yield [name, value];
    else if (titles.includes(name)) yield [`${renamed}${name}`, value];
    else if (!dropped.has(name)) yield [name, value];
    if (renamed === 'book' && whole === 'book' && name === 'author') yield ['bookauthor', value];
  }
}
