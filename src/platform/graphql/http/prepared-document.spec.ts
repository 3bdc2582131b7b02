import { buildSchema } from 'graphql';
import { graphqlLimits } from '../limits/limits.js';
import { PreparedDocuments } from './prepared-document.js';

const schema = buildSchema('type Query { a: Int b: Int }');
const documents = () => new PreparedDocuments(schema, graphqlLimits);
const few = (nth: number) => `query Q${nth} { a }`;
/** Few tokens, and a comment of nearly as many characters as a document may have. */
const long = (nth: number) => `{ a } #${String(nth).padEnd(graphqlLimits.documentLength - 20, 'x')}`;

describe('prepared documents', () => {
  it('are prepared once', () => {
    const kept = documents();
    const first = kept.operation(few(0), undefined);
    for (let nth = 1; nth < 500; nth++) kept.operation(few(nth), undefined);
    expect(kept.operation(few(0), undefined)).toBe(first);
  });

  it('are not kept without bound: their characters count, too', () => {
    const kept = documents();
    const first = kept.operation(long(0), undefined);
    for (let nth = 1; nth <= 20; nth++) kept.operation(long(nth), undefined);
    expect(kept.operation(long(0), undefined)).toBe(first);
    for (let nth = 21; nth <= 60; nth++) kept.operation(long(nth), undefined);
    expect(kept.operation(long(0), undefined)).not.toBe(first);
  });

  it('that are invalid are not kept', () => {
    const kept = documents();
    const first = kept.operation(few(0), undefined);
    for (let nth = 0; nth < 100; nth++) {
      expect(() => kept.operation(long(nth).replace('a', 'nothing'), undefined)).toThrow(/nothing/);
    }
    expect(kept.operation(few(0), undefined)).toBe(first);
  });
});
