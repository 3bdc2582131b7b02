import { z } from 'zod';
import { uuidPattern, type StreamId } from './ids.js';

/** Names under which the API shows a schema's type, where it is used by more than one input. */
export const apiNames = z.registry<{ name: string }>();

/** Limits of what one field may hold, in UTF-16 code units unless said otherwise. */
export const limits = {
  name: 500,
  longText: 50_000,
  code: 100,
  externalId: 500,
  uri: 2_000,
  reason: 2_000,
  list: 200,
  languages: 40,
} as const;

/** What cannot be kept: PostgreSQL stores no NUL, and UTF-8 has no lone surrogates. Everything else passes as it is. */
const storable = (schema: z.ZodString) =>
  schema
    .regex(/^[^\u0000]*$/, 'must not contain NUL characters')
    .refine((value) => value.isWellFormed(), 'must not contain lone surrogates');

/** Text of one line or more: white space around it is dropped, and something must be left. */
export const text = (max: number) =>
  storable(z.string().trim().min(1, 'must not be empty').max(max, `must have at most ${max} characters`));

/** BCP-47 language tag of the shapes in use here: `fr`, `en`, `fr-CA`, `zh-Hant`. */
export const language = z
  .string()
  .regex(
    /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$/,
    'must be a BCP-47 language tag such as fr, en or fr-CA',
  );

/** Code of a concept or scheme: stable, readable, never reused. */
export const code = z
  .string()
  .max(limits.code)
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u,
    'must be a code: letters, digits, ".", "_" and "-", starting with a letter or digit',
  );

/** A list of concept codes of one scheme, without repetition. */
export const codes = z
  .array(code)
  .max(limits.list)
  .refine((list) => new Set(list).size === list.length, 'must not name a code twice');

/** Calendar date `YYYY-MM-DD`, from the year 1 on: PostgreSQL's dates have no year 0. */
export const isoDate = z.iso
  .date('must be a date as YYYY-MM-DD')
  .refine((date) => !date.startsWith('0000'), 'must be a date as YYYY-MM-DD, from the year 0001 on')
  .register(apiNames, { name: 'Date' });

/** Id of a part of a record, given by whoever makes it. In one spelling alone: another would be another part. */
export const givenUuid = z.uuid().refine((id) => id === id.toLowerCase(), 'must be a UUID in lower case');

/** Absolute http(s) address. */
export const webAddress = storable(z.string().trim().max(limits.uri))
  // The pattern too: URL takes `http:example.org` for absolute.
  .refine(
    (value) => /^https?:\/\//i.test(value) && URL.canParse(value),
    'must be an absolute http or https address',
  );

/** IRI of a concept in an outside vocabulary. */
export const iri = z
  .string()
  .max(limits.uri)
  .regex(/^[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>"{}|\\^`\u0000-\u0020]+$/, 'must be an absolute IRI');

/** A reference to a stream of `category`. Its JSON Schema carries the pattern; the API shows it as an ID. */
export const streamIdOf = <Category extends string>(
  category: Category,
): z.ZodType<StreamId<Category>, StreamId<Category>> =>
  z
    .string()
    .regex(new RegExp(`^${category}-${uuidPattern}$`), `must be an id of the form ${category}-<uuid>`)
    .register(apiNames, { name: 'ID' }) as unknown as z.ZodType<StreamId<Category>, StreamId<Category>>;

/** The record's id in a register or system outside, by which an import finds it again. */
export const externalReference = z
  .strictObject({ system: text(limits.code), id: text(limits.externalId) })
  .register(apiNames, { name: 'ExternalReferenceInput' });
export type ExternalReference = z.infer<typeof externalReference>;

export const externalReferences = z
  .array(externalReference)
  .max(limits.list)
  .refine(
    (list) => new Set(list.map(({ system, id }) => JSON.stringify([system, id]))).size === list.length,
    'must not name an external reference twice',
  );

export const link = z
  .strictObject({ url: webAddress, label: text(limits.name).optional() })
  .register(apiNames, { name: 'LinkInput' });
export type Link = z.infer<typeof link>;

/** Where something is. `country` is ISO 3166-1 alpha-2, `region` a code of the scheme `regions`. */
export const place = z
  .strictObject({
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'must be a country code of two capital letters (ISO 3166-1)')
      .optional(),
    region: code.optional(),
    municipality: text(limits.name).optional(),
  })
  .register(apiNames, { name: 'PlaceInput' });
export type Place = z.infer<typeof place>;
