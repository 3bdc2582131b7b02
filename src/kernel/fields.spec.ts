import fc from 'fast-check';
import type { z } from 'zod';
import {
  code,
  codes,
  externalReferences,
  iri,
  isoDate,
  language,
  limits,
  link,
  streamIdOf,
  text,
  webAddress,
} from './fields.js';

const accepts = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success;

describe('text', () => {
  const schema = text(10);

  it('drops the white space around it', () => expect(schema.parse('  a b\n')).toBe('a b'));
  it.each(['', ' \n', 'x'.repeat(11), 'a\u0000b', 'a\ud800', '\udc00a', 3, null])('refuses %j', (value) =>
    expect(accepts(schema, value)).toBe(false),
  );
  it('takes just what UTF-8 and PostgreSQL can store', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 8 }), (units) => {
        const value = String.fromCharCode(...units);
        const storable = value.trim() !== '' && value.isWellFormed() && !value.includes('\u0000');
        expect(accepts(schema, value)).toBe(storable);
      }),
      { numRuns: 1_000 },
    );
  });
  it('takes the longest there may be', () =>
    expect(accepts(text(limits.longText), '🌲'.repeat(limits.longText / 2))).toBe(true));
});

it.each([
  ['fr', true],
  ['fr-CA', true],
  ['zh-Hant', true],
  ['zh-Hant-TW', true],
  ['es-419', true],
  ['iku', true],
  ['FR', false],
  ['fr-ca', false],
  ['fr_CA', false],
  ['french', false],
  ['', false],
  ['__proto__', false],
])('language: %s is taken: %s', (value, taken) => expect(accepts(language, value)).toBe(taken));

it.each([
  ['e-commerce', true],
  ['Économie_sociale.2', true],
  ['62', true],
  ['-a', false],
  ['a b', false],
  ['a\nb', false],
  ['', false],
  ['x'.repeat(limits.code), true],
  ['x'.repeat(limits.code + 1), false],
])('code: %j is taken: %s', (value, taken) => expect(accepts(code, value)).toBe(taken));

it.each([
  ['2020-02-29', true],
  ['2019-02-29', false],
  ['2020-2-9', false],
  ['20200209', false],
  ['2020-02-29T00:00:00Z', false],
])('isoDate: %s is taken: %s', (value, taken) => expect(accepts(isoDate, value)).toBe(taken));

it.each([
  ['https://example.org/a?b=c#d', true],
  [' http://example.org ', true],
  ['https://exemple.québec/é', true],
  ['ftp://example.org', false],
  ['javascript:alert(1)', false],
  ['//example.org', false],
  ['example.org', false],
  ['http:example.org', false],
  ['https://', false],
  [`https://example.org/${'x'.repeat(limits.uri)}`, false],
])('webAddress: %s is taken: %s', (value, taken) => expect(accepts(webAddress, value)).toBe(taken));

it.each([
  ['http://www.wikidata.org/entity/Q1', true],
  ['urn:isbn:123', true],
  ['Q1', false],
  ['http://a b', false],
  ['http:', false],
  ['http://a/<b>', false],
])('iri: %s is taken: %s', (value, taken) => expect(accepts(iri, value)).toBe(taken));

it('takes ids of one category only', () => {
  const schema = streamIdOf('organization');
  expect(accepts(schema, 'organization-0198f000-0000-7000-8000-000000000001')).toBe(true);
  expect(accepts(schema, 'initiative-0198f000-0000-7000-8000-000000000001')).toBe(false);
  expect(accepts(schema, 7)).toBe(false);
});

it('names nothing twice', () => {
  const reference = { system: 'neq', id: '1140000000' };
  expect(accepts(codes, ['a', 'b'])).toBe(true);
  expect(accepts(codes, ['a', 'a'])).toBe(false);
  expect(accepts(externalReferences, [reference, { ...reference, id: '2' }])).toBe(true);
  expect(accepts(externalReferences, [reference, { ...reference }])).toBe(false);
});

it('has limits for lists, and knows no other keys', () => {
  const many = Array.from({ length: limits.list + 1 }, (_, i) => `c${i}`);
  expect([accepts(codes, many), accepts(codes, many.slice(1))]).toEqual([false, true]);
  expect(accepts(link, { url: 'https://example.org', label: 'Site' })).toBe(true);
  expect(accepts(link, { url: 'https://example.org', title: 'Site' })).toBe(false);
});
