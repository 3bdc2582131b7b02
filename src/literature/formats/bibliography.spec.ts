import { readBibliography } from './bibliography.js';

const entry = '@article{k, title = {Économie sociale à Québec, où l’œuvre naît}}';
const titleIn = (bytes: Buffer) => {
  const bibliography = readBibliography(bytes);
  return [
    [...bibliography.entries()][0]?.item?.title,
    bibliography.encoding.encoding,
    bibliography.encoding.known,
  ];
};
const title = 'Économie sociale à Québec, où l’œuvre naît';

describe('the encoding of a bibliography', () => {
  it('is told by its mark or its bytes', () => {
    expect(titleIn(Buffer.from(entry))).toEqual([title, 'utf-8', 'valid']);
    expect(titleIn(Buffer.from(`\ufeff${entry}`))).toEqual([title, 'utf-8', 'byte order mark']);
    const wide = Buffer.from(entry, 'utf16le');
    expect(titleIn(Buffer.concat([Buffer.from([0xff, 0xfe]), wide]))).toEqual([
      title,
      'utf-16le',
      'byte order mark',
    ]);
    expect(titleIn(Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(wide).swap16()]))).toEqual([
      title,
      'utf-16be',
      'byte order mark',
    ]);
    expect(titleIn(wide)).toEqual([title, 'utf-16le', 'guessed']);
  });

  it('is guessed where nothing tells', () => {
    const western = Buffer.from(entry.replace('’', '\x92').replace('œ', '\x9c'), 'latin1');
    expect(titleIn(western)).toEqual([title, 'windows-1252', 'guessed']);
    // 测试 in GBK.
    const chinese = Buffer.concat([
      Buffer.from('@article{k, title = {'),
      Buffer.from([0xb2, 0xe2, 0xca, 0xd4]),
      Buffer.from('}}'),
    ]);
    expect(titleIn(chinese)).toEqual(['测试', 'gbk', 'guessed']);
  });

  it('may change between the lines', () => {
    const mixed = Buffer.concat([
      Buffer.from(`${entry}\n`),
      Buffer.from('@book{l, title = {Montréal}}\n', 'latin1'),
    ]);
    const bibliography = readBibliography(mixed);
    expect(bibliography.encoding).toEqual({ encoding: 'utf-8', known: 'guessed', oddLines: 1 });
    expect([...bibliography.entries()].map(({ item }) => item?.title)).toEqual([title, 'Montréal']);
  });

  it('ends lines in any way', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = ['@book{a,', ' title = {A', '  b}', '}', '@book{c, title = {C}}'].join(end);
      expect(
        [...readBibliography(Buffer.from(text)).entries()].map(({ line, item }) => [line, item?.title]),
      ).toEqual([
        [1, 'A b'],
        [5, 'C'],
      ]);
    }
  });
});

describe('the format of a bibliography', () => {
  const format = (text: string) => readBibliography(Buffer.from(text)).format;

  it('is told by its content', () => {
    expect(format(`Dear me@example.org,\n\n  here they are:\n\n${entry}`)).toBe('bibtex');
    expect(format('Provider: X\n\n1.\nTY  - JOUR\nTI  - with @article{a, in it\nER  - ')).toBe('ris');
    expect(format('FN Clarivate\nVR 1.0\nPT J\nER\nEF')).toBe('webOfScience');
    expect(format('\n\n [ { "id": "TY  - JOUR" } ]')).toBe('cslJson');
    expect(format('[]')).toBe('cslJson');
  });

  it.each([
    ['', /empty/],
    ['just prose', /neither BibTeX, RIS nor CSL-JSON/],
    ['<?xml version="1.0"?><xml><records/></xml>', /is XML: export it as/],
    ['%0 Journal Article\n%T Title', /EndNote's tagged format/],
    ['PMID- 12345\nTI  - Title', /MEDLINE/],
    ['// my library\n[{"id": "a"}]', /JSON has no comments/],
  ])('is refused with advice: %s', (text, message) => {
    expect(() => readBibliography(Buffer.from(text))).toThrow(message);
  });
});
