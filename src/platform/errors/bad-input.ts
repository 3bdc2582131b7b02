import { GraphQLError } from 'graphql';

/** A query's argument that makes no sense: named, with what would. */
export function badInput(message: string, details: Readonly<Record<string, unknown>> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', ...details } });
}
