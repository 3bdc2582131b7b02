import { buildSchema, getOperationAST, parse } from 'graphql';
import { isKeepable, keepable } from './keepable.js';

const schema = buildSchema('type Query { open: Int also: Int closed: Int } type Mutation { open: Int }');
for (const name of ['open', 'also'])
  Object.assign(schema.getQueryType()!.getFields()[name]!.extensions, keepable);

it.each([
  ['{ open also }', true],
  ['{ open closed }', false],
  ['{ renamed: closed }', false],
  ['{ ...F } fragment F on Query { open ... { also } }', true],
  ['{ ...F } fragment F on Query { open ... { closed } }', false],
  ['query ($no: Boolean = false) { open closed @include(if: $no) }', false],
  ['{ open __schema { description } }', false],
  ['mutation { open }', false],
])('%s may be kept: %s', (source, expected) => {
  const document = parse(source);
  expect(isKeepable(schema, document, getOperationAST(document)!)).toBe(expected);
});
