import { CopyTable } from './copy-table.js';
import { settleRow } from './settle-row.js';
import type { Column, Table } from './tables.js';

const column = (property: string, type: string): Column => ({
  property,
  name: `"${property}"`,
  type,
  primary: property === 'id',
});
const columns = [
  column('id', 'text'),
  column('document', 'jsonb'),
  column('tags', 'text[]'),
  column('count', 'integer'),
];
const table: Table = { name: '"s"."t"', columns, key: [columns[0]!] };

describe('settleRow', () => {
  it('orders the keys of jsonb as jsonb does: by length in bytes, then by byte', () => {
    const document = { fr: 1, 'fr-CA': 2, é: 3, a: [{ zz: 1, b: undefined, c: 2 }] };
    const settled = settleRow(table, { id: 'x', document, stray: 1 }, null);
    expect(JSON.stringify(settled)).toBe(
      '{"id":"x","document":{"a":[{"c":2,"zz":1}],"fr":1,"é":3,"fr-CA":2},"tags":null,"count":null}',
    );
  });

  it('leaves what was taken over from the former row as it is', () => {
    const former = settleRow(table, { id: 'x', document: { b: 1, a: 2 } }, null);
    expect(settleRow(table, { ...former, count: 1 }, former)['document']).toBe(former['document']);
  });
});

describe('settleRow, where nothing needs to change', () => {
  it('gives the row itself', () => {
    const row = { id: 'x', document: [{ a: 1, bb: 2 }], tags: [], count: null };
    expect(settleRow(table, row, null)).toBe(row);
  });

  it.each([
    ['the columns stand in another order', { document: null, id: 'x', tags: [], count: null }],
    ['one is undefined', { id: 'x', document: undefined, tags: [], count: null }],
    ['there is one more', { id: 'x', document: null, tags: [], count: null, stray: 1 }],
  ])('unless %s', (_, row) => {
    expect(JSON.stringify(settleRow(table, row, null))).toBe(
      '{"id":"x","document":null,"tags":[],"count":null}',
    );
  });
});

describe('CopyTable', () => {
  const line = (row: object) => {
    const copy = new CopyTable(table);
    copy.add(row);
    return copy.take()?.toString();
  };

  it('escapes what COPY gives a meaning to', () => {
    expect(line({ id: 'a\tb\\\n', document: { a: '\\' }, tags: ['x,"y"', 'NULL', null, ''], count: 2 })).toBe(
      'a\\tb\\\\\\n\t{"a":"\\\\\\\\"}\t{"x,\\\\"y\\\\"","NULL",NULL,""}\t2\n',
    );
  });

  it('keeps an empty text apart from nothing, also in the first column', () => {
    expect(line({ id: '', document: null, tags: [], count: NaN })).toBe('\t\\N\t{}\t\\N\n');
  });

  it('holds rows that are larger than its space, and is empty when they were taken', () => {
    const copy = new CopyTable(table);
    const texts = ['é'.repeat(300_000), '€'.repeat(300_000), 'x'.repeat(1_000_000)];
    for (const id of texts) copy.add({ id, document: {}, tags: [], count: 1 });
    expect(copy.full).toBe(true);
    expect(copy.take()?.toString()).toBe(texts.map((id) => `${id}\t{}\t{}\t1\n`).join(''));
    expect(copy.take()).toBeNull();
    expect(copy.full).toBe(false);
  });

  it('refuses a text that UTF-8 cannot hold', () => {
    expect(() => line({ id: '\ud800' })).toThrow('surrogate');
  });
});
