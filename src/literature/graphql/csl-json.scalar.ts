import { GraphQLError, GraphQLScalarType, valueFromASTUntyped } from 'graphql';
import { registerInputScalar } from '../../platform/graphql/zod-input.js';

function object(value: unknown): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new GraphQLError('CslJson must be an object');
}

/** What it may hold is checked by the commands' schema, which names the path of what is wrong. */
export const CslJsonScalar = new GraphQLScalarType<object, object>({
  name: 'CslJson',
  description:
    'A bibliographic item as CSL-JSON (CSL 1.0.2): a JSON object with `id`, `type`, `title`, `author`, `issued` and so on.',
  specifiedByURL: 'https://docs.citationstyles.org/en/v1.0.2/specification.html',
  serialize: object,
  parseValue: object,
  parseLiteral: (node, variables) => object(valueFromASTUntyped(node, variables)),
});
registerInputScalar('CslJson', CslJsonScalar);
