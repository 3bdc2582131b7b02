import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { csvSource } from './csv.js';
import type { SourceRecord } from './records.js';
import { inspectTextFile } from './text-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casebook-csv-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: string | Buffer, options: { delimiter?: string; encoding?: string } = {}) {
  const path = join(folder, 'file.csv');
  await writeFile(path, content);
  const source = await csvSource(await inspectTextFile(path, options.encoding), options.delimiter);
  const records: SourceRecord[] = [];
  for await (const record of source.records()) records.push(record);
  return {
    columns: source.columns,
    records,
    rows: records.map(({ value }) => value && { ...value }),
  };
}

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

describe('a CSV file', () => {
  it('gives back whatever texts were put into its cells', async () => {
    const cell = fc.string({
      unit: fc.oneof(
        fc.constantFrom('"', ',', ';', '\n', '\r\n', "'", '=', '\u202e', 'é', '🙂'),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 }), async (rows) => {
        const text = [['a', 'b', 'c'], ...rows].map((row) => row.map(quoted).join(',')).join('\r\n');
        expect((await read(text)).rows).toEqual(rows.map(([a, b, c]) => ({ a, b, c })));
      }),
      { numRuns: 60 },
    );
  });

  it('numbers rows by the line where they begin, past blank lines and line breaks in cells', async () => {
    const { records } = await read('id,text\r\n1,"two\r\nlines"\r\n\r\n2,x\r\n3,y\r\n');
    expect(records.map(({ line }) => line)).toEqual([2, 5, 6]);
  });

  it('refuses ragged rows one by one and takes the others', async () => {
    const { records } = await read('a,b\n1\n1,2\n1,2,3\n3,4\n');
    expect(records.map(({ line, problem }) => [line, problem?.code])).toEqual([
      [2, 'RAGGED_ROW'],
      [3, undefined],
      [4, 'RAGGED_ROW'],
      [5, undefined],
    ]);
  });

  it('keeps formulas, quotes inside cells and cells of a megabyte as they are', async () => {
    const long = 'x'.repeat(1_000_000);
    const { rows } = await read(`a,b\n"=cmd|' /C calc'!A0",5" pipe\n${long},"say ""hi"""\n`);
    expect(rows).toEqual([
      { a: "=cmd|' /C calc'!A0", b: '5" pipe' },
      { a: long, b: 'say "hi"' },
    ]);
  });

  it('names the line on which a quotation mark is opened and never closed', async () => {
    await expect(read('a,b\n1,2\n3,"open\n4,5\n')).rejects.toThrow(/file\.csv:3: .*quotation mark/);
  });

  it.each([
    ['\ufeffa;b\n1;é\n', undefined, { a: '1', b: 'é' }],
    [Buffer.from('\ufeffa\tb\n1\té\n', 'utf16le'), undefined, { a: '1', b: 'é' }],
    [Buffer.from([0x61, 0x0a, 0xe9, 0x80, 0x0a]), 'windows-1252', { a: 'é€' }],
    ['__proto__,a\n1,2\n', undefined, JSON.parse('{"__proto__": "1", "a": "2"}') as object],
  ])('finds the encoding and the separator (%#)', async (content, encoding, row) => {
    expect((await read(content, { encoding })).rows).toEqual([row]);
  });

  it('names line and column of what is no text in its encoding, and what to do', async () => {
    const latin1 = Buffer.concat([Buffer.from('name\nab'), Buffer.from([0xe9]), Buffer.from('\n')]);
    await expect(read(latin1)).rejects.toThrow(/file\.csv:2:3: .*utf-8.*windows-1252/);
  });

  it('recognises a spreadsheet and an empty file', async () => {
    await expect(read(Buffer.from('PK\u0003\u0004rest'))).rejects.toThrow(/save it as CSV/);
    await expect(read('')).rejects.toThrow(/empty/);
  });

  it('reads rows that end in LF, CRLF and CR side by side, and counts their lines', async () => {
    const { records } = await read('a,b\r\n1,x\n2,y\r3,z\r\n\n4,"p\r\nq"\r\n5,w');
    expect(records.map(({ line, value }) => [line, (value as { a: string }).a])).toEqual([
      [2, '1'],
      [3, '2'],
      [4, '3'],
      [6, '4'],
      [8, '5'],
    ]);
  });

  it('tells columns of one name apart', async () => {
    expect((await read('name,name,\n1,2,3\n')).columns).toEqual(['name', 'name (2)', '(column 3)']);
  });
});
