import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { RecordRow } from '../read-side/record-row.js';
import { NodeView } from './node.type.js';
import { DateTimeScalar } from './scalars.js';

@ObjectType('ExternalReference', { description: 'The id of a record in a register or system outside.' })
export class ExternalReferenceView {
  @Field()
  system!: string;

  @Field()
  id!: string;
}

@ObjectType('Link')
export class LinkView {
  @Field()
  url!: string;

  @Field({ nullable: true })
  label?: string;
}

@ObjectType('Place')
export class PlaceView {
  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2.' })
  country!: string | null;

  @Field(() => String, { nullable: true })
  municipality!: string | null;
}

/** What every record shows. */
@ObjectType({ isAbstract: true })
export abstract class RecordView<Row extends RecordRow = RecordRow> extends NodeView {
  constructor(readonly row: Row) {
    super();
    this.id = row.id;
  }

  @Field(() => Int, { description: 'Counts the changes of this record; to be named in expectedRevision.' })
  get revision(): number {
    return this.row.revision;
  }

  @Field(() => DateTimeScalar)
  get recordedAt(): string {
    return moment(this.row.recorded_at);
  }

  @Field(() => DateTimeScalar)
  get updatedAt(): string {
    return moment(this.row.updated_at);
  }

  @Field({ description: 'An invented example, made to show what records look like.' })
  get fictional(): boolean {
    return this.row.fictional;
  }
}

/** PostgreSQL's own text of a moment in UTC, as RFC 3339 writes it. */
export function moment(text: string): string {
  return text.replace(' ', 'T').replace(/\+00(:?00)?$/, 'Z');
}
