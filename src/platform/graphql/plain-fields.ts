import { getNamedType, isLeafType, isObjectType, type GraphQLSchema } from 'graphql';

/** The name of the function that Nest gives to each field that has no resolver: it reads the property of that name. */
const standIn = 'rootFieldResolver';

/**
 * Takes away what Nest puts in the place of a resolver from fields of scalars and enums, for GraphQL reads a property by
 * itself. A compiled operation then reads it in passing; a function it calls through three closures and with an object that
 * describes the call, for every field of every row.
 */
export function readPlainFields(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.resolve?.name === standIn && isLeafType(getNamedType(field.type))) delete field.resolve;
    }
  }
  return schema;
}
