import type { CslItem, CslName } from './csl.js';
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

/** One name as it reads: "Vincent van Gogh", "Martin Luther King, Jr.", "Statistics Canada". */
export function nameOf(name: CslName): string {
  if (name.family === undefined && name.literal !== undefined) return name.literal;
  const words = [name.given, name['dropping-particle'], name['non-dropping-particle'], name.family]
    .filter((part) => part !== undefined)
    .join(' ');
  return name.suffix === undefined ? words : `${words}, ${name.suffix}`;
}

/** The names under one variable in their order; none of them where the item has none. */
export function namesOf(item: CslItem, variable: NameVariable = 'author'): string[] {
  return (item[variable] ?? []).map(nameOf);
}
