import { limits } from '../../kernel/fields.js';
import type { CslDate } from './csl.js';
import { edtfDate, isCalendar } from './csl-dates.js';
import { tidyText } from './csl-tidy-texts.js';

/** A date in any form that CSL-JSON is met with: parts as numbers or texts, EDTF, a year, words. Null where it says nothing. */
export function tidyDate(value: unknown): CslDate | null {
  if (typeof value === 'string' || typeof value === 'number') return dateOfText(String(value));
  if (value === null || typeof value !== 'object') return null;
  if (Array.isArray(value)) return tidyDate({ 'date-parts': Array.isArray(value[0]) ? value : [value] });
  const given = value as Record<string, unknown>;
  const text = (key: string) => shortText(given[key]);
  const parts = Array.isArray(given['date-parts']) ? given['date-parts'].slice(0, 2).map(tidyParts) : [];
  const sound = parts.filter((one): one is number[] => one !== null && one.length > 0);
  const written = text('date-time') ?? text('date');
  const date: CslDate = {
    ...(sound.length > 0 && sound.length === parts.filter((one) => one === null || one.length > 0).length
      ? { 'date-parts': sound }
      : {}),
    ...optional('season', tidySeason(given['season'])),
    ...optional('circa', tidyCirca(given['circa'])),
    ...optional('literal', text('literal')),
    ...optional('raw', text('raw')),
  };
  if (date['date-parts'] ?? date.literal ?? date.raw) return date;
  if (written !== undefined) return dateOfText(written);
  const loose = [given['date-parts']]
    .flat(2)
    .filter((part) => part !== null && part !== undefined && part !== '');
  const raw = loose.length > 0 ? shortText(loose.map((part) => tidyText(part) ?? '').join('-')) : undefined;
  return raw === undefined ? null : { ...date, raw };
}

/** In words, what {@link tidyDate} read otherwise than it stands; null where it is as it was written. */
export function dateDoubt(value: unknown, date: CslDate | null): string | null {
  const shown = JSON.stringify(value).slice(0, 100);
  if (date === null) return `${shown} is no date: kept under custom`;
  const given: unknown =
    value !== null && typeof value === 'object' && 'date-parts' in value ? value['date-parts'] : value;
  const numeric = typeof given === 'string' && /^\s*-?\d{1,5}[-/.]\d/.test(given);
  const parts = Array.isArray(given) ? given.flat(2) : [];
  const filled = parts.filter((part) => (tidyText(part) ?? '') !== '' && Number(part) !== 0);
  const read = (date['date-parts'] ?? []).flat().filter((part) => part !== 0);
  if (date['date-parts'] === undefined) {
    return numeric || filled.length > 0 ? `${shown} is no date of the calendar: kept as a text` : null;
  }
  return read.length < filled.length
    ? `of ${shown}, only ${JSON.stringify(date['date-parts'])} is a date`
    : null;
}

function dateOfText(written: string): CslDate | null {
  const text = shortText(written);
  if (text === undefined) return null;
  return (
    edtfDate(text) ?? (/^-?\d{1,5}$/.test(text) ? { 'date-parts': [[Number(text)]] } : { literal: text })
  );
}

/** Year, month and day as far as they are given; null where they are not numbers of a date. */
function tidyParts(value: unknown): number[] | null {
  if (!Array.isArray(value)) return [];
  const parts: number[] = [];
  for (const part of value.slice(0, 3) as unknown[]) {
    if (part === null || part === undefined || part === '') break;
    const number = typeof part === 'string' ? (/^\s*-?\d+\s*$/.test(part) ? Number(part) : NaN) : part;
    if (typeof number !== 'number' || !Number.isInteger(number)) return null;
    if (parts.length > 0 && number === 0) break;
    parts.push(number);
  }
  return parts.length === 0 || isCalendar(parts) ? parts : null;
}

function tidySeason(value: unknown): CslDate['season'] {
  const text = shortText(value);
  return text !== undefined && /^[1-4]$/.test(text) ? Number(text) : text?.slice(0, limits.code);
}

function tidyCirca(value: unknown): CslDate['circa'] {
  if (typeof value === 'boolean') return value;
  if (value === 1 || value === '1' || value === 'true') return true;
  if (value === 0 || value === '0' || value === 'false') return false;
  return shortText(value)?.slice(0, limits.code);
}

function shortText(value: unknown): string | undefined {
  return tidyText(value)?.slice(0, limits.name) || undefined;
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined) {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, Value>);
}
