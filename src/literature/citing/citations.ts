import { setImmediate as nextTurn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { CslItem } from '../domain/csl.js';
import {
  formatCitation,
  type CitationFormat,
  type CitationLocale,
  type CitationStyle,
  type FormattedCitation,
} from './format-citation.js';

/** Characters of items and citations that are kept. */
const keptCharacters = 4_000_000;

const kept = new LRUCache<string, FormattedCitation>({
  maxSize: keptCharacters,
  sizeCalculation: ({ bibliography, inText }, key) => bibliography.length + inText.length + key.length,
});

/**
 * A citation, from what was set before or from the processor. Setting one takes about 15 ms: before each, others who
 * wait for this process have their turn.
 * @throws CitationError
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
  const made = formatCitation(csl, style, format, locale);
  kept.set(key, made);
  return made;
}
