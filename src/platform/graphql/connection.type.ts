import { ArgsType, Extensions, Field, Int, ObjectType, type ReturnTypeFuncValue } from '@nestjs/graphql';
import { facetLimit } from '../read-side/facets.js';
import { pageLimits, type PageRequest } from '../read-side/page.js';
import { plain } from './plain-fields.js';

@ObjectType('PageInfo')
export class PageInfoView {
  @Field()
  hasNextPage!: boolean;

  @Field()
  hasPreviousPage!: boolean;

  @Field({ nullable: true })
  startCursor?: string;

  @Field({ nullable: true })
  endCursor?: string;
}

@ObjectType('Highlight', {
  description:
    'A piece of text around what was searched for; the words found stand in <mark>, all else is HTML-escaped.',
})
export class HighlightView {
  @Field()
  field!: string;

  @Field()
  language!: string;

  @Field()
  html!: string;
}

@ArgsType()
export class PageArgs implements PageRequest {
  @Field(() => Int, {
    nullable: true,
    description: `At most ${pageLimits.max}; default ${pageLimits.default}.`,
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Cursor after which the page begins.' })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: `Counts from the end, at most ${pageLimits.max}.` })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Cursor before which the page ends.' })
  before?: string | null;
}

/** Facets of a list. The facets themselves are the slice's to add, each a list of counts. */
@ObjectType({ isAbstract: true })
export abstract class FacetsView {
  @Field(() => [String], {
    description: `Names of those facets asked for here that have more than ${facetLimit} values: the most frequent are given.`,
  })
  cut!: readonly string[];
}

export interface EdgeView<Node> {
  readonly cursor: string;
  readonly node: Node;
}

export interface ConnectionView<Node> {
  readonly edges: readonly EdgeView<Node>[];
  readonly pageInfo: PageInfoView;
}

/** Edge and connection types of a record. `totalCount`, facets and highlights are the slice's to add. */
export function connectionTypes(name: string, node: () => ReturnTypeFuncValue) {
  @ObjectType(`${name}Edge`)
  class Edge {
    @Field()
    cursor!: string;

    @Field(node as () => never)
    @Extensions(plain)
    node!: unknown;
  }

  @ObjectType({ isAbstract: true })
  abstract class Connection {
    @Field(() => [Edge])
    edges!: Edge[];

    @Field(() => [node()] as never)
    nodes!: unknown[];

    @Field(() => PageInfoView)
    @Extensions(plain)
    pageInfo!: PageInfoView;
  }
  return { Edge, Connection };
}
