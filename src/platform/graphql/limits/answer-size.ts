import {
  defaultFieldResolver,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { limitExceeded } from './limit-error.js';

type Resolver = GraphQLFieldResolver<unknown, object>;
type Fragments = GraphQLResolveInfo['fragments'];

/** What the answer to one request has come to. */
interface AnswerSize {
  fields: number;
  exceeded: GraphQLError | null;
}

const sizes = new WeakMap<object, AnswerSize>();
const bounded = new WeakSet<GraphQLSchema>();
const perItem = new WeakMap<FieldNode, number>();

/**
 * Lets every list of objects count its items, each with all fields selected below it, before they are answered. Beyond
 * `limit` the list fails with LIMIT_EXCEEDED, and so does every list after it. The cost is an estimate made before;
 * this holds whatever the lists turn out to be. Fields that are no such lists are left as they are: they cost nothing.
 */
export function boundAnswers(schema: GraphQLSchema, limit: number): void {
  if (bounded.has(schema)) return;
  bounded.add(schema);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (!isListType(getNullableType(field.type)) || !isCompositeType(getNamedType(field.type))) continue;
      field.resolve = counting((field.resolve as Resolver | undefined) ?? defaultFieldResolver, limit);
    }
  }
}

/** Why an answer is not complete: it came to more than the limit. Null where it did not. */
export function answerExceeded(context: object): GraphQLError | null {
  return sizes.get(context)?.exceeded ?? null;
}

function counting(resolve: Resolver, limit: number): Resolver {
  return (source, args, context, info) => {
    const found: unknown = resolve(source, args, context, info);
    if (!(found instanceof Promise)) return counted(found, context, info, limit);
    return found.then((items: unknown) => counted(items, context, info, limit));
  };
}

/** @throws LIMIT_EXCEEDED, for each request the same error */
function counted(
  items: unknown,
  context: object,
  { fieldNodes, fragments }: GraphQLResolveInfo,
  limit: number,
): unknown {
  if (!Array.isArray(items) || items.length === 0) return items;
  let size = sizes.get(context);
  if (!size) sizes.set(context, (size = { fields: 0, exceeded: null }));
  for (const node of fieldNodes) size.fields += items.length * fieldsPerItem(node, fragments);
  if (size.fields > limit) throw (size.exceeded ??= limitExceeded('answer', limit));
  return items;
}

/** Kept by field node, so that a repeated operation reads its document once. */
function fieldsPerItem(node: FieldNode, fragments: Fragments): number {
  let fields = perItem.get(node);
  if (fields === undefined) perItem.set(node, (fields = fieldsIn(node.selectionSet, fragments)));
  return fields;
}

/** Fragments written out; the document's own limit bounds how many fields that makes. */
function fieldsIn(selection: SelectionSetNode | undefined, fragments: Fragments): number {
  return (selection?.selections ?? []).reduce((sum, node) => {
    if (node.kind === Kind.FIELD) return sum + 1 + fieldsIn(node.selectionSet, fragments);
    const below = node.kind === Kind.INLINE_FRAGMENT ? node : fragments[node.name.value];
    return sum + fieldsIn(below?.selectionSet, fragments);
  }, 0);
}
