import { ArgsType, Field, InputType } from '@nestjs/graphql';
import { LegalFormFilter } from '../../organizations/public.js';
import { PageArgs } from '../../platform/graphql/connection.type.js';
import { ConceptFilter, DateFilter, IdFilter, RecordWhere } from '../../platform/graphql/filters.type.js';
import { orderInput, SearchInput, type OrderInput } from '../../platform/graphql/list-args.js';
import { StageEnum } from './initiative.type.js';

@InputType('StageFilter')
export class StageFilter {
  @Field(() => [StageEnum], { nullable: true })
  in?: string[] | null;

  @Field(() => [StageEnum], { nullable: true })
  notIn?: string[] | null;
}

@InputType('InitiativeWhere', { description: 'All given conditions must hold.' })
export class InitiativeWhere extends RecordWhere {
  @Field(() => [InitiativeWhere], { nullable: true })
  and?: InitiativeWhere[] | null;

  @Field(() => [InitiativeWhere], { nullable: true })
  or?: InitiativeWhere[] | null;

  @Field(() => InitiativeWhere, { nullable: true })
  not?: InitiativeWhere | null;

  @Field(() => ConceptFilter, {
    nullable: true,
    description: "The initiative's own missions; those of its owners are ownerMissions.",
  })
  missions?: ConceptFilter | null;

  @Field(() => ConceptFilter, { nullable: true })
  digitalUses?: ConceptFilter | null;

  @Field(() => ConceptFilter, { nullable: true, description: 'What is distinctive of the social economy.' })
  characteristics?: ConceptFilter | null;

  @Field(() => ConceptFilter, {
    nullable: true,
    description: 'Missions of its owners, all owners taken together.',
  })
  ownerMissions?: ConceptFilter | null;

  @Field(() => ConceptFilter, {
    nullable: true,
    description: 'Sectors of its owners, all owners taken together.',
  })
  ownerSectors?: ConceptFilter | null;

  @Field(() => ConceptFilter, {
    nullable: true,
    description: 'Region of its place; where the place has none, those of its owners.',
  })
  regions?: ConceptFilter | null;

  @Field(() => StageFilter, { nullable: true })
  stage?: StageFilter | null;

  @Field(() => IdFilter, {
    nullable: true,
    description: 'Organizations. Merged ones count as what they were merged into.',
  })
  owners?: IdFilter | null;

  @Field(() => LegalFormFilter, { nullable: true, description: 'Legal form of at least one owner.' })
  ownerLegalForm?: LegalFormFilter | null;

  @Field(() => [String], {
    nullable: true,
    description: 'ISO 3166-1 alpha-2 codes: of its place; where the place has none, of its owners.',
  })
  countries?: string[] | null;

  @Field(() => DateFilter, {
    nullable: true,
    description: 'Date since which the initiative is at its stage.',
  })
  stageSince?: DateFilter | null;

  @Field(() => Boolean, { nullable: true })
  hasOutcomes?: boolean | null;
}

export const InitiativeOrder = orderInput('Initiative', {
  UPDATED: 'Latest change first.',
  RECORDED: 'Latest recorded first.',
  TITLE: 'By the original title, without accents and case.',
  STAGE_SINCE: 'Latest at its stage first; an unknown date counts as the earliest.',
  RELEVANCE: 'Best match first; needs a search.',
});

@ArgsType()
export class InitiativesArgs extends PageArgs {
  @Field(() => InitiativeWhere, { nullable: true })
  where?: InitiativeWhere | null;

  @Field(() => SearchInput, { nullable: true })
  search?: SearchInput | null;

  @Field(() => InitiativeOrder, { nullable: true })
  orderBy?: OrderInput | null;
}
