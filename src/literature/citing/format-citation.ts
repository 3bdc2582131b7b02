import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type CSL from 'citeproc';
import type { CslItem } from '../domain/csl.js';
import { etAlTerm, printable, printedId, withEtAl } from './printable.js';

export const citationStyles = ['apa', 'chicago', 'apa-fr'] as const;
export type CitationStyle = (typeof citationStyles)[number];
export type CitationFormat = 'text' | 'html';
/** Languages in which a citation's own words ("Retrieved from", "dir.") can be. */
export const citationLocales = ['en-US', 'fr-CA'] as const;
export type CitationLocale = (typeof citationLocales)[number];

export interface FormattedCitation {
  /** The entry in a list of references. In HTML without an element around it; `<i>` and the like within. */
  readonly bibliography: string;
  /** The form in a running text: `(Roy & Tremblay, 2024)`. */
  readonly inText: string;
}

/** The item cannot be cited in this style; `cause` says why. */
export class CitationError extends Error {
  override readonly name = 'CitationError';
}

const files: Readonly<Record<CitationStyle, string>> = {
  apa: 'apa.csl',
  chicago: 'chicago-author-date.csl',
  'apa-fr': 'universite-de-montreal-apa.csl',
};
/** Loaded when something is cited: it takes 0.1 s of processor and 15 MB, at each start of a program. */
const loadProcessor = (): typeof CSL => createRequire(import.meta.url)('citeproc') as typeof CSL;

/** An engine of the processor with the item that it is to set. */
interface Setter {
  readonly engine: CSL.Engine;
  item: CslItem | null;
}

/** Made at its first use, which takes about 0.1 s and 3 MB, and kept: there are five at most. */
const setters = new Map<string, Setter>();

function setterFor(style: CitationStyle, locale: CitationLocale): Setter {
  const key = `${style} ${locale}`;
  const known = setters.get(key);
  if (known) return known;
  const system = {
    retrieveLocale: (language: string) => read(`locales-${citationLocale(language)}.xml`),
    retrieveItem: () => setter.item,
  };
  const { Engine } = loadProcessor();
  const engine = new Engine(system, mended(withoutSorting(read(files[style]))), locale, true);
  const setter: Setter = { engine, item: null };
  setters.set(key, setter);
  return setter;
}

function read(file: string): string {
  return readFileSync(new URL(`styles/${file}`, import.meta.url), 'utf8');
}

/**
 * One item needs no order. The processor writes out every macro of a sort key at each use: for APA that is a second
 * and 90 MB, without it 0.1 s and 3 MB.
 */
function withoutSorting(style: string): string {
  return style.replace(/<sort>[\s\S]*?<\/sort>/g, '');
}

/**
 * The French adaptation of APA puts brackets within a report's parentheses, `( [Bilan] nᵒ 12)`, and does not say of a year
 * that it is uncertain, as the two others do.
 */
function mended(style: string): string {
  if (style.includes('is-uncertain-date')) return style;
  return style
    .replace(/<else-if type="report" match="any">[\s\S]*?<\/group>/, (report) =>
      report.replaceAll(' prefix=" [" suffix="]"', ''),
    )
    .replace(
      /<date variable="issued">\s*<date-part name="year"\/>\s*<\/date>/g,
      (year) => `<choose><if is-uncertain-date="issued"><text term="circa" suffix=" "/></if></choose>${year}`,
    );
}

/** The locale for a reader's language tag: French for any French, else English. */
export function citationLocale(language: string): CitationLocale {
  return /^fr\b/i.test(language) ? 'fr-CA' : 'en-US';
}

/**
 * A citation of one item. `apa-fr` is French whatever the locale: it is the French-language adaptation of APA.
 *
 * For a record that is no literature (an edition of a case study, an initiative) make an item of these variables; any
 * other does no harm:
 * - `id`: any text; it is not printed.
 * - `type`: `book`; of the types that fit, it alone has its edition and version printed by all three styles.
 * - `title`: plain text, or with the markup of CSL (`<i>`, `<sup>`, …). All else in it is escaped in HTML.
 * - `author`: people as `{family, given}`, institutions as `{literal}`. Without it the title comes first.
 * - `issued`: `{'date-parts': [[2026, 1, 5]]}`, of which these styles print the year for a book.
 * - `edition`: a number as text, printed as "2nd ed."; `version`: any text, printed after "Version" (a position, a state).
 * - `publisher`: the house that keeps it; `genre`: what it is in words ("Case study"), printed in brackets or after the title.
 * - `URL`: the address with the stable id. Ids do not go into `number`: styles capitalize it and turn its hyphens into dashes.
 * - `language`: tag of the title's language; without it Chicago capitalizes the title as English.
 * `note` is not printed by these styles.
 *
 * Takes about 15 ms of one core: it is for the few items of a page, not for exports.
 * @throws CitationError where the style's processor cannot set the item
 */
export function formatCitation(
  csl: CslItem,
  style: CitationStyle,
  format: CitationFormat,
  locale: CitationLocale,
): FormattedCitation {
  const language = style === 'apa-fr' ? 'fr-CA' : locale;
  try {
    const setter = setterFor(style, language);
    setter.item = printable(csl, language);
    const { engine } = setter;
    engine.setOutputFormat(format);
    // Forgets the item before, which had the same id.
    engine.updateItems([]);
    engine.updateItems([printedId]);
    const [, [entry = '']] = engine.makeBibliography();
    const inText = engine.makeCitationCluster([{ id: printedId }]);
    const term = etAlTerm(engine.getTerm('et-al'), style === 'apa-fr', format);
    return {
      bibliography: withEtAl(bare(entry, format), term),
      inText: withEtAl(inText.trim(), term),
    };
  } catch (cause) {
    // What an engine holds after a failure is unknown.
    setters.delete(`${style} ${language}`);
    throw new CitationError(`"${csl.id}" cannot be cited in the style ${style}`, { cause });
  }
}

/** Without the element that stands around each entry of a list. */
function bare(entry: string, format: CitationFormat): string {
  const inner = /^\s*<div class="csl-entry">([\s\S]*)<\/div>\s*$/.exec(entry)?.[1];
  return ((format === 'html' ? inner : undefined) ?? entry).trim();
}
