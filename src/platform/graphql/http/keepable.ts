import {
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * For `@Extensions` of a field of Query whose answers may be kept while the read model stands still. A field without it is
 * answered anew each time, and so is a query that asks for one.
 */
export const keepable: { readonly keepable: true } = { keepable: true };

/** Whether an operation is a query of such fields alone. */
export function isKeepable(
  schema: GraphQLSchema,
  document: DocumentNode,
  { operation, selectionSet }: OperationDefinitionNode,
): boolean {
  if (operation !== OperationTypeNode.QUERY) return false;
  const fields = schema.getQueryType()?.getFields() ?? {};
  return [...rootFields(document, selectionSet)].every(
    (name) => fields[name]?.extensions['keepable'] === true,
  );
}

/** Fragments written out: a valid document has none that leads to itself. */
function* rootFields(document: DocumentNode, { selections }: SelectionSetNode): Generator<string> {
  for (const node of selections) {
    if (node.kind === Kind.FIELD) yield node.name.value;
    else if (node.kind === Kind.INLINE_FRAGMENT) yield* rootFields(document, node.selectionSet);
    else {
      const fragment = document.definitions.find(
        (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === node.name.value,
      );
      if (fragment?.kind === Kind.FRAGMENT_DEFINITION) yield* rootFields(document, fragment.selectionSet);
    }
  }
}
