import { readCslJson } from './read.js';

const read = (text: string) => [...readCslJson(text)];
const told = (text: string) =>
  read(text).map(({ line, item, problem }) => [line, item?.id ?? problem!.message]);

describe('CSL-JSON', () => {
  it.each([
    ['a list', '[{"id": "a", "type": "book"}, {"id": "b", "type": "book"}]'],
    ['JSON Lines', '{"id": "a", "type": "book"}\n{"id": "b", "type": "book"}\n'],
    [
      'a wrapped list',
      '{"format": "csl", "items": [{"id": "a", "type": "book"}, {"id": "b", "type": "book"}]}',
    ],
    ['items under their keys', '{"a": {"type": "book"}, "b": [{"type": "book"}]}'],
    ['a list with commas too many', '[,{"id": "a", "type": "book"},\n{"id": "b", "type": "book"},]'],
  ])('reads %s', (_, text) => {
    expect(read(text).map(({ item }) => item)).toEqual([
      { id: 'a', type: 'book' },
      { id: 'b', type: 'book' },
    ]);
  });

  it('reads one item, without an id, too', () => {
    expect(read('{"type": "book", "title": "A long title", "issued": "2020-05"}')).toMatchObject([
      { key: null, item: { id: '2020-long', issued: { 'date-parts': [[2020, 5]] } } },
    ]);
  });

  it('gives each broken item with its line, and all others', () => {
    expect(
      told(`[
{"id": "a", "type": "book"},
{"id": "b", "title": "open},
{"id": "c", "type": "book"},
{"id": "d", "type": book},
  // a comment
{"id": "e", "title": "it is closed" /* here */},
"text", 5,
{"id": "f", "type": "book"
`),
    ).toEqual([
      [2, 'a'],
      [3, 'A text in it is not closed: a quote is missing'],
      [4, 'c'],
      [5, expect.stringContaining('It is not JSON')],
      [6, 'JSON has no comments: take them out'],
      [7, 'JSON has no comments: take them out'],
      [8, 'It is not an object with CSL variables'],
      [8, 'An item was expected, not 5'],
      [9, 'It is not closed: a brace is missing'],
    ]);
  });

  it('takes numbers, dates and names in the forms that they are met in', () => {
    expect(
      read(
        JSON.stringify({
          id: 7,
          type: 'journal-article',
          title: ['The title'],
          volume: 5,
          ISSN: ['1234-5678', '8765-4321'],
          author: ['Anne Roy', { firstName: 'Jan', lastName: 'Berg', ORCID: '0' }, { name: 'Chantier' }, {}],
          issued: { 'date-parts': [['2020', '05', null]] },
          accessed: '2020-05-03T10:00:00Z',
          submitted: { 'date-parts': [[null]] },
          'event-date': 'last year',
          unknown: { deep: [1, { a: [2] }] },
          publisher: '',
          note: 'A\u0000\ud800',
        }),
      )[0]!.item,
    ).toEqual({
      id: '7',
      type: 'article-journal',
      title: 'The title',
      volume: '5',
      ISSN: '1234-5678, 8765-4321',
      author: [{ literal: 'Anne Roy' }, { given: 'Jan', family: 'Berg' }, { literal: 'Chantier' }],
      issued: { 'date-parts': [[2020, 5]] },
      accessed: { 'date-parts': [[2020, 5, 3]] },
      'event-date': { literal: 'last year' },
      note: 'A\ufffd',
      custom: { type: 'journal-article', unknown: { deep: [1, { a: '[2]' }] }, 'author-2': { ORCID: '0' } },
    });
  });

  it('is not led astray by keys of prototypes', () => {
    const [entry] = read(
      '[{"id": "a", "type": "book", "__proto__": {"x": 1}, "constructor": "y", "author": [{"family": "f", "__proto__": {"given": "g"}}]}]',
    );
    expect(entry!.item!.author).toEqual([{ family: 'f' }]);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('refuses what is beyond the limits, and says what', () => {
    expect(read(JSON.stringify([{ id: 'a', type: 'book', title: 'x'.repeat(10_001) }]))).toMatchObject([
      { key: 'a', problem: { code: 'NOT_CSL', message: 'title: must have at most 10000 characters' } },
    ]);
    expect(read(`[{"id": "a", "x": ${'['.repeat(100)}${']'.repeat(100)}}]`)).toMatchObject([
      { problem: { code: 'BROKEN', message: 'It nests more than 60 levels' } },
    ]);
  });

  it('drops paths on its writer’s machine', () => {
    const attachments = [{ path: 'C:\\Users\\bob\\a.pdf' }, 'file:///home/bob/b.pdf'];
    const [entry] = read(
      JSON.stringify([{ id: 'a', type: 'book', title: 'T', URL: 'file:///Users/bob/x', attachments }]),
    );
    expect(entry).toMatchObject({ item: { id: 'a', type: 'book', title: 'T' }, privatePaths: 3 });
    expect(JSON.stringify(entry)).not.toContain('bob');
    expect(
      JSON.stringify(read('[{"id": "C:\\\\Users\\\\bob", "type": book, "file": "/home/bob/x.pdf"}]')),
    ).not.toContain('bob');
  });

  it.each([
    ['x-file', 'roy.pdf'],
    ['PDF', 'C:\\\\eve\\\\roy.pdf'],
    ['attachment', '/opt/eve/roy.pdf'],
    ['note', '\\\\\\\\server\\\\eve\\\\roy.pdf'],
    ['unknown', '/data/eve/roy.pdf'],
  ])('drops a path under %s, and says so', (key, path) => {
    const [entry] = read(`[{"id": "a", "type": "book", "title": "T", "${key}": "${path}"}]`);
    expect(entry).toMatchObject({ item: { id: 'a', title: 'T' }, privatePaths: 1 });
    expect(JSON.stringify(entry)).not.toMatch(/roy|eve|server/);
  });

  it('keeps the public address of a file', () => {
    const [entry] = read('[{"id": "a", "type": "book", "title": "T", "PDF": "https://example.org/a.pdf"}]');
    expect(entry).toMatchObject({ item: { custom: { PDF: 'https://example.org/a.pdf' } }, privatePaths: 0 });
  });

  it('says what it read otherwise than it stands', () => {
    const said = (more: object) => read(JSON.stringify([{ id: 'a', type: 'book', ...more }]))[0]!.warnings;
    expect(said({ title: 'A\u0000B' })).toEqual(['title: characters that are no text were left out']);
    expect(said({ unknown: { deep: ['\ud800'] } })).toEqual([
      'unknown: characters that are no text were left out',
    ]);
    expect(said({ issued: { 'date-parts': [[2020, 13, 45]] } })).toEqual([
      expect.stringMatching(/^issued: \{.*45.* is no date of the calendar: kept as a text$/),
    ]);
    expect(said({ issued: '2020-13-45' })).toHaveLength(1);
    expect(said({ issued: { 'date-parts': [[2020, 5, 1], [2021], [2022]] } })).toEqual([
      expect.stringMatching(/only \[\[2020,5,1\],\[2021\]\] is a date$/),
    ]);
    expect(said({ accessed: { season: 'Trinity' } })).toEqual([
      'accessed: {"season":"Trinity"} is no date: kept under custom',
    ]);
    expect(said({ title: 'A\r\nB', issued: 'in press', accessed: '2020-05-03T10:00:00Z' })).toEqual([]);
    expect(
      said({ issued: { 'date-parts': [['2020', 5, null]] }, submitted: { 'date-parts': [[2020, 0, 0]] } }),
    ).toEqual([]);
  });

  it('takes dashes in place of pages for none', () => {
    expect(read('[{"id": "a", "type": "book", "page": "--", "volume": "–"}]')[0]!.item).toEqual({
      id: 'a',
      type: 'book',
    });
  });
});
