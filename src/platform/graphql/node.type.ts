import { Field, ID, InterfaceType } from '@nestjs/graphql';
import { parseStreamId } from '../../kernel/ids.js';
import type { RequestContext } from './request-context.js';

/** GraphQL type names by category of stream. Slices add theirs. */
const typeNames = new Map<string, string>();

export function registerNodeType(category: string, typeName: string): void {
  typeNames.set(category, typeName);
}

@InterfaceType('Node', {
  description:
    'A record with a global id: `category-<uuid>`, the same in imports, exports, logs and citations.',
  resolveType: (record: { id: string }) => typeNames.get(parseStreamId(record.id)?.category ?? ''),
})
export abstract class NodeView {
  @Field(() => ID)
  id!: string;

  @Field(() => Boolean, {
    description:
      'Something that was recorded of it cannot be shown yet, for a fault of the program that an operator has to mend: it reads as it did before. Rare.',
  })
  stale?: boolean;
}

/** Finds a record for its viewer, and shows it; null when it is missing or hidden. */
export type FindNode = (id: string, context: RequestContext) => Promise<NodeView | null>;

const finders = new Map<string, FindNode>();

export function registerNodeFinder(category: string, find: FindNode): void {
  finders.set(category, find);
}

/** Any record by its global id. Hidden, missing and nonsense are one: null. */
export async function findNode(id: string, context: RequestContext): Promise<NodeView | null> {
  const category = parseStreamId(id)?.category;
  const find = category === undefined ? undefined : finders.get(category);
  return find ? find(id, context) : null;
}
