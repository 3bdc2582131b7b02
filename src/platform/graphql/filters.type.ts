import { Field, ID, InputType } from '@nestjs/graphql';
import type { ConceptFilter as Concepts } from '../read-side/concept-filter.js';
import type { RangeFilter, ReferenceFilter } from '../read-side/filters.js';
import { DateScalar, DateTimeScalar } from './scalars.js';

@InputType('ConceptFilter', {
  description: 'Concepts by code. Records filed under a narrower concept count, unless told otherwise.',
})
export class ConceptFilter implements Concepts {
  @Field(() => [String], { nullable: true, description: 'At least one of these.' })
  any?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Every one of these.' })
  all?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'None of these.' })
  none?: string[] | null;

  @Field(() => Boolean, { nullable: true, defaultValue: true })
  narrower?: boolean | null;
}

@InputType('DateTimeFilter', {
  description: 'From (inclusive) until (exclusive). RFC 3339, e.g. 2026-03-01T00:00:00Z.',
})
export class DateTimeFilter implements RangeFilter {
  @Field(() => DateTimeScalar, { nullable: true })
  from?: string | null;

  @Field(() => DateTimeScalar, { nullable: true })
  until?: string | null;
}

@InputType('DateFilter', { description: 'From (inclusive) until (exclusive). YYYY-MM-DD.' })
export class DateFilter implements RangeFilter {
  @Field(() => DateScalar, { nullable: true })
  from?: string | null;

  @Field(() => DateScalar, { nullable: true })
  until?: string | null;
}

@InputType('ExternalReferenceFilter')
export class ExternalReferenceFilter implements ReferenceFilter {
  @Field({ description: 'The register or system, such as `neq`.' })
  system!: string;

  @Field(() => [String], { nullable: true, description: 'Ids there; any id, when left out.' })
  ids?: string[] | null;
}

@InputType('IdFilter')
export class IdFilter {
  @Field(() => [ID])
  any!: string[];
}

/** What the lists of most records can be narrowed down by, whatever they hold. */
@InputType({ isAbstract: true })
export abstract class RecordWhere {
  @Field(() => ExternalReferenceFilter, { nullable: true })
  externalReference?: ExternalReferenceFilter | null;

  @Field(() => DateTimeFilter, { nullable: true })
  recordedAt?: DateTimeFilter | null;

  @Field(() => DateTimeFilter, { nullable: true })
  updatedAt?: DateTimeFilter | null;

  @Field(() => Boolean, { nullable: true })
  fictional?: boolean | null;
}
