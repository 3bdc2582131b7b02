import { setImmediate as nextTurn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { escapedHtml } from '../../platform/read-side/html.js';
import type { CslItem } from '../domain/csl.js';
import { leavesOutOthers } from '../domain/csl-names.js';
import { namesOf, titleOf, yearOf } from '../domain/csl-reading.js';
import {
  CitationError,
  formatCitation,
  type CitationFormat,
  type CitationLocale,
  type CitationStyle,
  type FormattedCitation,
} from './format-citation.js';

/** Characters of items and citations that are kept. */
const keptCharacters = 4_000_000;
/** Of a citation in no style. */
const printedNames = 20;

const kept = new LRUCache<string, FormattedCitation>({
  maxSize: keptCharacters,
  sizeCalculation: ({ bibliography, inText }, key) => bibliography.length + inText.length + key.length,
});

/**
 * A citation, from what was set before or from the processor. Setting one takes about 15 ms: before each, others who
 * wait for this process have their turn. What the processor cannot set (it fails on names such as `__proto__`) is
 * cited plainly: authors, year and title, in no style.
 */
export async function citationOf(
  csl: CslItem,
  style: CitationStyle,
  format: CitationFormat,
  locale: CitationLocale,
): Promise<FormattedCitation> {
  const key = JSON.stringify([style, format, locale, csl]);
  const known = kept.get(key);
  if (known) return known;
  await nextTurn();
  const made = set(csl, style, format, locale);
  kept.set(key, made);
  return made;
}

function set(...[csl, style, format, locale]: Parameters<typeof formatCitation>): FormattedCitation {
  try {
    return formatCitation(csl, style, format, locale);
  } catch (error) {
    if (!(error instanceof CitationError)) throw error;
    return plainly(csl, format);
  }
}

function plainly(csl: CslItem, format: CitationFormat): FormattedCitation {
  const [first, ...others] = [
    ...namesOf(csl, 'author').slice(0, printedNames),
    ...(leavesOutOthers(csl.author) ? ['et al.'] : []),
  ];
  const title = titleOf(csl) ?? csl.id;
  const year = yearOf(csl)?.toString();
  const dated = year ? ` (${year})` : '';
  const bibliography = first ? `${[first, ...others].join(', ')}${dated}. ${title}.` : `${title}${dated}.`;
  const inText = `(${[first ?? title, year].filter((part) => part !== undefined).join(', ')})`;
  return format === 'html'
    ? { bibliography: escapedHtml(bibliography), inText: escapedHtml(inText) }
    : { bibliography, inText };
}
