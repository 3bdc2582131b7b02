import { getVariableValues, GraphQLError } from 'graphql';
import type { Variables } from '../limits/list-size.js';
import type { PreparedOperation } from './prepared-document.js';
import { invalidRequest } from './refusal.js';

/** A request with more wrong variables than this hears of the first ones only. */
const maxErrors = 20;

/**
 * The values of an operation's variables as resolvers see them: checked, with defaults.
 *
 * @throws Refusal BAD_USER_INPUT
 */
export function coercedVariables(
  { schema, definition, neverNull }: PreparedOperation,
  variables: Variables,
): Variables {
  const definitions = definition.variableDefinitions ?? [];
  const { errors, coerced } = getVariableValues(schema, definitions, variables, { maxErrors });
  if (errors) throw invalidRequest(errors, 'BAD_USER_INPUT');
  const nulls = definitions.filter(
    ({ variable: { name } }) => coerced[name.value] === null && neverNull.has(name.value),
  );
  if (nulls.length === 0) return coerced;
  throw invalidRequest(
    nulls.map(
      (node) =>
        new GraphQLError(`Variable "$${node.variable.name.value}" stands where null is not allowed.`, {
          nodes: node,
        }),
    ),
    'BAD_USER_INPUT',
  );
}
