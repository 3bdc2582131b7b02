import type { CslItem } from './csl.js';
import { titleOf, yearOf } from './csl-reading.js';

/** Letters and digits alone, without accents and case: spelling that means nothing does not tell texts apart. */
export function bareWords(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * What two records of one work have in common, however they were typed: title, year and first author. Null where one of
 * the three is not known: that is too little to suspect anybody.
 */
export function likenessOf(item: CslItem): string | null {
  const [first] = item.author ?? item.editor ?? [];
  const title = bareWords(titleOf(item) ?? '');
  const year = yearOf(item);
  const author = bareWords(first?.family ?? first?.literal ?? first?.given ?? '');
  return title === '' || year === null || author === '' ? null : `${title}|${year}|${author}`.slice(0, 1_000);
}
