import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SealedPersonal } from '../../kernel/personal.js';
import { RecordRow } from '../../platform/read-side/record-row.js';
import type { BroadRole, Consent, ConsentScope, WithdrawalExtent } from '../domain/participant.events.js';

/** From the request for erasure on, nothing is read any more; `erased` when the keys are gone. */
export type ParticipantState = 'enrolled' | 'erasing' | 'erased';

/** A consent as it was given, and what became of it. Moments are ISO 8601, UTC. */
export interface ConsentInRow extends Consent {
  readonly recordedAt: string;
  readonly withdrawn: { readonly at: string; readonly extent: WithdrawalExtent } | null;
  /** When Casebook noted that its term has passed. Whether it stands is compared with the clock. */
  readonly expiredAt: string | null;
}

/** Nothing of who it is. Whether the consent stands is asked when reading: see consent.ts. */
@Entity('participant')
export class ParticipantRow extends RecordRow {
  @Column({ type: 'text', collation: 'C' })
  study!: string;

  @Column({ type: 'text' })
  broad_role!: BroadRole;

  @Column({ type: 'text', collation: 'C' })
  enrolled_by!: string;

  @Column({ type: 'text' })
  state!: ParticipantState;

  /** Of what is said of the person: 1 and one more for each correction. */
  @Column({ type: 'int' })
  version!: number;

  /** The latest consent, where none was withdrawn since: all null otherwise. */
  @Column({ type: 'uuid', nullable: true })
  consent_id!: string | null;

  @Column({ type: 'text', array: true, nullable: true })
  consent_scopes!: ConsentScope[] | null;

  /** Its first day. */
  @Column({ type: 'date', nullable: true })
  consent_from!: string | null;

  /** Its last day; null where it has no end. */
  @Column({ type: 'date', nullable: true })
  consent_until!: string | null;

  /** Whether it was noted in the log that the term of this consent has passed. */
  @Column({ type: 'boolean' })
  consent_expired!: boolean;

  /** How far consent has been withdrawn, and when, until another one was recorded. */
  @Column({ type: 'text', nullable: true })
  withdrawn_extent!: WithdrawalExtent | null;

  @Column({ type: 'timestamptz', nullable: true })
  withdrawn_at!: string | null;

  /** All that were given, the first one first. Empty once erasure is asked for. */
  @Column({ type: 'jsonb' })
  consents!: ConsentInRow[];
}

/** What the policies on a participant's identity ask. */
abstract class SealedRow {
  @PrimaryColumn({ type: 'text', collation: 'C' })
  id!: string;

  @Column({ type: 'text', collation: 'C' })
  study!: string;

  @Column({ type: 'text', collation: 'C' })
  enrolled_by!: string;
}

/** The pseudonym, sealed. The row is gone once erasure is asked for. */
@Entity('participant_pseudonym')
export class ParticipantPseudonymRow extends SealedRow {
  @Column({ type: 'jsonb' })
  pseudonym!: SealedPersonal;
}

/** Who it is, sealed. The row is gone once erasure is asked for. */
@Entity('participant_identity')
export class ParticipantIdentityRow extends SealedRow {
  @Column({ type: 'jsonb', nullable: true })
  name!: SealedPersonal | null;

  @Column({ type: 'jsonb', nullable: true })
  contact!: SealedPersonal | null;

  @Column({ type: 'jsonb', nullable: true })
  role!: SealedPersonal | null;
}
