import { readRis, readWebOfScience } from './read.js';

const read = (text: string) => [...readRis(text)];
const items = (text: string) => read(text).map((entry) => entry.item ?? entry.problem);

describe('RIS', () => {
  it('reads an article', () => {
    expect(
      items(`1.
TY  - JOUR
ID  - k
AU  - van der Berg, Jan
AU  - King, Martin Luther, Jr.
AU  - World Health Organization
TI  - A title
  on two lines
JF  - Journal of Work
J2  - J. Work
PY  - 2020
DA  - 2020/05/03/
SP  - 1
EP  - 9
VL  - 2
IS  - 3
SN  - 1234-5678
DO  - https://doi.org/10.1000/X
UR  - http://a.b; http://c.d
KW  - one
KW  - two
N1  - first
  second
ER  - `),
    ).toEqual([
      {
        id: 'k',
        type: 'article-journal',
        author: [
          { family: 'Berg', given: 'Jan', 'non-dropping-particle': 'van der' },
          { family: 'King', given: 'Martin Luther', suffix: 'Jr.' },
          { literal: 'World Health Organization' },
        ],
        title: 'A title on two lines',
        'container-title': 'Journal of Work',
        'container-title-short': 'J. Work',
        issued: { 'date-parts': [[2020, 5, 3]] },
        page: '1-9',
        volume: '2',
        issue: '3',
        ISSN: '1234-5678',
        DOI: '10.1000/X',
        URL: 'http://a.b',
        keyword: 'one, two',
        note: 'first\nsecond',
        custom: { ris: { UR: 'http://c.d' } },
      },
    ]);
  });

  it('reads what is spaced wrong, and records without their end', () => {
    const entries = read(
      '\ufeffTY - JOUR\nTI - One\nAU -Doe,Jane\nTY  -BOOK\nTI  -Two\nER\nprose\nty  - CHAP\nT1  - Three',
    );
    expect(entries.map(({ line, item, warnings }) => [line, item?.type, item?.title, ...warnings])).toEqual([
      [1, 'article-journal', 'One', 'It does not end with ER'],
      [4, 'book', 'Two'],
      [8, 'chapter', 'Three', 'It does not end with ER'],
    ]);
    expect(entries[0]!.item!.author).toEqual([{ family: 'Doe', given: 'Jane' }]);
  });

  it('does not take a line of an abstract for a tag', () => {
    expect(items('TY  - JOUR\nAB  - The cytokine\nIL - 2 and\nED-A1 receptors\nER  - ')).toMatchObject([
      { abstract: 'The cytokine\nIL - 2 and\nED-A1 receptors' },
    ]);
  });

  it.each([
    ['2020/05/03/', { 'date-parts': [[2020, 5, 3]] }],
    ['2020/05', { 'date-parts': [[2020, 5]] }],
    ['2020//', { 'date-parts': [[2020]] }],
    ['2020///Spring', { 'date-parts': [[2020]], season: 1 }],
    ['2020-05-03', { 'date-parts': [[2020, 5, 3]] }],
    ['May 2020', { 'date-parts': [[2020, 5]] }],
    ['in press', { literal: 'in press' }],
  ])('reads the date %s', (written, issued) => {
    expect(items(`TY  - JOUR\nPY  - ${written}\nER  - `)).toMatchObject([{ issued }]);
  });

  it('takes types by their names, and says which it does not know', () => {
    const entries = read('TY  - Journal Article\nER  - \nTY  - NONSENSE\nJP  - a\nJP  - b\nER  - ');
    expect(entries.map(({ item }) => item!.type)).toEqual(['article-journal', 'document']);
    expect(entries[1]!.warnings).toEqual(['The type "NONSENSE" is unknown: taken as document']);
    expect(entries[1]!.item!.custom).toEqual({ ris: { TY: 'NONSENSE', JP: ['a', 'b'] } });
  });

  it('tells what is the larger work', () => {
    expect(
      items('TY  - CHAP\nTI  - C\nT2  - Book\nT3  - Series\nA2  - Itor, Ed\nCY  - Laval\nER  - '),
    ).toMatchObject([
      {
        'container-title': 'Book',
        'collection-title': 'Series',
        editor: [{ family: 'Itor' }],
        'publisher-place': 'Laval',
      },
    ]);
    expect(items('TY  - BOOK\nTI  - B\nT2  - Series\nSN  - 978-3-16-148410-0\nER  - ')).toMatchObject([
      { 'collection-title': 'Series', ISBN: '978-3-16-148410-0' },
    ]);
    expect(
      items('TY  - CPAPER\nTI  - P\nT2  - Proceedings\nC3  - Meeting\nCY  - Laval\nER  - '),
    ).toMatchObject([{ 'container-title': 'Proceedings', 'event-title': 'Meeting', 'event-place': 'Laval' }]);
  });

  it('drops links to files of its writer', () => {
    const [entry] = read(
      'TY  - JOUR\nL1  - file:///home/bob/x.pdf\nL1  - internal-pdf://123/x.pdf\nL2  - http://a.b/x.pdf\nL4  - C:\\Users\\bob\\y.png\nN1  - in /Users/bob/z\nER  - ',
    );
    expect(entry).toMatchObject({
      privatePaths: 4,
      item: { note: 'in', custom: { ris: { L2: 'http://a.b/x.pdf' } } },
    });
    expect(JSON.stringify(entry)).not.toContain('bob');
  });
});

describe("Web of Science's field-tagged format", () => {
  it('reads records with RIS’s meanings', () => {
    const text = `FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Roy, A
   Berg, J
AF Roy, Anne
   Berg, Jan
TI A title on
   two lines
SO JOURNAL
DE work; data
PD MAY 3
PY 2020
BP 1
EP 9
UT WOS:1
ER

EF`;
    expect([...readWebOfScience(text)]).toMatchObject([
      {
        line: 3,
        key: 'WOS:1',
        item: {
          type: 'article-journal',
          author: [
            { family: 'Roy', given: 'Anne' },
            { family: 'Berg', given: 'Jan' },
          ],
          title: 'A title on two lines',
          'container-title': 'JOURNAL',
          keyword: 'work, data',
          issued: { 'date-parts': [[2020, 5, 3]] },
          page: '1-9',
        },
      },
    ]);
  });

  it.each(['et al.', 'others', 'et collab.'])('takes %s for no author', (words) => {
    expect(read(`TY  - BOOK\nAU  - Roy, Anne\nAU  - ${words}\nTI  - T\nER  - \n`)[0]!.item).toMatchObject({
      author: [{ family: 'Roy', given: 'Anne' }, { literal: 'others' }],
    });
  });
});
