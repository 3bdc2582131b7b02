import { ArgsType, Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { connectionTypes, PageArgs } from '../../platform/graphql/connection.type.js';
import { orderInput, SearchInput, type OrderInput } from '../../platform/graphql/list-args.js';
import { NodeView, registerNodeType } from '../../platform/graphql/node.type.js';
import { RecordView } from '../../platform/graphql/record.type.js';
import type { ConceptSchemeRow } from '../read-model/vocabulary.entity.js';
import { ConceptStatusEnum, ConceptView } from './concept.type.js';

@ObjectType('ConceptScheme', { implements: () => [NodeView], description: 'A vocabulary.' })
export class ConceptSchemeView extends RecordView<ConceptSchemeRow> {
  @Field({ description: 'Stable; names the scheme in filters and mutations.' })
  get code(): string {
    return this.row.code;
  }

  @Field(() => String, { nullable: true })
  get uri(): string | null {
    return this.row.uri;
  }
}
registerNodeType('conceptScheme', 'ConceptScheme');

const schemes = connectionTypes('ConceptScheme', () => ConceptSchemeView);
export const ConceptSchemeEdgeView = schemes.Edge;

@ObjectType('ConceptSchemeConnection')
export class ConceptSchemeConnectionView extends schemes.Connection {
  @Field(() => Int)
  totalCount!: number;
}

@InputType('ConceptSchemeWhere')
export class ConceptSchemeWhere {
  @Field(() => [ConceptSchemeWhere], { nullable: true })
  and?: ConceptSchemeWhere[] | null;

  @Field(() => [ConceptSchemeWhere], { nullable: true })
  or?: ConceptSchemeWhere[] | null;

  @Field(() => ConceptSchemeWhere, { nullable: true })
  not?: ConceptSchemeWhere | null;

  @Field(() => [String], { nullable: true })
  codes?: string[] | null;

  @Field(() => Boolean, { nullable: true })
  fictional?: boolean | null;
}

export const ConceptSchemeOrder = orderInput('ConceptScheme', {
  UPDATED: 'Latest change first.',
  RECORDED: 'Latest recorded first.',
  TITLE: 'By the original title, without accents and case.',
  RELEVANCE: 'Best match first; needs a search.',
});

@ArgsType()
export class ConceptSchemesArgs extends PageArgs {
  @Field(() => ConceptSchemeWhere, { nullable: true })
  where?: ConceptSchemeWhere | null;

  @Field(() => SearchInput, { nullable: true })
  search?: SearchInput | null;

  @Field(() => ConceptSchemeOrder, { nullable: true })
  orderBy?: OrderInput | null;
}

const concepts = connectionTypes('Concept', () => ConceptView);
export const ConceptEdgeView = concepts.Edge;

@ObjectType('ConceptConnection')
export class ConceptConnectionView extends concepts.Connection {
  @Field(() => Int)
  totalCount!: number;
}

@InputType('ConceptStatusFilter')
export class ConceptStatusFilter {
  @Field(() => [ConceptStatusEnum])
  in!: string[];
}

@InputType('ConceptWhere')
export class ConceptWhere {
  @Field(() => [ConceptWhere], { nullable: true })
  and?: ConceptWhere[] | null;

  @Field(() => [ConceptWhere], { nullable: true })
  or?: ConceptWhere[] | null;

  @Field(() => ConceptWhere, { nullable: true })
  not?: ConceptWhere | null;

  @Field(() => [String], { nullable: true, description: 'Codes of schemes.' })
  schemes?: string[] | null;

  @Field(() => [String], { nullable: true })
  codes?: string[] | null;

  @Field(() => ConceptStatusFilter, { nullable: true })
  status?: ConceptStatusFilter | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Concepts directly below one of these; merged ones are not. Codes are unique within their scheme: name it in `schemes`.',
  })
  broader?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Concepts without a broader one, or those with one.' })
  top?: boolean | null;
}

export const ConceptOrder = orderInput('Concept', {
  UPDATED: 'Latest change first.',
  RECORDED: 'In the order in which they were added to the vocabularies, the latest first.',
  LABEL: 'By the original label, without accents and case.',
  RELEVANCE: 'Best match first; needs a search.',
});

@ArgsType()
export class ConceptsArgs extends PageArgs {
  @Field(() => ConceptWhere, { nullable: true })
  where?: ConceptWhere | null;

  @Field(() => SearchInput, { nullable: true })
  search?: SearchInput | null;

  @Field(() => ConceptOrder, { nullable: true })
  orderBy?: OrderInput | null;
}
