import type { CslItem, CslName } from '../domain/csl.js';
import { leavesOutOthers, namedOnly } from '../domain/csl-names.js';
import { nameVariables } from '../domain/csl-variables.js';
import type { CitationFormat, CitationLocale } from './format-citation.js';

/** The item's id within the processor: it fits any markup. */
export const printedId = 'item';
/** No style prints more names than this; a collaboration of thousands is cut before it is set. */
const printedNames = 30;
/** Variables that no style of ours prints; `note` would be searched for instructions to the processor. */
const unprinted = ['abstract', 'annote', 'categories', 'custom', 'keyword', 'note', 'references'] as const;

/** What is cited of a source of which neither title nor names are known: without it a date alone would be left. */
const titleUnknown: Readonly<Record<CitationLocale, string>> = {
  'en-US': '[Title unknown]',
  'fr-CA': '[Titre inconnu]',
};
/** A name for those that a list leaves out: styles have no way to say "et al." of a list as short as they print whole. */
const mark = '\ue000\uf8ff';

/** What a style can use of an item, under an id that fits any markup. */
export function printable(csl: CslItem, locale: CitationLocale): CslItem {
  const item: CslItem = { ...csl, id: printedId };
  for (const variable of unprinted) delete item[variable];
  let named = false;
  for (const variable of nameVariables) {
    const names = item[variable];
    if (!names) continue;
    named = true;
    item[variable] = printableNames(names);
  }
  if (item.title === undefined && !named) item.title = titleUnknown[locale];
  return item;
}

function printableNames(names: readonly CslName[]): CslName[] {
  const all = [...namedOnly(names), ...(leavesOutOthers(names) ? [{ family: mark }] : [])];
  // APA prints the first ones and the last.
  return all.length > printedNames ? [...all.slice(0, printedNames - 1), ...all.slice(-1)] : all;
}

/** The citation with "et al." for what {@link printable} put in its place, and for the word before it. */
export function withEtAl(citation: string, term: string): string {
  return citation.replace(
    new RegExp(`\\s*(?:(?<=[\\s,])(?:&amp;|&#38;|&|and|et|…)\\s+)?${mark}(\\.?)`, 'gu'),
    (_, dot: string) => ` ${term}${term.includes('.') ? '' : dot}`,
  );
}

/** The style's own "et al.": the French one sets it in italics. */
export function etAlTerm(term: string, italic: boolean, format: CitationFormat): string {
  return italic && format === 'html' ? `<i>${term}</i>` : term;
}
