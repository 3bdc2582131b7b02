import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { connectionTypes, PageArgs } from '../../platform/graphql/connection.type.js';
import { orderInput, SearchInput, type OrderInput } from '../../platform/graphql/list-args.js';
import { NodeView, registerNodeType } from '../../platform/graphql/node.type.js';
import { RecordView } from '../../platform/graphql/record.type.js';
import { DateScalar } from '../../platform/graphql/scalars.js';
import type { ListedStudy } from '../read-model/find-interviews.js';

@ObjectType('EthicsApproval', { description: 'Approval of a research ethics board.' })
export class EthicsApprovalView {
  @Field()
  board!: string;

  @Field()
  number!: string;

  @Field(() => DateScalar, { nullable: true })
  from?: string;

  @Field(() => DateScalar, { nullable: true })
  until?: string;
}

@ObjectType('Study', {
  implements: () => [NodeView],
  description: 'What interviews were held for. Its members read its notes as far as consent goes.',
})
export class StudyView extends RecordView<ListedStudy> {
  @Field(() => ID, { description: 'Id of the person who leads it.' })
  get lead(): string {
    return this.row.lead;
  }

  @Field(() => EthicsApprovalView, { nullable: true })
  get ethicsApproval(): EthicsApprovalView | null {
    return this.row.ethics_approval;
  }

  @Field(() => DateScalar, {
    description: 'The last day on which notes that are not anonymized may be read.',
  })
  get retainUntil(): string {
    return this.row.retain_until;
  }
}
registerNodeType('study', 'Study');

const types = connectionTypes('Study', () => StudyView);
export const StudyEdgeView = types.Edge;

@ObjectType('StudyConnection')
export class StudyConnectionView extends types.Connection {
  @Field(() => Int)
  totalCount!: number;
}

@InputType('StudyWhere', { description: 'All given conditions must hold.' })
export class StudyWhere {
  @Field(() => [StudyWhere], { nullable: true })
  and?: StudyWhere[] | null;

  @Field(() => [StudyWhere], { nullable: true })
  or?: StudyWhere[] | null;

  @Field(() => StudyWhere, { nullable: true })
  not?: StudyWhere | null;

  @Field(() => Boolean, { nullable: true, description: 'Led by you, or with you among its members.' })
  mine?: boolean | null;

  @Field(() => Boolean, { nullable: true })
  fictional?: boolean | null;
}

export const StudyOrder = orderInput('Study', {
  UPDATED: 'Latest change first.',
  RECORDED: 'Latest recorded first.',
  TITLE: 'By the original title, without accents and case.',
  RELEVANCE: 'Best match first; needs a search.',
});

@ArgsType()
export class StudiesArgs extends PageArgs {
  @Field(() => StudyWhere, { nullable: true })
  where?: StudyWhere | null;

  @Field(() => SearchInput, { nullable: true })
  search?: SearchInput | null;

  @Field(() => StudyOrder, { nullable: true })
  orderBy?: OrderInput | null;
}
