import { ArgsType, Field, InputType, Int } from '@nestjs/graphql';
import { PageArgs } from '../../platform/graphql/connection.type.js';
import { orderInput, SearchInput, type OrderInput } from '../../platform/graphql/list-args.js';
import { RecordWhere } from '../../platform/graphql/filters.type.js';
import { LiteratureSourceStatusEnum, LiteratureTypeEnum, ReliabilityEnum } from './literature-source.type.js';

@InputType('LiteratureTypeFilter')
export class LiteratureTypeFilter {
  @Field(() => [LiteratureTypeEnum])
  in!: string[];
}

@InputType('ReliabilityFilter')
export class ReliabilityFilter {
  @Field(() => [ReliabilityEnum])
  in!: string[];
}

@InputType('LiteratureSourceStatusFilter')
export class LiteratureSourceStatusFilter {
  @Field(() => [LiteratureSourceStatusEnum])
  in!: string[];
}

@InputType('YearFilter', { description: 'Years from one to another, both inclusive.' })
export class YearFilter {
  @Field(() => Int, { nullable: true })
  from?: number | null;

  @Field(() => Int, { nullable: true })
  to?: number | null;
}

@InputType('LanguageFilter', {
  description: 'BCP-47 tags; a language without a region stands for all its regions.',
})
export class LanguageFilter {
  @Field(() => [String])
  in!: string[];
}

@InputType('LiteratureSourceWhere', {
  description: 'All given conditions must hold. Merged sources are left out unless status asks for them.',
})
export class LiteratureSourceWhere extends RecordWhere {
  @Field(() => [LiteratureSourceWhere], { nullable: true })
  and?: LiteratureSourceWhere[] | null;

  @Field(() => [LiteratureSourceWhere], { nullable: true })
  or?: LiteratureSourceWhere[] | null;

  @Field(() => LiteratureSourceWhere, { nullable: true })
  not?: LiteratureSourceWhere | null;

  @Field(() => LiteratureTypeFilter, { nullable: true })
  type?: LiteratureTypeFilter | null;

  @Field(() => YearFilter, { nullable: true })
  year?: YearFilter | null;

  @Field(() => [String], { nullable: true, description: 'DOIs, however they are written.' })
  doi?: string[] | null;

  @Field(() => LanguageFilter, { nullable: true })
  language?: LanguageFilter | null;

  @Field(() => ReliabilityFilter, { nullable: true })
  reliability?: ReliabilityFilter | null;

  @Field(() => LiteratureSourceStatusFilter, { nullable: true })
  status?: LiteratureSourceStatusFilter | null;

  @Field(() => Boolean, { nullable: true })
  retracted?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Those that another source may be a duplicate of: same title, year and first author.',
  })
  hasLikelyDuplicates?: boolean | null;
}

export const LiteratureSourceOrder = orderInput('LiteratureSource', {
  UPDATED: 'Latest change first.',
  RECORDED: 'Latest recorded first.',
  TITLE: 'By title, without accents and case.',
  YEAR: 'Latest published first; those without a year are the oldest.',
  RELEVANCE: 'Best match first; needs a search.',
});

@ArgsType()
export class LiteratureSourcesArgs extends PageArgs {
  @Field(() => LiteratureSourceWhere, { nullable: true })
  where?: LiteratureSourceWhere | null;

  @Field(() => SearchInput, { nullable: true })
  search?: SearchInput | null;

  @Field(() => LiteratureSourceOrder, { nullable: true })
  orderBy?: OrderInput | null;
}
