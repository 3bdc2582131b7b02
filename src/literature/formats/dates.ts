import type { CslDate } from '../domain/csl.js';
import { edtfDate, isCalendar } from '../domain/csl-dates.js';

/** Months by their first letters without accents, in the languages that files are met in: en, fr, de, es, it, pt, nl. */
const months: readonly (readonly [number, RegExp])[] = [
  [1, /^(?:jan|janv|gen|gennaio|ene|enero)/],
  [2, /^(?:feb|fev|febb)/],
  [3, /^(?:mar|mars|marz|maerz|mrt|maart|mrz)/],
  [4, /^(?:apr|avr|abr)/],
  [5, /^(?:may|mai|mag|mei)/],
  [6, /^(?:jun|juin|giu)/],
  [7, /^(?:jul|juil|lug)/],
  [8, /^(?:aug|aou|ago)/],
  [9, /^(?:sep|set)/],
  [10, /^(?:oct|okt|ott|out)/],
  [11, /^nov/],
  [12, /^(?:dec|dez|dic)/],
];
const seasons: readonly (readonly [number, RegExp])[] = [
  [1, /^(?:spring|printemps|fruhling|primavera|lente)/],
  [2, /^(?:summer|ete|sommer|verano|estate|zomer)/],
  [3, /^(?:autumn|fall|automne|herbst|otono|autunno|herfst)/],
  [4, /^(?:winter|hiver|invierno|inverno)/],
];

const plain = (word: string) => word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const find = (list: readonly (readonly [number, RegExp])[], word: string) =>
  list.find(([, pattern]) => pattern.test(plain(word)))?.[0];

interface MonthAndDay {
  readonly from: readonly number[];
  readonly to?: readonly number[];
  readonly season?: number;
}

/** `jan`, `3`, `May 17`, `15~jan`, `2 sep`, `July 30th`, `jan--feb`, `Spring`: month and day, or null. */
export function monthAndDay(written: string): MonthAndDay | null {
  const text = written
    .replace(/[~\u00a0\s]+/g, ' ')
    .replace(/\.(?=\s|$|[-–/])/g, '')
    .trim();
  if (text === '' || text.length > 60) return null;
  const sides = text.split(/\s*(?:--?|–|—|\/|&| and | et | und | to )\s*/);
  if (sides.length === 2) {
    const [from, to] = sides.map(onePoint);
    if (!from || from.season !== undefined || to?.season !== undefined) return null;
    // "May 3--5": the second is a day of the same month.
    if (/^\d{1,2}$/.test(sides[1]!) && from.from.length === 2)
      return { ...from, to: [from.from[0]!, Number(sides[1])] };
    return to ? { from: from.from, to: to.from } : null;
  }
  return sides.length === 1 ? onePoint(text) : null;
}

function onePoint(text: string): MonthAndDay | null {
  const words = text.split(/[\s,]+/).filter((word) => !/^(?:of|de|the)$/i.test(word));
  if (words.length > 2) return null;
  const day = words.map((word) => /^(\d{1,2})(?:st|nd|rd|th|er|e|\.)?$/i.exec(word)?.[1]).find(Boolean);
  const name = words.find((word) => /^\p{L}{3,}$/u.test(word));
  if (name === undefined) {
    const month = Number(day);
    return words.length === 1 && month >= 1 && month <= 12 ? { from: [month] } : null;
  }
  const season = words.length === 1 ? find(seasons, name) : undefined;
  if (season !== undefined) return { from: [], season };
  const month = find(months, name);
  if (month === undefined || (words.length === 2 && day === undefined)) return null;
  return { from: day === undefined ? [month] : [month, Number(day)] };
}

/** A year as a bibliography has it: `2016`, `c1995`, `[1999]`, `ca. 1850`, `2010--2012`, `1998/99`, `13th Century`, `in press`. */
export function yearDate(written: string): CslDate | null {
  const text = written.trim();
  if (text === '') return null;
  const edtf = edtfDate(text);
  if (edtf && !/^\d{4}-\d{2}$/.test(text)) return edtf;
  const match =
    /^[([]?((?:circa|ca?|about|vers|um)\.?\s*|[©c]\s*)?\[?(-?\d{1,4})[)\]]?[.,;]?(\s?\?|\s*(?:--?|–|—|\/)\s*(\d{4}|\d{2}))?[)\].]*$/i.exec(
      text,
    );
  if (!match) return { literal: text.slice(0, 500) };
  const [, about, year = '', end, until] = match;
  const from = Number(year);
  const circa = (about !== undefined && !/^[©c]\s*$/i.test(about)) || end?.includes('?') === true;
  const to =
    until === undefined ? null : until.length === 4 ? Number(until) : from - (from % 100) + Number(until);
  if (to !== null && to < from) return { literal: text };
  return { 'date-parts': to === null ? [[from]] : [[from], [to]], ...(circa ? { circa: true } : {}) };
}

/** The date of a year with a month or season and a day; what is not understood of them is left out. */
export function dateOf(year: string, month = '', day = ''): { date: CslDate | null; month: boolean } {
  const date = yearDate(year);
  const found = monthAndDay(month);
  const [from] = date?.['date-parts'] ?? [];
  if (!date || !from || from.length > 1 || date['date-parts']!.length > 1) return { date, month: false };
  if (!found) return { date, month: month.trim() === '' };
  if (found.season !== undefined) return { date: { ...date, season: found.season }, month: true };
  const extra = /^\d{1,2}$/.test(day.trim()) && found.from.length === 1 && !found.to ? [Number(day)] : [];
  const parts = [from[0]!, ...found.from, ...extra];
  const to = found.to && [from[0]!, ...found.to];
  if (!isCalendar(parts) || (to && !isCalendar(to))) return { date, month: false };
  return { date: { ...date, 'date-parts': to ? [parts, to] : [parts] }, month: true };
}

/** A date in words: `17 May 2020`, `May 17, 2020`, `May 2020`, `2020-05-17`, `17/05/2020`; otherwise a literal. */
export function dateInWords(written: string): CslDate | null {
  const text = written.replace(/\s+/g, ' ').trim().slice(0, 500);
  if (text === '') return null;
  const digits = /^(\d{4})[-/.](0?[1-9]|1[0-2])(?:[-/.](\d{1,2}))?$/.exec(text)?.slice(1).filter(Boolean);
  const edtf = edtfDate(text) ?? edtfDate(digits?.map((part) => part.padStart(2, '0')).join('-') ?? '');
  if (edtf) return edtf;
  const year = /(?:^|\s|,)(\d{4})$/.exec(text) ?? /^(\d{4})(?=\s|,)/.exec(text);
  if (year) {
    const rest = text.replace(year[0], ' ').trim();
    const { date, month } = dateOf(year[1]!, rest.replace(/,$/, ''));
    if (date && month) return date;
  }
  return yearDate(text);
}
