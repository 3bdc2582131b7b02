import { readBibtex } from './read.js';

const read = (text: string) => [...readBibtex(text)];
const items = (text: string) => read(text).map((entry) => entry.item ?? entry.problem);
const one = (fields: string, type = 'article') => read(`@${type}{k, ${fields}}`)[0]!.item!;

describe('BibTeX', () => {
  it('reads macros, concatenation, both delimiters and fields in capitals', () => {
    expect(
      items(`Prose with me@example.org (x).
@PREAMBLE{"\\newcommand{\\x}{y}" # "z"}
@string{jw = "Journal of Work"} @String(vol = 12)
@ARTICLE(k1, Title = "A" # { b } # "C", JOURNAL = jw, volume = vol, month = jan # "~15", year = 2020)`),
    ).toEqual([
      {
        id: 'k1',
        type: 'article-journal',
        title: 'A b C',
        'container-title': 'Journal of Work',
        volume: '12',
        issued: { 'date-parts': [[2020, 1, 15]] },
      },
    ]);
  });

  it('takes an undefined macro for its name, and says so', () => {
    const [entry] = read('@article{k, journal = jow, title = "a" # b}');
    expect(entry!.item).toMatchObject({ 'container-title': 'jow', title: 'a' });
    expect(entry!.warnings).toEqual(['The macro "jow" is not defined', 'The macro "b" is not defined']);
  });

  it('gives each broken entry with its line, and all others', () => {
    const file = `@article{a, title = {A}}
@article{b, title = {unbalanced {brace}, year = 2000
}
@article{c, title = {C},
  year = 2001
@article{d, title = "open}
@article{e title = {No comma}}
@article{f, title = {F}}`;
    expect(
      read(file).map(({ line, key, item, problem, warnings }) => [
        line,
        key,
        item?.title ?? problem!.message,
        ...warnings,
      ]),
    ).toEqual([
      [1, 'a', 'A'],
      [2, 'b', 'The value of title is not closed: a brace is missing'],
      [4, 'c', 'C', 'Its closing brace is missing'],
      [6, 'd', 'The value of title is not closed: a brace or quote is missing'],
      [7, null, 'It has no key and no fields'],
      [8, 'f', 'F'],
    ]);
  });

  it('mends missing commas, stray words, quotes in quotes and values without braces', () => {
    expect(one('title = {A} year = 2001 volume = "3"')).toMatchObject({ title: 'A', volume: '3' });
    expect(one('title = "Say "yes" now", year = in press,')).toMatchObject({
      title: 'Say "yes" now',
      issued: { literal: 'in press' },
    });
    expect(one('title = {A},, , year = {},\n stray\n volume = 3')).toEqual({
      id: 'k',
      type: 'article-journal',
      title: 'A',
      volume: '3',
    });
  });

  it('ends a value that is not closed with its line, where a field follows', () => {
    const [entry] = read(
      '@article{k,\n  publisher = {Taylor {{\\&} Francis},\n  year = 2009,\n  title = {T},\n}\n@misc{l}',
    );
    expect(entry!.item).toMatchObject({
      title: 'T',
      publisher: 'Taylor & Francis',
      issued: { 'date-parts': [[2009]] },
    });
    expect(entry!.warnings).toEqual(['A brace is missing in publisher']);
  });

  it('passes over comments', () => {
    expect(
      items(
        '@comment{ @article{no, title={No}} }\n% @x\n@comment line\n@article{yes,\n % note\n title={Yes}}',
      ),
    ).toMatchObject([{ id: 'yes', title: 'Yes' }]);
  });

  it('reads entries without key, with odd keys and twice the same', () => {
    const entries = read(
      '@misc{, title={T}, author={Doe, J.}, year=2003}\n@misc{Ünï:2020/é+(x), title={U}}\n@misc{a}\n@misc{a}',
    );
    expect(entries.map(({ key, item }) => [key, item?.id])).toEqual([
      [null, 'Doe-2003'],
      ['Ünï:2020/é+(x)', 'Ünï:2020/é+(x)'],
      ['a', 'a'],
      ['a', 'a'],
    ]);
    expect(entries[3]!.warnings).toEqual(['The key "a" stands at line 3, too']);
  });

  it('keeps what it has no variable for, and both values of a field given twice', () => {
    const [entry] = read('@foo{k, title={A}, title={B}, acmid={1}, author+an:orcid={1="0"}, __proto__={x}}');
    expect(entry!.item).toEqual({
      id: 'k',
      type: 'document',
      title: 'A',
      custom: {
        bibtex: { 'title:2': 'B', acmid: '1', 'author+an:orcid': '1="0"', proto__: 'x', entrytype: 'foo' },
      },
    });
    expect(entry!.warnings).toContain('The field title is given twice: the first is taken, the other kept');
  });

  it('inherits by crossref and xdata, in a circle, too', () => {
    expect(
      items(`@inproceedings{a, title={A}, crossref={p}, xdata={x}} @proceedings{P, title={Whole}, year=1988, editor={Itor, Ed}}
@xdata{x, publisher={Pub}} @book{c, crossref={d}, title={C}} @book{d, crossref={c}, year=1990} @misc{e, crossref={none}}`),
    ).toEqual([
      {
        id: 'a',
        type: 'paper-conference',
        title: 'A',
        'container-title': 'Whole',
        editor: [{ family: 'Itor', given: 'Ed' }],
        issued: { 'date-parts': [[1988]] },
        publisher: 'Pub',
      },
      {
        id: 'P',
        type: 'book',
        title: 'Whole',
        editor: [{ family: 'Itor', given: 'Ed' }],
        issued: { 'date-parts': [[1988]] },
      },
      { id: 'c', type: 'book', title: 'C', issued: { 'date-parts': [[1990]] } },
      { id: 'd', type: 'book', title: 'C', issued: { 'date-parts': [[1990]] } },
      { id: 'e', type: 'document', custom: { bibtex: { crossref: 'none' } } },
    ]);
  });

  it('takes DOIs and addresses as they are met', () => {
    expect(one('doi={https://dx.doi.org/10.1000/ABC\\_d}')).toMatchObject({ DOI: '10.1000/ABC_d' });
    expect(one('doi={DOI: 10.1000/x}, url={http://a.b/c%20d\\_e~f}')).toMatchObject({
      DOI: '10.1000/x',
      URL: 'http://a.b/c%20d_e~f',
    });
    expect(one('url={https://doi.org/10.1000/y}')).toMatchObject({ DOI: '10.1000/y' });
    expect(one('doi={none}, url={see there}')).toMatchObject({ custom: { DOI: 'none', URL: 'see there' } });
    expect(one('howpublished={\\url{http://a.b}}', 'misc')).toMatchObject({ URL: 'http://a.b' });
    expect(one('eprint={2101.00001}, archiveprefix={arXiv}', 'misc')).toMatchObject({
      archive: 'arXiv',
      archive_location: '2101.00001',
    });
  });

  it('reads types, pages, numbers and languages', () => {
    expect(one('pages={e1--e5}, number=3')).toMatchObject({ page: 'e1-e5', issue: '3' });
    expect(one('school={U}, type={mathesis}', 'thesis')).toMatchObject({
      publisher: 'U',
      genre: "Master's thesis",
    });
    expect(one('institution={I}, number=7', 'techreport')).toMatchObject({ publisher: 'I', number: '7' });
    expect(one('series={S}, number=7, title={A}, subtitle={B}', 'book')).toMatchObject({
      'collection-number': '7',
      title: 'A: B',
    });
    expect(one('year={2010/11}')).toMatchObject({ issued: { 'date-parts': [[2010], [2011]] } });
    expect(one('year={January 1978}')).toMatchObject({ issued: { 'date-parts': [[1978, 1]] } });
    expect(one('langid={american}')).toMatchObject({ language: 'en-US' });
    expect(one('editora={Doe, J.}, editoratype={compiler}', 'book')).toMatchObject({
      compiler: [{ family: 'Doe', given: 'J.' }],
    });
  });

  it('lets no path on its writer’s machine out', () => {
    const [entry] = read(
      `@article{k, file = {:C\\:\\\\Users\\\\bob\\\\x.pdf:PDF}, local-url = {file:///home/bob/y.pdf}, bdsk-file-1 = {YnBsaXN0},
 note = {see file:///home/bob/My Docs/a b.pdf and C:\\Users\\bob\\z.txt}, url = {/Users/bob/a.pdf}, title = {T}}`,
    );
    expect(JSON.stringify(entry)).not.toMatch(/bob|Users|home|YnBs/);
    expect(entry!.privatePaths).toBeGreaterThanOrEqual(5);
    expect(entry!.item).toMatchObject({ title: 'T', note: 'see and' });
  });

  it('refuses what is too large or grows without end', () => {
    expect(items(`@article{k, title={${'x'.repeat(1_000_001)}}}`)).toMatchObject([{ code: 'BROKEN' }]);
    const doubling = Array.from({ length: 40 }, (_, n) => `@string{m${n + 1} = m${n} # m${n}}`).join('\n');
    expect(items(`@string{m0="xxxxxxxx"}\n${doubling}\n@misc{k, title=m40}`)).toHaveLength(1);
  });

  it('takes "and others" for no author, and dashes in place of pages for none', () => {
    const { author, page } = one('author = {Roy, Anne and others}, pages = {--}, title = {T}');
    expect(author).toEqual([{ family: 'Roy', given: 'Anne' }, { literal: 'others' }]);
    expect(page).toBeUndefined();
  });

  it('keeps the public address of a file', () => {
    const [entry] = read('@article{k, title = {T}, pdf = {https://example.org/a.pdf}, attachment = {a.pdf}}');
    expect(entry).toMatchObject({
      item: { custom: { bibtex: { pdf: 'https://example.org/a.pdf' } } },
      privatePaths: 1,
    });
    expect(JSON.stringify(entry)).not.toContain('"a.pdf"');
  });
});
