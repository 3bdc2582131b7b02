import type { Type } from '@nestjs/common';
import { ResolveField, Resolver } from '@nestjs/graphql';
import type { RecordEdge } from '../read-side/record-list.js';
import { HighlightView } from './connection.type.js';

/** Adds to an edge type where the search was found. `keyOf` gives the key of a node in its search table. */
export function highlightsResolver<Node>(edge: Type, keyOf: (node: Node) => string): Type {
  @Resolver(() => edge)
  class Highlights {
    @ResolveField(() => [HighlightView], { description: 'Where the search was found. Empty without one.' })
    highlights({
      highlighter,
      node,
    }: RecordEdge<Node>): readonly HighlightView[] | Promise<readonly HighlightView[]> {
      return highlighter?.load(keyOf(node)) ?? [];
    }
  }
  Object.defineProperty(Highlights, 'name', { value: `${edge.name}Highlights` });
  return Highlights;
}
