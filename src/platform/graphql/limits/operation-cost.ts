import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { GraphqlLimits, maxItems } from './limits.js';
import { isIntrospection } from './measure-document.js';
import { listSize, type ListSize, type Variables } from './list-size.js';

/** Fields counted once (`flat`) and fields counted once for each item of the enclosing connection. */
interface Cost {
  readonly flat: number;
  readonly perItem: number;
}

const free: Cost = { flat: 0, perItem: 0 };
const itemFields: ReadonlySet<string> = new Set(['edges', 'nodes']);

/**
 * How many fields the answer to a valid operation can have: each field counts one, and what stands below a list
 * counts once for each item. Items are what `first` or `last` ask for, the number of `ids`, what a list without pages
 * says that it has at most (`maxItems`), or the assumed sizes of {@link GraphqlLimits}. A connection's `totalCount` or
 * `pageInfo` is not multiplied; `@skip` and `@include` save nothing; introspection, whose size the schema bounds, is
 * not multiplied.
 *
 * @param variables coerced values
 * @returns the cost, and whether another request with the same document can have another one
 */
export function operationCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
  limits: GraphqlLimits,
): { cost: number; variable: boolean } {
  const count = new CostCount(schema, document, variables, limits);
  const root = schema.getRootType(operation.operation);
  const { flat, perItem } = root ? count.ofSelections(operation.selectionSet, root) : free;
  return { cost: Math.min(flat + perItem, Number.MAX_SAFE_INTEGER), variable: count.variable };
}

class CostCount {
  variable = false;
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly counted = new Map<string, Cost>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly variables: Variables,
    private readonly limits: GraphqlLimits,
  ) {
    for (const node of document.definitions) {
      if (node.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(node.name.value, node);
    }
  }

  ofSelections({ selections }: SelectionSetNode, parent: GraphQLNamedType): Cost {
    let flat = 0;
    let perItem = 0;
    for (const node of selections) {
      const cost =
        node.kind === Kind.FIELD
          ? this.ofField(node, parent)
          : node.kind === Kind.FRAGMENT_SPREAD
            ? this.ofFragment(node.name.value)
            : this.ofSelections(node.selectionSet, this.typeNamed(node.typeCondition?.name.value) ?? parent);
      flat += cost.flat;
      perItem += cost.perItem;
    }
    return { flat, perItem };
  }

  private ofFragment(name: string): Cost {
    const known = this.counted.get(name);
    if (known) return known;
    const fragment = this.fragments.get(name);
    const type = this.typeNamed(fragment?.typeCondition.name.value);
    const cost = fragment && type ? this.ofSelections(fragment.selectionSet, type) : free;
    this.counted.set(name, cost);
    return cost;
  }

  private ofField(node: FieldNode, parent: GraphQLNamedType): Cost {
    const field =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    if (!node.selectionSet || isIntrospection(node) || !field)
      return { flat: 1 + fieldsBelow(node), perItem: 0 };
    const type = getNamedType(field.type);
    const below = isCompositeType(type) ? this.ofSelections(node.selectionSet, type) : free;
    const isList = isListType(getNullableType(field.type));
    const size = this.sizeOf(field, node);
    if (isList && !size && itemFields.has(field.name))
      return { flat: 1, perItem: below.flat + below.perItem };
    const items = size?.items ?? maxItemsOf(field) ?? this.limits.unpagedListSize;
    return { flat: 1 + this.times(below, isList, items), perItem: 0 };
  }

  private times(below: Cost, isList: boolean, items: number): number {
    if (isList) return items * (below.flat + this.limits.unpagedListSize * below.perItem);
    return below.flat + items * below.perItem;
  }

  private sizeOf(field: GraphQLField<unknown, unknown>, node: FieldNode): ListSize | undefined {
    const size = listSize(field, node, this.variables, this.limits.pageSize);
    if (size?.variable) this.variable = true;
    return size;
  }

  private typeNamed(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : this.schema.getType(name);
  }
}

function maxItemsOf({ extensions }: GraphQLField<unknown, unknown>): number | undefined {
  return (extensions as Partial<ReturnType<typeof maxItems>>).maxItems;
}

/** Fields within introspection; its fragments are bounded by the document's own limit of fields. */
function fieldsBelow(node: FieldNode | { selectionSet?: SelectionSetNode }): number {
  return (node.selectionSet?.selections ?? []).reduce(
    (sum, each) => sum + (each.kind === Kind.FRAGMENT_SPREAD ? 1 : 1 + fieldsBelow(each)),
    0,
  );
}
