import fc from 'fast-check';
import { cslItem, type CslItem } from '../domain/csl.js';
import { tidyCsl } from '../domain/csl-tidy.js';
import {
  cslTypes,
  dateVariables,
  longTextVariables,
  nameVariables,
  numberVariables,
  textVariables,
} from '../domain/csl-variables.js';
import { readBibliography, writeBibliography } from './bibliography.js';
import { writableFormats } from './format.js';
import { withoutPathsWithin } from './private-paths.js';

/** Pieces of text that mean something to one of the formats, or are hard for it. */
const pieces = [
  ...['{', '}', '{{', '\\', '\\alpha', '\\"', '$', '$x^2$', '%', '&', '&amp;', '#', '_', '^', '~', '\u00a0'],
  ...[
    '--',
    '---',
    '``',
    "''",
    '"',
    "'",
    '!`',
    '@',
    '@article{x,',
    '@book(',
    ',',
    ' and ',
    ';',
    '=',
    '(',
    ')',
  ],
  ...['<i>', '</i>', '<b>x</b>', '<sup>2</sup>', '<span class="nocase">Ab</span>', '<', '>', '<script>'],
  ...['\n', '\n\n', '\nTY  - BOOK', '\nER  - ', '\nAU - x', '\n  ', '  ', 'TY  - JOUR', 'ER  - ', ' - '],
  ...[
    'é',
    'ł',
    'ß',
    '中',
    '😀',
    'e\u0301',
    '\u202e',
    '\u2028',
    '\u200b',
    'van',
    'Jr.',
    'von der',
    'others',
    'et al.',
  ],
  ...[
    'A',
    'Word',
    'CAPS',
    'iPhone',
    '12',
    '1-2',
    '1–2',
    '10.1000/182',
    'jan',
    'a b',
    '{"a": "}"}',
    '[]',
    '/',
    'null',
  ],
];
const text = fc
  .oneof(
    {
      weight: 3,
      arbitrary: fc
        .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 })
        .map((all) => all.join('')),
    },
    { weight: 2, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }) },
    { weight: 3, arbitrary: fc.lorem({ maxCount: 5 }) },
  )
  .map((value) => value.trim())
  .filter((value) => value !== '');
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 3 });

const name = fc.oneof(
  fc.record({ literal: text }),
  fc.record(
    {
      family: text,
      given: text,
      'non-dropping-particle': text,
      'dropping-particle': text,
      suffix: text,
      'comma-suffix': fc.boolean(),
    },
    { requiredKeys: ['family'] },
  ),
  fc.record({
    family: fc.constantFrom('Gogh', 'Berg', 'Roy', "O'Neil"),
    given: fc.constantFrom('Vincent', 'Anne-Marie', 'J. R.'),
  }),
);
const parts = fc.oneof(
  fc.tuple(fc.integer({ min: -3_000, max: 9_999 })),
  fc.tuple(fc.integer({ min: 1, max: 2_100 }), fc.integer({ min: 1, max: 24 })),
  fc.tuple(
    fc.integer({ min: 1, max: 2_100 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 31 }),
  ),
);
const date = fc.oneof(
  fc.record(
    {
      'date-parts': fc.array(parts, { minLength: 1, maxLength: 2 }),
      season: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant('Trinity')),
      circa: fc.boolean(),
      literal: text,
    },
    { requiredKeys: ['date-parts'] },
  ),
  fc.record({ literal: text }),
  fc.record({ raw: text }),
);
const address = fc.oneof(
  fc.constant('https://doi.org/10.1000/182'),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.constant('https://example.org/~a/%7Bx%7D_{y}?a=b&c=d#e'),
);
const custom = fc.dictionary(
  fc.constantFrom('bibtex', 'ris', 'status', 'a.b', 'Ключ'),
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 10 }),
    fc.integer(),
    fc.boolean(),
    fc.dictionary(
      fc.constantFrom('eventtype', 'file', 'title', 'JP', 'ER', 'TY', 'constructor'),
      fc.oneof(text, fc.array(text)),
    ),
  ),
  { minKeys: 1 },
);

const each = <Value>(keys: readonly string[], value: fc.Arbitrary<Value>) =>
  Object.fromEntries(keys.map((key) => [key, maybe(value)]));

const item: fc.Arbitrary<CslItem> = fc
  .record({
    id: fc.oneof(text, fc.stringMatching(/^[a-z]{1,8}[0-9]{4}$/)),
    type: fc.constantFrom(...cslTypes),
    categories: maybe(fc.array(text, { minLength: 1, maxLength: 3 })),
    DOI: maybe(fc.constantFrom('10.1000/182', '10.1000/ABC_def(1)<x>', '10.1234/a{b}%20')),
    URL: maybe(address),
    custom: maybe(custom),
    ...each(nameVariables, fc.array(name, { minLength: 1, maxLength: 3 })),
    ...each(dateVariables, date),
    ...each([...numberVariables, ...textVariables, ...longTextVariables], text),
  })
  .map((loose) => tidyCsl(JSON.parse(JSON.stringify(loose)) as Record<string, unknown>, 'x').item)
  .map((tidy) => withoutPathsWithin(tidy).value)
  .map((tidy) => cslItem.safeParse(tidy).data)
  .filter((valid) => valid !== undefined);

function roundTrip(items: readonly CslItem[], format: (typeof writableFormats)[number]) {
  const written = [...writeBibliography(items, format)].join('');
  return [...readBibliography(Buffer.from(written)).entries()];
}

describe.each(writableFormats)('a round trip through %s', (format) => {
  it('gives the same items again', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 3 }), (items) => {
        expect(roundTrip(items, format).map((entry) => entry.item ?? entry.problem)).toEqual(items);
      }),
      { numRuns: 100 },
    );
  });

  it('needs no extra field for what every reference manager knows', () => {
    const plain: CslItem = {
      id: 'roy2020',
      type: 'article-journal',
      title: 'The DNA of co-operatives in Québec',
      author: [
        { family: 'Roy', given: 'Anne' },
        { family: 'Berg', given: 'Jan', 'non-dropping-particle': 'van der' },
        { literal: 'Chantier commun' },
        { literal: 'others' },
      ],
      issued: { 'date-parts': [[2020, 5, 3]] },
      'container-title': 'Journal of Work',
      volume: '12',
      issue: '3',
      page: '1-20',
      DOI: '10.1000/182',
      URL: 'https://example.org/a_b?c=1&d=%20',
      ISSN: '1234-5678',
      abstract: 'One line.\nAnother with 100% & more.',
      keyword: 'work, data',
      language: 'en',
      note: 'A note',
    };
    const written = [...writeBibliography([plain], format)].join('');
    expect(written).not.toMatch(/x-csl|XC {2}-/);
    expect(roundTrip([plain], format).map((entry) => entry.item)).toEqual([plain]);
  });
});
