import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import type { SelectionSetNode } from 'graphql';
import type { StructuralLimit } from './limits.js';

/** What an operation asks for, with its fragments written out. */
export type OperationSize = Record<StructuralLimit, number>;

const nothing: OperationSize = {
  depth: 0,
  introspectionDepth: 0,
  aliases: 0,
  introspectionAliases: 0,
  rootFields: 0,
  directives: 0,
  fields: 0,
};

/** Introspection's own two entrances; `__typename` is a field like others. */
export function isIntrospection(field: FieldNode): boolean {
  return field.name.value === '__schema' || field.name.value === '__type';
}

/**
 * Measures operations of one document. Each fragment is measured once, so the time is that of reading the
 * document, whatever the fragments would unfold to; a fragment that leads back to itself adds nothing there
 * (validation refuses it).
 */
export function documentMeasure(
  document: DocumentNode,
): (operation: OperationDefinitionNode) => OperationSize {
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  const measured = new Map<string, OperationSize>();

  function ofFragment(name: string): OperationSize {
    const known = measured.get(name);
    if (known) return known;
    measured.set(name, nothing);
    const fragment = fragments.get(name);
    const size = fragment ? withDirectives(ofSelections(fragment.selectionSet), fragment) : nothing;
    measured.set(name, size);
    return size;
  }

  function ofSelection(node: SelectionNode): OperationSize {
    switch (node.kind) {
      case Kind.FIELD:
        return ofField(node, node.selectionSet ? ofSelections(node.selectionSet) : nothing);
      case Kind.INLINE_FRAGMENT:
        return withDirectives(ofSelections(node.selectionSet), node);
      case Kind.FRAGMENT_SPREAD:
        return withDirectives(ofFragment(node.name.value), node);
      default:
        return node satisfies never;
    }
  }

  function ofSelections({ selections }: SelectionSetNode): OperationSize {
    return selections.map(ofSelection).reduce(beside, nothing);
  }

  return (operation) => withDirectives(ofSelections(operation.selectionSet), operation);
}

function ofField(field: FieldNode, inner: OperationSize): OperationSize {
  const own = {
    rootFields: 1,
    directives: inner.directives + (field.directives?.length ?? 0),
    fields: inner.fields + 1,
  };
  const alias = field.alias ? 1 : 0;
  if (!isIntrospection(field)) {
    return { ...inner, ...own, depth: inner.depth + 1, aliases: inner.aliases + alias };
  }
  return {
    ...own,
    depth: 1,
    introspectionDepth: inner.depth + 1,
    aliases: alias,
    introspectionAliases: inner.aliases,
  };
}

function beside(one: OperationSize, other: OperationSize): OperationSize {
  return {
    depth: Math.max(one.depth, other.depth),
    introspectionDepth: Math.max(one.introspectionDepth, other.introspectionDepth),
    aliases: one.aliases + other.aliases,
    introspectionAliases: one.introspectionAliases + other.introspectionAliases,
    rootFields: one.rootFields + other.rootFields,
    directives: one.directives + other.directives,
    fields: one.fields + other.fields,
  };
}

interface Directed {
  readonly directives?: readonly unknown[];
  readonly variableDefinitions?: readonly Directed[];
}

function withDirectives(size: OperationSize, node: Directed): OperationSize {
  const ofVariables = (node.variableDefinitions ?? []).reduce(
    (sum, each) => sum + (each.directives?.length ?? 0),
    0,
  );
  return { ...size, directives: size.directives + (node.directives?.length ?? 0) + ofVariables };
}
