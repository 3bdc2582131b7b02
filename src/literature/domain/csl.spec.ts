import { z } from 'zod';
import { bareDoi, cslItem, normalizeDoi } from './csl.js';
import { edtfDate, toEdtf } from './csl-dates.js';
import { namesOf, plainText, titleOf, yearOf } from './csl-reading.js';
import { tidyCsl } from './csl-tidy.js';

const problems = (item: object) =>
  cslItem
    .safeParse({ id: 'a', type: 'book', ...item })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('a CSL item', () => {
  it('holds what CSL 1.0.2 has', () => {
    const item = {
      id: 'a',
      type: 'article-journal',
      title: 'Of <i>things</i>',
      author: [{ family: 'Gogh', given: 'Vincent', 'non-dropping-particle': 'van' }, { literal: 'Chantier' }],
      issued: {
        'date-parts': [
          [2020, 5],
          [2020, 6],
        ],
        season: 1,
        circa: true,
      },
      page: '1-9',
      DOI: '10.1000/ABC',
      URL: 'https://example.org/',
      custom: { a: { b: [1, { c: true }] } },
    };
    expect(cslItem.parse(item)).toEqual(item);
  });

  it.each([
    [{ foo: 'x' }, ': Unrecognized key: "foo"'],
    [{ volume: 5 }, 'volume: Invalid input: expected string, received number'],
    [{ title: '' }, 'title: must not be empty'],
    [{ title: 'a\u0000' }, 'title: must not contain NUL characters'],
    [{ title: '\ud800' }, 'title: must not contain lone surrogates'],
    [{ author: [{}] }, 'author.0: must have a family name, a given name or a literal'],
    [{ author: [] }, 'author: Too small: expected array to have >=1 items'],
    [{ issued: {} }, 'issued: must have date-parts, a literal or a raw date'],
    [
      { issued: { 'date-parts': [[2020, 40]] } },
      'issued.date-parts.0: must be a year, a month (1 to 12, or 13 to 24 for a season) and a day',
    ],
    [{ DOI: 'https://doi.org/10.1000/1' }, 'DOI: must be a DOI such as 10.1000/182'],
    [{ URL: 'javascript:alert(1)' }, 'URL: must be an absolute http, https or ftp address'],
    [{ URL: 'file:///home/x' }, 'URL: must be an absolute http, https or ftp address'],
    [{ custom: {} }, 'custom: must have 1 to 200 keys'],
  ])('is refused with a reason: %j', (item, reason) => {
    expect(problems(item)).toEqual([reason]);
  });

  it('has a JSON Schema', () => {
    expect(() => z.toJSONSchema(cslItem, { io: 'input', unrepresentable: 'any' })).not.toThrow();
  });

  it('takes no keys of prototypes', () => {
    const hostile = JSON.parse('{"id": "a", "type": "book", "custom": {"__proto__": {"x": 1}}}') as object;
    expect(cslItem.safeParse(hostile).success).toBe(false);
  });
});

describe('a DOI', () => {
  it.each([
    '10.1000/AbC',
    'https://doi.org/10.1000/AbC',
    'http://dx.doi.org/10.1000%2FAbC',
    'doi:10.1000/AbC',
    'DOI: 10.1000/AbC',
    'doi.org/10.1000/AbC.',
    'https://doi-org.proxy.example.edu/10.1000/AbC',
    'info:doi/10.1000/AbC',
    'urn:doi:10.1000/AbC',
    ' <https://doi.org/10.1000/AbC> ',
    '10.1000/Ab\u200bC',
  ])('is the same however it is written: %s', (written) => {
    expect(normalizeDoi(written)).toBe('10.1000/abc');
    expect(bareDoi(written)).toBe('10.1000/AbC');
  });

  it('keeps what belongs to it', () => {
    expect(normalizeDoi('10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2')).toBe(
      '10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2',
    );
  });

  it.each([
    '',
    'none',
    '10.1000',
    '10.1000/',
    'https://example.org/10.1000/1',
    '10.1000/a b',
    '11.1000/x',
    `10.1000/${'x'.repeat(3_000)}`,
  ])('is none: %j', (written) => {
    expect(normalizeDoi(written)).toBeNull();
  });
});

describe('EDTF', () => {
  it.each([
    '2020',
    '2020-05',
    '2020-05-17',
    '2016/2017',
    '2016/..',
    '2020-21',
    '1850~',
    '-0043',
    '1850~/1860',
    '0099',
  ])('comes back: %s', (written) => {
    expect(toEdtf(edtfDate(written)!)).toBe(written);
  });

  it.each(['', 'May 2020', '2020-13-45', '20', '2020/2021/2022', '2020-5', '12345678', `${'9'.repeat(200)}`])(
    'is no date: %j',
    (written) => {
      expect(edtfDate(written)).toBeNull();
    },
  );
});

describe('tidying', () => {
  it('changes nothing the second time', () => {
    const { item } = tidyCsl(
      {
        type: 'Journal-Article',
        title: ['A', 'B'],
        doi: 'https://doi.org/10.1000/X',
        url: 'www.example.org',
        issued: 2020,
        author: 'Anne Roy',
        foo: [null, { a: 1 }],
        custom: { foo: 'other' },
      },
      'x',
    );
    expect(item).toEqual({
      id: 'x',
      type: 'article-journal',
      title: 'A, B',
      DOI: '10.1000/X',
      URL: 'https://www.example.org',
      issued: { 'date-parts': [[2020]] },
      author: [{ literal: 'Anne Roy' }],
      custom: { foo: [{ a: 1 }], 'foo:2': 'other', type: 'Journal-Article' },
    });
    expect(tidyCsl(item, 'y')).toEqual({ item, notes: [] });
    expect(cslItem.safeParse(item).success).toBe(true);
  });

  it('finds a DOI in the address and in the note', () => {
    expect(tidyCsl({ type: 'book', URL: 'https://doi.org/10.1000/A' }, 'x').item).toMatchObject({
      DOI: '10.1000/A',
    });
    expect(tidyCsl({ type: 'book', note: 'One\nDOI: 10.1000/b' }, 'x').item).toMatchObject({
      DOI: '10.1000/b',
    });
    expect(tidyCsl({ type: 'book', DOI: 'see 10.1000/c!' }, 'x').item).toMatchObject({ DOI: '10.1000/c!' });
  });

  it('takes the first of several addresses, and keeps them all', () => {
    const archived = 'https://archive.example.org/2013/http://example.org/?a=b';
    expect(tidyCsl({ type: 'book', URL: archived }, 'x').item).toEqual({
      id: 'x',
      type: 'book',
      URL: archived,
    });
    const { item } = tidyCsl({ type: 'book', URL: 'http://a.b, http://c.d' }, 'x');
    expect(item).toMatchObject({ URL: 'http://a.b', custom: { URL: 'http://a.b, http://c.d' } });
    expect(tidyCsl(item, 'x').item).toEqual(item);
  });

  it('says what it could not take as it stands', () => {
    expect(tidyCsl({ type: 'thing', DOI: 'n/a', URL: 'there' }, 'x').notes).toEqual([
      'The type "thing" is unknown: taken as document',
      '"n/a" is not a DOI',
      '"there" is not an address',
    ]);
  });
});

describe('reading an item', () => {
  it('gives title, year and names without markup', () => {
    const item = cslItem.parse({
      id: 'a',
      type: 'book',
      title: 'The <i>Homo</i> <span class="nocase">DNA</span> a < b',
      issued: { literal: 'ca. 1998' },
      author: [{ given: 'Vincent', 'non-dropping-particle': 'van', family: 'Gogh' }, { literal: 'Chantier' }],
      editor: [{ family: 'King', given: 'M. L.', suffix: 'Jr.' }],
    });
    expect(titleOf(item)).toBe('The Homo DNA a < b');
    expect(yearOf(item)).toBe(1998);
    expect(namesOf(item)).toEqual(['Vincent van Gogh', 'Chantier']);
    expect(namesOf(item, 'editor')).toEqual(['M. L. King, Jr.']);
    expect([
      titleOf({ id: 'a', type: 'book' }),
      yearOf({ id: 'a', type: 'book' }),
      namesOf({ id: 'a', type: 'book' }),
    ]).toEqual([null, null, []]);
    expect(plainText('a<sup>2</sup>')).toBe('a2');
  });
});
