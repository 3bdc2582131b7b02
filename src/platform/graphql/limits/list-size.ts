import { Kind, type FieldNode, type GraphQLField, type ValueNode } from 'graphql';

/** Coerced values by name, without `$`. */
export type Variables = Readonly<Record<string, unknown>>;

export interface ListSize {
  readonly items: number;
  /** Whether a variable has a say in it. */
  readonly variable: boolean;
}

const pageArguments: readonly string[] = ['first', 'last'];
const batchArgument = 'ids';

/** How many items a field is asked for; undefined where it takes neither `first`, `last` nor `ids`. */
export function listSize(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Variables,
  pageSize: number,
): ListSize | undefined {
  const sizing = field.args.filter(({ name }) => pageArguments.includes(name) || name === batchArgument);
  if (sizing.length === 0) return undefined;
  let variable = false;
  const asked = sizing.flatMap(({ name, defaultValue }) => {
    const literal = node.arguments?.find((argument) => argument.name.value === name)?.value;
    variable ||= literal !== undefined && readsVariable(literal);
    const value = literal ? plainValue(literal, variables) : undefined;
    const items = itemsOf(value === undefined ? defaultValue : value);
    return items === undefined ? [] : [items];
  });
  return { items: asked.length === 0 ? pageSize : Math.max(...asked), variable };
}

function itemsOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'string') return 1;
  return typeof value === 'number' ? Math.max(0, value) : undefined;
}

function readsVariable(value: ValueNode): boolean {
  return value.kind === Kind.VARIABLE;
}

/** A number, a list (its length is all that counts) or a single value; null and undefined as they are. */
function plainValue(value: ValueNode, variables: Variables): unknown {
  switch (value.kind) {
    case Kind.VARIABLE:
      return variables[value.name.value];
    case Kind.INT:
      return Number(value.value);
    case Kind.LIST:
      return value.values;
    case Kind.STRING:
      return value.value;
    default:
      return null;
  }
}
