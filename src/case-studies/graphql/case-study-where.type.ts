import { ArgsType, Field, InputType } from '@nestjs/graphql';
import { PageArgs } from '../../platform/graphql/connection.type.js';
import {
  ConceptFilter,
  DateTimeFilter,
  ExternalReferenceFilter,
  IdFilter,
} from '../../platform/graphql/filters.type.js';
import { orderInput, SearchInput, type OrderInput } from '../../platform/graphql/list-args.js';
import type { CaseStudyFilter, ClaimFilter } from '../read-model/case-study-filters.js';
import type { Face } from '../read-model/faces.js';
import {
  CaseStudyStatusEnum,
  ConfidenceEnum,
  FaceEnum,
  StandingEnum,
  WorkingStateEnum,
} from './case-study.enums.js';

@InputType('StandingFilter')
export class StandingFilter {
  @Field(() => [StandingEnum])
  in!: string[];
}

@InputType('CaseStudyStateFilter')
export class CaseStudyStateFilter {
  @Field(() => [WorkingStateEnum])
  in!: string[];
}

@InputType('CaseStudyStatusFilter')
export class CaseStudyStatusFilter {
  @Field(() => [CaseStudyStatusEnum])
  in!: string[];
}

@InputType('ConfidenceFilter')
export class ConfidenceFilter {
  @Field(() => [ConfidenceEnum])
  in!: string[];
}

@InputType('CaseStudyWhere', { description: 'All given conditions must hold, of the face that is listed.' })
export class CaseStudyWhere implements CaseStudyFilter {
  @Field(() => [CaseStudyWhere], { nullable: true })
  and?: CaseStudyWhere[] | null;

  @Field(() => [CaseStudyWhere], { nullable: true })
  or?: CaseStudyWhere[] | null;

  @Field(() => CaseStudyWhere, { nullable: true })
  not?: CaseStudyWhere | null;

  @Field(() => ConceptFilter, { nullable: true })
  missions?: ConceptFilter | null;

  @Field(() => ConceptFilter, { nullable: true })
  digitalUses?: ConceptFilter | null;

  @Field(() => ConceptFilter, { nullable: true })
  sectors?: ConceptFilter | null;

  @Field(() => ConceptFilter, { nullable: true, description: 'What is distinctive of the social economy.' })
  characteristics?: ConceptFilter | null;

  @Field(() => IdFilter, {
    nullable: true,
    description: 'Organizations. Merged ones count as what they were merged into.',
  })
  organization?: IdFilter | null;

  @Field(() => IdFilter, { nullable: true, description: 'Initiatives that it is about.' })
  initiative?: IdFilter | null;

  @Field(() => IdFilter, {
    nullable: true,
    description: 'Sources that it names, or on which a claim of it rests, be it through a figure.',
  })
  source?: IdFilter | null;

  @Field(() => StandingFilter, { nullable: true, description: 'It has a claim that stands so now.' })
  standing?: StandingFilter | null;

  @Field(() => CaseStudyStateFilter, {
    nullable: true,
    description: 'Where the next edition stands. With the face WORKING only.',
  })
  state?: CaseStudyStateFilter | null;

  @Field(() => CaseStudyStatusFilter, { nullable: true })
  status?: CaseStudyStatusFilter | null;

  @Field(() => ExternalReferenceFilter, { nullable: true })
  externalReference?: ExternalReferenceFilter | null;

  @Field(() => DateTimeFilter, {
    nullable: true,
    description: 'When its first edition came out; of the face WORKING, when it was drafted.',
  })
  recordedAt?: DateTimeFilter | null;

  @Field(() => DateTimeFilter, { nullable: true })
  updatedAt?: DateTimeFilter | null;

  @Field(() => Boolean, { nullable: true })
  fictional?: boolean | null;
}

@InputType('ClaimWhere', { description: 'All given conditions must hold, of the face that is listed.' })
export class ClaimWhere implements ClaimFilter {
  @Field(() => [ClaimWhere], { nullable: true })
  and?: ClaimWhere[] | null;

  @Field(() => [ClaimWhere], { nullable: true })
  or?: ClaimWhere[] | null;

  @Field(() => ClaimWhere, { nullable: true })
  not?: ClaimWhere | null;

  @Field(() => StandingFilter, { nullable: true })
  standing?: StandingFilter | null;

  @Field(() => IdFilter, { nullable: true })
  caseStudy?: IdFilter | null;

  @Field(() => IdFilter, {
    nullable: true,
    description: 'Sources on which it rests, be it through a figure. Merged ones count as what they became.',
  })
  source?: IdFilter | null;

  @Field(() => ConfidenceFilter, { nullable: true })
  confidence?: ConfidenceFilter | null;
}

export const CaseStudyOrder = orderInput('CaseStudy', {
  UPDATED: 'Latest edition or notice first; of the face WORKING, latest change first.',
  RECORDED: 'Latest first edition first; of the face WORKING, latest drafted first.',
  TITLE: 'By the original title, without accents and case.',
  RELEVANCE: 'Best match first; needs a search.',
});

@ArgsType()
export class FaceArgs extends PageArgs {
  @Field(() => FaceEnum, { nullable: true, defaultValue: 'published' })
  face!: Face;
}

@ArgsType()
export class CaseStudiesArgs extends FaceArgs {
  @Field(() => CaseStudyWhere, { nullable: true })
  where?: CaseStudyWhere | null;

  @Field(() => SearchInput, { nullable: true })
  search?: SearchInput | null;

  @Field(() => CaseStudyOrder, { nullable: true })
  orderBy?: OrderInput | null;
}

@ArgsType()
export class ClaimsArgs extends FaceArgs {
  @Field(() => ClaimWhere, { nullable: true })
  where?: ClaimWhere | null;
}
