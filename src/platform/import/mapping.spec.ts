import { z } from 'zod';
import { csvCells, jsonCells, valuesAt } from './cells.js';
import { readDate } from './dates.js';
import { fulfils, localizedRule, mappingHead, parseMapping } from './mapping-file.js';
import { readValues, valueRule } from './value-rules.js';

const schema = z.strictObject({
  ...mappingHead,
  fields: z.strictObject({ name: localizedRule, legalForm: valueRule }),
});
const head = { system: 'register', language: 'en', id: 'Number' };
const reading = { cells: csvCells, empty: new Set(['', 'n/a']) };
const row = (value: Record<string, string>) => ({ file: 'register.csv', line: 2, value });

function values(rule: unknown, cells: Record<string, string>) {
  return readValues(valueRule.parse(rule), row(cells), reading);
}

describe('a mapping file', () => {
  it('takes a column’s name for a rule', () => {
    const mapping = parseMapping(
      'm.json',
      JSON.stringify({ ...head, fields: { name: 'Name', legalForm: { const: 'other' } } }),
      schema,
    );
    expect(mapping.fields.name).toEqual({ column: 'Name' });
  });

  it('knows encodings and delimiters that cannot be', () => {
    const fields = { name: 'Name', legalForm: 'Form' };
    const parse = (more: object) => () =>
      parseMapping('m.json', JSON.stringify({ ...head, ...more, fields }), schema);
    expect(parse({ encoding: 'utf-9' })).toThrow(/encoding: is no encoding that is known/);
    expect(parse({ delimiter: '"' })).toThrow(/delimiter: must be one character/);
    expect(parse({ delimiter: '\n' })).toThrow(/delimiter: must be one character/);
    expect(parse({ encoding: 'GBK', delimiter: '\t' })).not.toThrow();
  });

  it('lists every mistake, with what may have been meant', () => {
    const wrong = {
      ...head,
      langauge: 'en',
      fields: { name: { colunm: 'Name' }, legalfrom: 'Form', legalForm: { column: 'Form', date: 'DD' } },
    };
    const parse = () => parseMapping('m.json', JSON.stringify(wrong), schema);
    expect(parse).toThrow(/no "langauge" here \(did you mean "language"\?\)/);
    expect(parse).toThrow(/fields: there is no "legalfrom" here \(did you mean "legalForm"\?\)/);
    expect(parse).toThrow(/fields\.name: there is no "colunm"/);
    expect(parse).toThrow(/fields\.legalForm\.date/);
  });

  it('says where it is no JSON', () => {
    expect(() => parseMapping('m.json', '{"system": ', schema)).toThrow(/m\.json: The mapping is not JSON/);
  });
});

describe('a rule', () => {
  it('reads a column, leaving out what means nothing', () => {
    expect(values('Name', { Name: ' Café ' }).values).toEqual(['Café']);
    expect(values('Name', { Name: 'N/a' }).values).toEqual([]);
  });

  it('falls back to other columns, then to the default', () => {
    const rule = {
      column: 'Id',
      otherwise: { join: { columns: ['Name', 'Postcode'], with: '|' } },
      default: 'none',
    };
    expect(values(rule, { Id: 'N/a', Name: 'Co-op', Postcode: 'M6' }).values).toEqual(['Co-op|M6']);
    expect(values(rule, { Id: '', Name: '', Postcode: 'n/a' }).values).toEqual(['none']);
  });

  it('splits lists, maps their items without regard to case and space, and drops those that are mapped to null', () => {
    const rule = { column: 'Sectors', split: ',', map: { retail: 'retail', Global: null, both: ['a', 'b'] } };
    expect(values(rule, { Sectors: 'Retail ,  GLOBAL,both,retail' }).values).toEqual(['retail', 'a', 'b']);
  });

  it('reports what its table does not hold, with the column', () => {
    const { values: read, problems } = values(
      { column: 'Form', map: { Society: 'cooperative' } },
      { Form: 'Guild' },
    );
    expect(read).toEqual([]);
    expect(problems).toMatchObject([{ code: 'UNMAPPED_VALUE', column: 'Form' }]);
  });

  it('does not find what every object has', () => {
    expect(values({ column: 'Form', map: { a: 'b' } }, { Form: 'constructor' }).problems).toHaveLength(1);
  });

  it('puts a prefix before addresses that have no scheme', () => {
    const rule = { column: 'Web', prefix: 'https://' };
    expect(values(rule, { Web: 'www.example.coop' }).values).toEqual(['https://www.example.coop']);
    expect(values(rule, { Web: 'http://example.coop' }).values).toEqual(['http://example.coop']);
  });

  it('skips rows by what their cells say', () => {
    const say = (conditions: Parameters<typeof fulfils>[0], Status: string) =>
      fulfils(conditions, row({ Status }), reading);
    expect(say([{ column: 'Status', equals: ['dormant'] }], 'Dormant')).toBe(true);
    expect(say([{ column: 'Status', equals: ['Live'], not: true }], 'Live')).toBe(false);
    expect(say([{ column: 'Status' }], 'n/a')).toBe(true);
  });
});

describe('dates', () => {
  it.each([
    ['6/1/1978', 'D/M/YYYY', '1978-01-06'],
    ['31/6/2020', 'D/M/YYYY', null],
    ['29/2/2024', 'D/M/YYYY', '2024-02-29'],
    ['13/1/2020', 'M/D/YYYY', null],
    ['2022-11-07T04:28:52.091Z', 'YYYY-MM-DD', '2022-11-07'],
    ['1863', 'YYYY', '1863-01-01'],
    ['20241301', 'YYYYMMDD', null],
    ['tomorrow', 'YYYY-MM-DD', null],
  ] as const)('reads %s as %s', (value, format, date) => {
    expect(readDate(value, format)).toBe(date);
  });
});

describe('paths into JSON', () => {
  const value = { a: [{ b: 1 }, { b: 'x' }], 'c.d': { '/': true }, empty: [''], __proto__: { e: 1 } };

  it.each([
    ['a[0].b', ['1']],
    ['a[*].b', ['1', 'x']],
    ['/c.d/~1', ['true']],
    ['empty', ['']],
    ['a', []],
    ['nothing.at.all', []],
    ['constructor.name', []],
  ])('%s', (path, found) => {
    expect(jsonCells({ file: 'f', line: 1, value }, path)).toEqual(found);
  });

  it('name a file', () => {
    expect(jsonCells({ file: '/goods/bahmni.json', line: 1, value }, '$file')).toEqual(['bahmni']);
    expect(valuesAt(value, 'a[*]')).toHaveLength(2);
  });
});
