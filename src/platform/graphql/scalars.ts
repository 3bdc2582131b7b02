import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

function stringScalar(
  name: string,
  description: string,
  specifiedByURL: string,
): GraphQLScalarType<string, string> {
  return new GraphQLScalarType<string, string>({
    name,
    description,
    specifiedByURL,
    serialize: (value) => String(value),
    parseValue: (value) => {
      if (typeof value !== 'string') throw new GraphQLError(`${name} must be a string`);
      return value;
    },
    parseLiteral: (node) => {
      if (node.kind !== Kind.STRING) throw new GraphQLError(`${name} must be a string`, { nodes: node });
      return node.value;
    },
  });
}

/** Dates travel as text from the log to the answer; a wrong one in an input is the command schema's to refuse, with its path. */
export const DateScalar = stringScalar(
  'Date',
  'A calendar date, YYYY-MM-DD (RFC 3339 full-date).',
  'https://www.rfc-editor.org/rfc/rfc3339',
);

export const DateTimeScalar = stringScalar(
  'DateTime',
  'A moment in UTC with microseconds (RFC 3339 date-time).',
  'https://www.rfc-editor.org/rfc/rfc3339',
);
