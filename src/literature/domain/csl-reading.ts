import type { CslItem } from './csl.js';
import { namedOnly, nameOf } from './csl-names.js';
import type { NameVariable } from './csl-variables.js';

/** A text of an item without the markup that CSL allows in it. */
export function plainText(marked: string): string {
  return marked
    .replace(/<\/?(?:i|b|sup|sub|sc|span)(?:\s[^<>]*)?>/gi, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The title to show, without markup; what it stands in where it has none of its own. */
export function titleOf(item: CslItem): string | null {
  const title = item.title ?? item['title-short'] ?? item.shortTitle ?? item['container-title'];
  return title === undefined ? null : plainText(title) || null;
}

/** The year of publication: of a range the first, of a text such as "ca. 1998" the year in it. */
export function yearOf(item: CslItem): number | null {
  for (const date of [item.issued, item['event-date'], item.submitted, item['original-date']]) {
    const year = date?.['date-parts']?.[0]?.[0];
    if (year !== undefined) return year;
    const written = /(?<!\d)[12]\d{3}(?!\d)/.exec(date?.raw ?? date?.literal ?? '')?.[0];
    if (written !== undefined) return Number(written);
  }
  return null;
}

/** The names under one variable in their order; none of them where the item has none. "et al." is no name. */
export function namesOf(item: CslItem, variable: NameVariable = 'author'): string[] {
  return namedOnly(item[variable] ?? []).map(nameOf);
}
