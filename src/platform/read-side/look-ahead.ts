import {
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLResolveInfo,
  type SelectionSetNode,
} from 'graphql';

const kept = new WeakMap<FieldNode, ReadonlySet<string>>();

/**
 * The names of all fields selected anywhere below this one, as dotted paths (`edges.node.owners.name`). Directives that
 * skip a field are not looked at: to read too much is no error. Kept by field node, so a repeated operation costs nothing.
 */
export function selectedPaths(info: GraphQLResolveInfo): ReadonlySet<string> {
  const [node] = info.fieldNodes;
  const known = info.fieldNodes.length === 1 ? kept.get(node!) : undefined;
  if (known) return known;
  const paths = new Set<string>();
  for (const field of info.fieldNodes) collect(field.selectionSet, '', info.fragments, paths, 0);
  if (info.fieldNodes.length === 1) kept.set(node!, paths);
  return paths;
}

/** As deep as any operation may be. */
const MAX_DEPTH = 20;

function collect(
  selection: SelectionSetNode | undefined,
  prefix: string,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  paths: Set<string>,
  depth: number,
): void {
  if (!selection || depth > MAX_DEPTH) return;
  for (const part of selection.selections) {
    switch (part.kind) {
      case Kind.FIELD: {
        const path = `${prefix}${part.name.value}`;
        paths.add(path);
        collect(part.selectionSet, `${path}.`, fragments, paths, depth + 1);
        break;
      }
      case Kind.INLINE_FRAGMENT:
        collect(part.selectionSet, prefix, fragments, paths, depth + 1);
        break;
      case Kind.FRAGMENT_SPREAD:
        collect(fragments[part.name.value]?.selectionSet, prefix, fragments, paths, depth + 1);
        break;
      default:
        part satisfies never;
    }
  }
}
