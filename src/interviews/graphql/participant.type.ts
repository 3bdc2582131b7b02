import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { NodeView, registerNodeType } from '../../platform/graphql/node.type.js';
import { moment, RecordView } from '../../platform/graphql/record.type.js';
import { DateScalar, DateTimeScalar } from '../../platform/graphql/scalars.js';
import type { ConsentInRow, ParticipantRow } from '../read-model/participant.entity.js';
import {
  BroadRoleEnum,
  ConsentScopeEnum,
  ConsentWayEnum,
  ParticipantStateEnum,
  WithdrawalExtentEnum,
} from './interviews.enums.js';

@ObjectType('Withdrawal')
export class WithdrawalView {
  @Field(() => DateTimeScalar)
  at!: string;

  @Field(() => WithdrawalExtentEnum)
  extent!: string;
}

@ObjectType('Consent', { description: 'A consent as it was given.' })
export class ConsentView {
  constructor(
    private readonly given: ConsentInRow,
    private readonly stands: boolean,
  ) {}

  @Field(() => ID)
  get id(): string {
    return this.given.consentId;
  }

  @Field({ description: 'Version of the form.' })
  get form(): string {
    return this.given.form;
  }

  @Field({ description: 'BCP-47 tag of the language in which it was given.' })
  get language(): string {
    return this.given.language;
  }

  @Field(() => ConsentWayEnum)
  get way(): string {
    return this.given.way;
  }

  @Field(() => ID, { description: 'Id of the person who obtained it.' })
  get obtainedBy(): string {
    return this.given.obtainedBy;
  }

  @Field(() => [ConsentScopeEnum])
  get scopes(): readonly string[] {
    return this.given.scopes;
  }

  @Field(() => DateScalar, { description: 'Its first day. Days are those of UTC.' })
  get from(): string {
    return this.given.from;
  }

  @Field(() => DateScalar, { nullable: true, description: 'Its last day; null where it has no end.' })
  get until(): string | null {
    return this.given.until ?? null;
  }

  @Field(() => DateTimeScalar)
  get recordedAt(): string {
    return moment(this.given.recordedAt);
  }

  @Field(() => WithdrawalView, { nullable: true })
  get withdrawal(): WithdrawalView | null {
    const { withdrawn } = this.given;
    return withdrawn && { ...withdrawn, at: moment(withdrawn.at) };
  }

  @Field({
    name: 'stands',
    description: 'Whether it is the one that counts: the latest, within its term today, and not withdrawn.',
  })
  get standing(): boolean {
    return this.stands;
  }
}

@ObjectType('Participant', {
  implements: () => [NodeView],
  description:
    'Somebody who took part in interviews. Shown to who enrolled them, to members of the study and to admins; who it is, to fewer.',
})
export class ParticipantView extends RecordView<ParticipantRow> {
  @Field(() => BroadRoleEnum)
  get broadRole(): string {
    return this.row.broad_role;
  }

  @Field(() => ParticipantStateEnum)
  get state(): string {
    return this.row.state;
  }

  @Field(() => ID, { description: 'Id of the person who enrolled them.' })
  get enrolledBy(): string {
    return this.row.enrolled_by;
  }

  @Field(() => Int, {
    description: 'Counts the corrections of what is said of them, from 1; to be named in replaces.',
  })
  get version(): number {
    return this.row.version;
  }
}
registerNodeType('participant', 'Participant');
