import {
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  Kind,
  parse,
  type GraphQLFieldConfig,
} from 'graphql';
import { graphqlLimits, maxItems } from './limits.js';
import { operationCost } from './operation-cost.js';

const listOf = (type: GraphQLObjectType) => new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)));
const first = { first: { type: GraphQLInt, defaultValue: 20 } };
const concept: GraphQLObjectType = new GraphQLObjectType({
  name: 'Concept',
  fields: (): Record<string, GraphQLFieldConfig<unknown, unknown>> => ({
    code: { type: GraphQLString },
    related: { type: listOf(concept) },
    broader: { type: listOf(concept), extensions: maxItems(8) },
    narrower: { type: listOf(concept), args: first },
  }),
});
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: { concept: { type: concept } } }),
});

function costOf(text: string, variables: Record<string, unknown> = {}) {
  const document = parse(text);
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)!;
  return operationCost(schema, document, operation, variables, graphqlLimits);
}

describe('The cost of a list of objects', () => {
  it.each([
    ['as many as `first` asks for', '{ concept { narrower(first: 100) { code } } }', 102],
    ['as many as `first` is by default', '{ concept { narrower { code } } }', 22],
    ['as many as it says that it has at most', '{ concept { broader { code } } }', 10],
    ['a usual number where it says nothing', '{ concept { related { code } } }', 7],
  ])('counts %s', (_what, text, cost) => {
    expect(costOf(text)).toEqual({ cost, variable: false });
  });

  it('counts what a variable asks for', () => {
    const text = 'query ($n: Int) { concept { narrower(first: $n) { code } } }';
    expect(costOf(text, { n: 50 })).toEqual({ cost: 52, variable: true });
  });

  it('multiplies level by level: up and down a hierarchy soon costs too much', () => {
    const up = (below: string) => `broader { ${below} }`;
    const down = (below: string) => `narrower(first: 100) { ${below} }`;
    expect(costOf(`{ concept { ${down(up('code'))} } }`).cost).toBe(2 + 100 * (1 + 8));
    expect(costOf(`{ concept { ${down(up(down('code')))} } }`).cost).toBeGreaterThan(graphqlLimits.cost);
  });
});
