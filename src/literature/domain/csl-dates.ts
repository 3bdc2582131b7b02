import type { CslDate } from './csl.js';

type Parts = number[];

/**
 * A date as EDTF (ISO 8601-2) writes it, as far as CSL can say it: `2020`, `2020-05`, `2020-05-17`, with a time, `2016/2017`,
 * `2016/` and `2016/..` (open: the end's year is 0), `199X` (from 1990 to 1999), `2020-21` to `2020-24` (seasons),
 * `1850~` and `1850?` (circa), `-0043`. Null for anything else.
 */
export function edtfDate(written: string): CslDate | null {
  if (written.length > 100) return null;
  const sides = written.trim().split('/');
  if (sides.length > 2) return null;
  const [from = '', to] = sides;
  const start = edtfPoint(from);
  if (start === null) return null;
  const circa = start.circa ? { circa: true } : {};
  if (to === undefined) {
    if (start.until) return { 'date-parts': [start.parts, start.until], ...circa };
    const [year = 0, month = 0] = start.parts;
    if (start.parts.length === 2 && month >= 21) {
      return { 'date-parts': [[year]], season: month - 20, ...circa };
    }
    return { 'date-parts': [start.parts], ...circa };
  }
  if (to.trim() === '' || to.trim() === '..') return { 'date-parts': [start.parts, [0]], ...circa };
  const end = edtfPoint(to);
  if (end === null) return null;
  return {
    'date-parts': [start.parts, end.until ?? end.parts],
    ...(circa.circa || end.circa ? { circa: true } : {}),
  };
}

function edtfPoint(written: string): { parts: Parts; circa: boolean; until?: Parts } | null {
  const match =
    /^(Y?-?\d{4,5}|-?\d{1,3}[Xx]{1,2}|-?\d{2}[Uu]{2}|-?\d{3}[Uu])(?:-(\d{2})(?:-(\d{2})(?:[T ][\d:.,+\-Z ]*)?)?)?([~?%]{0,2})$/.exec(
      // Days and months that are not known.
      written.trim().replace(/(?:-(?:XX|uu)){1,2}(?=[~?%]*$)/, ''),
    );
  if (!match) return null;
  const [, year = '', month, day, doubt] = match;
  const circa = doubt !== '';
  if (/[xu]/i.test(year)) {
    const decade = (digit: string) => Number(year.replace(/[xu]/gi, digit));
    return year.replace('-', '').length === 4 && month === undefined
      ? { parts: [decade('0')], until: [decade('9')], circa }
      : null;
  }
  const parts = [Number(year.replace('Y', ''))];
  if (month !== undefined && month !== '00') parts.push(Number(month));
  if (parts.length === 2 && day !== undefined && day !== '00') parts.push(Number(day));
  return isCalendar(parts) ? { parts, circa } : null;
}

export function isCalendar([year, month = 1, day = 1]: readonly number[]): boolean {
  return (
    year !== undefined &&
    Number.isInteger(year) &&
    Math.abs(year) < 100_000 &&
    Number.isInteger(month) &&
    month >= 1 &&
    month <= 24 &&
    Number.isInteger(day) &&
    day >= 1 &&
    day <= 31
  );
}

const pad = (value: number, length = 2) => String(Math.abs(value)).padStart(length, '0');

function edtfParts([year = 0, ...rest]: readonly number[]): string {
  return [`${year < 0 ? '-' : ''}${pad(year, 4)}`, ...rest.map((part) => pad(part))].join('-');
}

/** The same date as EDTF; null where it has no numbers. A text such as "in press" is not a part of it. */
export function toEdtf(date: CslDate): string | null {
  const [from, to] = date['date-parts'] ?? [];
  if (!from) return null;
  const season = typeof date.season === 'number' && from.length === 1 ? `-${20 + date.season}` : '';
  const circa = date.circa ? '~' : '';
  if (!to) return `${edtfParts(from)}${season}${circa}`;
  return to[0] === 0 ? `${edtfParts(from)}${circa}/..` : `${edtfParts(from)}${circa}/${edtfParts(to)}`;
}
