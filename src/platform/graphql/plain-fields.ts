import { getNamedType, isLeafType, isObjectType, type GraphQLSchema } from 'graphql';

/** The name of the function that Nest gives to each field that has no resolver: it reads the property of that name. */
const standIn = 'rootFieldResolver';

/**
 * For `@Extensions` of a field that is an object: it is a property of what its parent is shown by, never a promise of one.
 */
export const plain: { readonly plain: true } = { plain: true };

/**
 * Takes away what Nest puts in the place of a resolver from fields of scalars and enums, and from those that say that they
 * are {@link plain}, for GraphQL reads a property by itself. A compiled operation then reads it in passing; a function it calls through three closures and with an object that
 * describes the call, for every field of every row.
 */
export function readPlainFields(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const isPlain = isLeafType(getNamedType(field.type)) || field.extensions['plain'] === true;
      if (isPlain && field.resolve?.name === standIn) delete field.resolve;
    }
  }
  return schema;
}
