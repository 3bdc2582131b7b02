import { Args, Context, ID, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { pageLimits } from '../read-side/page.js';
import { parkedAmong } from '../projections/parked-streams.js';
import { gathered } from './gathered.js';
import { findNode, NodeView } from './node.type.js';
import { badInput } from '../errors/bad-input.js';
import type { RequestContext } from './request-context.js';

const loadStale = gathered(async (generation, _viewer, ids) => {
  const parked = await parkedAmong(generation, ids);
  return ids.map((id) => parked.has(id));
});

@Resolver(() => NodeView)
export class NodeResolver {
  @Query(() => NodeView, {
    nullable: true,
    description: 'Any record by its id. Null when it is missing or not yours to see.',
  })
  node(
    @Args('id', { type: () => ID }) id: string,
    @Context() context: RequestContext,
  ): Promise<NodeView | null> {
    return findNode(id, context);
  }

  /** Of every type that is a node. Asked of one statement for all records of an answer, and only where it is selected. */
  @ResolveField(() => Boolean)
  stale({ id }: NodeView, _args: object, context: RequestContext): Promise<boolean> {
    return loadStale(context, id);
  }

  @Query(() => [NodeView], {
    nullable: 'items',
    description: `At most ${pageLimits.max} records by id, in the order of the ids.`,
  })
  nodes(
    @Args('ids', { type: () => [ID] }) ids: string[],
    @Context() context: RequestContext,
  ): Promise<(NodeView | null)[]> {
    if (ids.length > pageLimits.max) throw badInput(`At most ${pageLimits.max} ids at once`);
    return Promise.all(ids.map((id) => findNode(id, context)));
  }
}
