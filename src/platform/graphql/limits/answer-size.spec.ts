import {
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  type GraphQLFieldConfig,
} from 'graphql';
import { OperationExecution } from '../http/operation-execution.js';
import { PreparedDocuments } from '../http/prepared-document.js';
import { graphqlLimits } from './limits.js';

interface Item {
  readonly count: number;
}

let resolved = 0;
const listOf = (type: GraphQLObjectType) => new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)));
/** An item with `count` items below it, each of which has as many. */
const item: GraphQLObjectType<Item> = new GraphQLObjectType<Item>({
  name: 'Item',
  fields: (): Record<string, GraphQLFieldConfig<Item, unknown>> => ({
    count: { type: GraphQLInt },
    items: {
      type: listOf(item),
      resolve: (source) => {
        resolved += source.count;
        return Array.from({ length: source.count }, () => source);
      },
    },
    late: { type: listOf(item), resolve: (source) => Promise.resolve([source, source]) },
    numbers: { type: new GraphQLList(GraphQLInt), resolve: () => Array(500).fill(1) },
    broken: { type: GraphQLInt, resolve: () => Promise.reject(new Error('broken')) },
    self: { type: item, resolve: (source) => source },
  }),
});
const root = { item: { type: item, resolve: () => ({ count: 10 }) } };
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: root }),
  mutation: new GraphQLObjectType({ name: 'Mutation', fields: root }),
});
const documents = new PreparedDocuments(schema, { ...graphqlLimits, answer: 400 });

/** The answers of one document to its first request, which is interpreted, and to its second, which is compiled. */
async function answers(text: string): Promise<unknown[]> {
  const { execution } = documents.operation(text, undefined);
  expect(execution).toBeInstanceOf(OperationExecution);
  const results: unknown[] = [];
  for (let run = 0; run < 2; run++) {
    results.push(await execution.run({}, {}, {}).catch((error: unknown) => error));
  }
  return results;
}

const refusal = expect.objectContaining({
  options: { status: 400, wellFormed: true },
  errors: [
    expect.objectContaining({
      message: 'The answer may have at most 400 fields',
      extensions: { code: 'LIMIT_EXCEEDED', limit: 'answer', allowed: 400 },
    }),
  ],
});

describe('An answer', () => {
  it.each([
    ['up to the limit', '{ item { items { items { count } } } }'], // 10 × 2 + 100 × 1
    ['with as many values as it likes in lists of plain ones', '{ item { items { numbers } } }'],
    ['of lists that come late', '{ item { late { late { count } } } }'],
  ])('is given %s', async (_what, text) => {
    for (const answer of await answers(text)) expect(answer).not.toHaveProperty('errors');
  });

  it.each([
    ['through lists within lists', '{ item { items { items { items { count } } } } }'],
    [
      'through fragments',
      '{ item { ...f } } fragment f on Item { items { ...g } } fragment g on Item { items { count self { count numbers } } }',
    ],
    ['through lists that come late', `{ item { ${'late { '.repeat(8)} count ${' }'.repeat(8)} } }`],
    [
      'by several fields of the same name',
      '{ item { items { items { a: count } } items { items { b: count c: count d: count } } } }',
    ],
  ])('is refused beyond it: %s', async (_what, text) => {
    expect(await answers(text)).toEqual([refusal, refusal]);
  });

  it('stops growing at the limit', async () => {
    resolved = 0;
    await answers(`{ item { ${'items { '.repeat(7)} count ${' }'.repeat(7)} } }`);
    // Twice, once interpreted and once compiled: of ten million items, those of the lists that were begun.
    expect(resolved).toBeLessThan(1_000);
  });

  it('of a mutation, which is done, says what it can and the reason once, beside other faults', async () => {
    const text = 'mutation { item { count broken self { items { items { items { count } } } } } }';
    const data = { item: { count: 10, broken: null, self: null } };
    const errors = [
      expect.objectContaining({ extensions: expect.objectContaining({ limit: 'answer' }) }),
      expect.objectContaining({ message: 'broken' }),
    ];
    expect(await answers(text)).toEqual(Array(2).fill(expect.objectContaining({ data, errors })));
  });
});
