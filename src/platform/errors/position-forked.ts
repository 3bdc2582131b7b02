import { GraphQLError } from 'graphql';

/** What was cited stood in a part of the log that a restore has dropped: something else may stand there now. */
export function positionForked(what: string, details: Readonly<Record<string, unknown>> = {}): GraphQLError {
  return new GraphQLError(
    `${what} comes from beyond the point to which the log was put back: what it named is lost. Begin anew`,
    { extensions: { code: 'POSITION_FORKED', ...details } },
  );
}
