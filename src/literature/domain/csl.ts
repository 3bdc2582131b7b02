import { z } from 'zod';
import { limits, text } from '../../kernel/fields.js';
import {
  cslTypes,
  dateVariables,
  longTextVariables,
  nameVariables,
  numberVariables,
  textVariables,
} from './csl-variables.js';

/** Bounds of one item, in UTF-16 code units unless said otherwise. */
export const cslLimits = {
  /** Collaborations of physicists sign with more than 5,000 names. */
  names: 10_000,
  text: 10_000,
  longText: limits.longText,
  customKeys: 200,
  /** Of the whole item, as JSON. */
  item: 1_000_000,
} as const;

export const cslName = z
  .strictObject({
    family: text(limits.name).optional(),
    given: text(limits.name).optional(),
    'dropping-particle': text(limits.name).optional(),
    'non-dropping-particle': text(limits.name).optional(),
    suffix: text(limits.name).optional(),
    'comma-suffix': z.boolean().optional(),
    'static-ordering': z.boolean().optional(),
    'parse-names': z.boolean().optional(),
    /** The name of an institution, or one that is not to be taken apart. */
    literal: text(limits.uri).optional(),
  })
  .refine(
    ({ family, given, literal }) => family !== undefined || given !== undefined || literal !== undefined,
    'must have a family name, a given name or a literal',
  );
export type CslName = z.infer<typeof cslName>;

/**
 * Year, month, day. Years before our era are negative. Months 13 to 24 are seasons. The year 0 as a range's second
 * date means that the range is open.
 */
const dateParts = z
  .array(z.int().min(-99_999).max(99_999))
  .min(1)
  .max(3)
  .refine(
    ([, month, day]) =>
      (month === undefined || (month >= 1 && month <= 24)) && (day === undefined || (day >= 1 && day <= 31)),
    'must be a year, a month (1 to 12, or 13 to 24 for a season) and a day',
  );

export const cslDate = z
  .strictObject({
    'date-parts': z.array(dateParts).min(1).max(2).optional(),
    season: z.union([z.int().min(1).max(4), text(limits.code)]).optional(),
    circa: z.union([z.boolean(), text(limits.code)]).optional(),
    literal: text(limits.name).optional(),
    raw: text(limits.name).optional(),
  })
  .refine(
    (date) => date['date-parts'] !== undefined || date.literal !== undefined || date.raw !== undefined,
    'must have date-parts, a literal or a raw date',
  );
export type CslDate = z.infer<typeof cslDate>;

const anyText = z
  .string()
  .max(cslLimits.longText)
  .regex(/^[^\u0000]*$/, 'must not contain NUL characters')
  .refine((value) => value.isWellFormed(), 'must not contain lone surrogates');
const scalar = z.union([anyText, z.number(), z.boolean()]);
const customKey = z
  .string()
  .max(limits.code)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._:+-]*$/u, 'must be a key of letters, digits and ". _ : + -"');
const nested = <Value extends z.ZodType>(value: Value) =>
  z.union([
    scalar,
    z.array(value).max(cslLimits.names),
    z
      .record(customKey, value)
      .refine((record) => Object.keys(record).length <= cslLimits.customKeys, 'must not have so many keys'),
  ]);

/** What a file says and CSL has no variable for: keys are free, values are JSON of at most four levels. */
export const cslCustom = z.record(customKey, nested(nested(nested(scalar)))).refine((custom) => {
  const keys = Object.keys(custom).length;
  return keys > 0 && keys <= cslLimits.customKeys;
}, `must have 1 to ${cslLimits.customKeys} keys`);
export type CslCustom = z.infer<typeof cslCustom>;

const each = <Key extends string, Schema extends z.ZodType>(keys: readonly Key[], schema: Schema) =>
  Object.fromEntries(keys.map((key) => [key, schema])) as Record<Key, Schema>;

/**
 * A bibliographic item as CSL 1.0.2 describes it (CSL-JSON), in one spelling of each fact: numbers as text, dates as
 * numbers, no empty values. `tidyCsl` turns the looser forms that CSL-JSON allows into this one.
 * Titles may hold the markup that CSL knows: `<i>`, `<b>`, `<sup>`, `<sub>`, small capitals and `nocase`.
 */
export const cslItem = z
  .strictObject({
    /** The key under which the file's author cites it. Records have ids of their own. */
    id: text(limits.externalId),
    type: z.enum(cslTypes),
    categories: z.array(text(limits.name)).min(1).max(limits.list).optional(),
    ...each(nameVariables, z.array(cslName).min(1).max(cslLimits.names).optional()),
    ...each(dateVariables, cslDate.optional()),
    ...each(numberVariables, text(limits.name).optional()),
    ...each(textVariables, text(cslLimits.text).optional()),
    ...each(longTextVariables, text(cslLimits.longText).optional()),
    /** Without a resolver's address; the case is the publisher's. {@link normalizeDoi} gives what identifies it. */
    DOI: text(limits.uri)
      .refine((doi) => /^10\./.test(doi) && normalizeDoi(doi) !== null, 'must be a DOI such as 10.1000/182')
      .optional(),
    URL: text(limits.uri).refine(isAddress, 'must be an absolute http, https or ftp address').optional(),
    custom: cslCustom.optional(),
  })
  .refine((item) => JSON.stringify(item).length <= cslLimits.item, 'must be smaller than a megabyte');
export type CslItem = z.infer<typeof cslItem>;

export function isCustomKey(key: string): boolean {
  return customKey.safeParse(key).success;
}

export function isAddress(address: string): boolean {
  return /^(?:https?|ftp):\/\/[^\s<>"]+$/i.test(address) && URL.canParse(address);
}

/**
 * What identifies a DOI, whatever resolver or prefix it is written with: lower case, without `https://doi.org/`,
 * `doi:` and the like, percent-decoded where the resolver's address was given. Null where there is none.
 */
export function normalizeDoi(written: string): string | null {
  return bareDoi(written)?.toLowerCase() ?? null;
}

/** The DOI in `written` without resolver or prefix, in the case in which it is written; null where there is none. */
export function bareDoi(written: string): string | null {
  if (written.length > limits.uri) return null;
  let rest = written.trim().replace(/^<(.*)>$/, '$1');
  // A proxy of a library stands before or inside the resolver's name: https://doi-org.proxy.example/10.1000/182.
  const resolver =
    /^(?:https?:\/\/)?(?:(?:dx\.|www\.)?doi\.org|(?:dx-)?doi-org\.[^\s/]+|hdl\.handle\.net)\/(?=10\.|doi:|info:)/i.exec(
      rest,
    );
  if (resolver) rest = decoded(rest.slice(resolver[0].length).replace(/[?#]$/, ''));
  rest = rest.replace(/^(?:info:doi\/|urn:doi:|doi\s*[:=]?\s*(?:https?:\/\/(?:dx\.)?doi\.org\/)?)/i, '');
  // Zero-width and soft hyphens come with texts copied from a page.
  rest = rest.replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, '').trim();
  return /^10\.\d{2,9}(?:\.\d+)*\/[^\s\p{Cc}]+$/u.test(rest) ? rest.replace(/[.,;]+$/, '') : null;
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address; // A stray % is a part of the name.
  }
}
