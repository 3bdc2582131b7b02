import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { CslItem } from '../domain/csl.js';
import { readBibliography, writeBibliography } from './bibliography.js';
import { writableFormats } from './format.js';

const data = process.env['CASEBOOK_DATA'];
const folder = join(data ?? '', 'bib');
const withData = data !== undefined && existsSync(folder) ? describe : describe.skip;
const file = (...path: string[]) => readFileSync(join(folder, ...path));
const read = (bytes: Buffer) => [...readBibliography(bytes).entries()];

/** As the pairs have it: no second key, names in one piece as families, unknown fields aside. */
function comparable(item: Partial<CslItem> | undefined): Record<string, unknown> {
  const { 'citation-key': _key, custom: _custom, ...rest } = item ?? {};
  return JSON.parse(JSON.stringify(rest).replaceAll('{"literal":', '{"family":')) as Record<string, unknown>;
}

function differing(item: CslItem | undefined, expected: CslItem): string[] {
  const [ours, theirs] = [comparable(item), comparable(expected)];
  const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
  return keys
    .filter((key) => !isDeepStrictEqual(ours[key], theirs[key]))
    .map((key) => `${expected.id} ${key}`);
}

withData('real bibliographies', () => {
  it('read as Citation.js expects, but for what is better known', () => {
    const pairs = JSON.parse(file('citationjs', 'input.json').toString()) as Record<
      string,
      Record<string, [string | null, CslItem[]]>
    >;
    const differences = Object.entries(pairs['@biblatex/text']!).flatMap(([name, [text, expected]]) => {
      const source = text ?? file('citationjs', 'input', `${name.replace(/^with /, '')}.bib`).toString();
      const entries = read(Buffer.from(source));
      return expected.flatMap((item, at) => differing(entries[at]?.item, item));
    });
    expect(differences.sort()).toEqual(
      [
        'Ekstrand:2009:RYD keyword', // as it is written, with its spaces
        'ligature title', // without the space at its end
        'b title', // the link's text, and its address as the URL
        'b URL',
        'a URL', // as it is written, not percent-encoded
        'c URL', // "%E0%A4%A" is no address
        'b author', // the given name "A=B" is kept
        'e author', // "A-b" begins with a capital: no particle
        'g author', // an empty name is none
        'InProceedings issue', // a number in a series is the series' number
        'InProceedings collection-number',
        '10.1145/1499402.1499562 event-place', // address and location: the publisher's and the meeting's
        '10.1145/1499402.1499562 publisher-place',
        'Valle2023 language', // a tag, not a name
        'b author', // environments do not bind words in a name
        '10.1111_icad.12730 author', // ORCIDs are no part of CSL's names: they are under custom
      ].sort(),
    );
  });

  it('all hold entries, and come back from each format as they are', () => {
    const paths = ['citationjs/input', 'citationjs/mapping', 'rispy_ris']
      .flatMap((name) => readdirSync(join(folder, name)).map((one) => join(name, one)))
      .filter((name) => !name.endsWith('.txt'));
    for (const path of [...paths, 'gbk_encoding.bib', 'citationjs/doi_csl.json']) {
      const entries = read(file(path));
      const items = entries.flatMap(({ item }) => (item ? [item] : []));
      expect([path, entries.map(({ problem }) => problem).filter(Boolean), items.length > 0]).toEqual([
        path,
        [],
        true,
      ]);
      for (const format of writableFormats) {
        const written = Buffer.from([...writeBibliography(items, format)].join(''));
        expect([path, read(written).map(({ item }) => item)]).toEqual([path, items]);
      }
    }
  });

  it('tell their encodings', () => {
    expect(readBibliography(file('gbk_encoding.bib')).encoding).toMatchObject({ encoding: 'gbk' });
    expect(read(file('gbk_encoding.bib'))[0]!.item!['container-title']).toBe('测试期刊');
    expect(readBibliography(file('rispy_ris', 'example_wos.ris')).format).toBe('webOfScience');
  });
});
