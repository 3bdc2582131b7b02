import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { FieldArg } from '../../platform/graphql/field-args.js';
import { DateTimeScalar } from '../../platform/graphql/scalars.js';
import type { RecordedRead } from '../../platform/privacy/read-records.js';
import { pageLimits } from '../../platform/read-side/page.js';

@ObjectType('PersonalRead', {
  description: 'Somebody was shown what is personal in a note or of a participant.',
})
export class PersonalReadView {
  constructor(private readonly read: RecordedRead) {}

  @Field(() => ID)
  get id(): string {
    return this.read.id;
  }

  @Field(() => DateTimeScalar)
  get at(): string {
    return this.read.at;
  }

  @Field(() => ID, { description: 'Id of the person who read.' })
  get reader(): string {
    return this.read.actor;
  }

  @Field({ description: 'Role of the token.' })
  get role(): string {
    return this.read.role;
  }

  @Field(() => ID, { description: 'The note or participant.' })
  get record(): string {
    return this.read.record;
  }

  @Field(() => ID, { nullable: true, description: 'The study that it belongs to.' })
  get study(): string | null {
    return this.read.study;
  }

  @Field(() => [String], {
    description: 'What was opened of it; `search` where words were looked for in it.',
  })
  get fields(): readonly string[] {
    return this.read.fields;
  }

  @Field({ description: 'Id of the study that it was read for, or what the reader stated.' })
  get purpose(): string {
    return this.read.purpose;
  }

  @Field({ description: 'An admin opened it.' })
  get breakGlass(): boolean {
    return this.read.breakGlass;
  }
}

@ObjectType('PersonalReads', { description: 'A page of reads, newest first.' })
export class ReadsView {
  @Field(() => [PersonalReadView])
  nodes!: PersonalReadView[];

  @Field(() => String, { nullable: true, description: 'Cursor of the next page; null after the last.' })
  next!: string | null;
}

export interface ReadsArgs {
  readonly first?: number | null;
  readonly after?: string | null;
}

export const readsArgs: Readonly<Record<keyof ReadsArgs, FieldArg>> = {
  first: { type: () => Int, description: `At most ${pageLimits.max}; default ${pageLimits.default}.` },
  after: { type: () => String, description: 'Cursor after which the page begins.' },
};

@InputType('PersonalReadWhere', { description: 'All given conditions must hold.' })
export class PersonalReadWhere {
  @Field(() => [ID], { nullable: true, description: 'Notes or participants.' })
  records?: string[] | null;

  @Field(() => ID, { nullable: true })
  study?: string | null;

  @Field(() => ID, { nullable: true, description: 'The person who read.' })
  reader?: string | null;

  @Field(() => Boolean, { nullable: true })
  breakGlass?: boolean | null;
}
