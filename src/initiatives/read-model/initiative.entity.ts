import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ExternalReference, Link } from '../../kernel/fields.js';
import type { LocalizedText } from '../../kernel/localized-text.js';
import type { FiledOrdinals } from '../../platform/read-side/filed-ordinals.js';
import { ByConceptRow, ByReferenceRow } from '../../platform/read-side/link-rows.js';
import { RecordRow } from '../../platform/read-side/record-row.js';
import { SearchRow } from '../../platform/read-side/search-row.js';
import type { Cost, OutcomeInput, Stage } from '../domain/initiative.events.js';

/** A move to a stage. `on` is null only for the first, where it was not known. */
export interface StageMove {
  readonly stage: Stage;
  readonly on: string | null;
  readonly kind: 'recorded' | 'advanced' | 'reverted' | 'abandoned';
  readonly reason?: string;
}

export interface OutcomeInRow {
  readonly id: string;
  readonly indicator: LocalizedText;
  readonly value: number;
  readonly unit: string;
  readonly date: string | null;
  readonly source: NonNullable<OutcomeInput['source']> | null;
  /** When it was last put right. */
  readonly corrected_at: string | null;
  readonly corrected_ordinal: number | null;
}

@Entity('initiative')
export class InitiativeRow extends RecordRow {
  @Column({ type: 'jsonb' })
  title!: LocalizedText;

  @Column({ type: 'text', collation: 'C' })
  title_sort!: string;

  @Column({ type: 'jsonb', nullable: true })
  summary!: LocalizedText | null;

  @Column({ type: 'text', array: true })
  owners!: string[];

  @Column({ type: 'text', array: true })
  digital_uses!: string[];

  @Column({ type: 'text', array: true })
  missions!: string[];

  @Column({ type: 'text', array: true })
  characteristics!: string[];

  @Column({ type: 'text', nullable: true })
  country!: string | null;

  @Column({ type: 'text', nullable: true })
  region!: string | null;

  @Column({ type: 'text', nullable: true })
  municipality!: string | null;

  @Column({ type: 'text' })
  stage!: Stage;

  @Column({ type: 'date', nullable: true })
  stage_since!: string | null;

  @Column({ type: 'jsonb' })
  stage_history!: StageMove[];

  @Column({ type: 'jsonb' })
  costs!: Cost[];

  @Column({ type: 'jsonb' })
  outcomes!: OutcomeInRow[];

  @Column({ type: 'jsonb' })
  links!: Link[];

  @Column({ type: 'jsonb' })
  external_references!: ExternalReference[];

  /** When it was filed under each of its concepts: one that was inactive before then is flagged. */
  @Column({ type: 'jsonb' })
  filed_ordinals!: FiledOrdinals;
}

@Entity('initiative_by_concept')
export class InitiativeByConceptRow extends ByConceptRow {}

@Entity('initiative_by_owner')
export class InitiativeByOwnerRow {
  @PrimaryColumn({ type: 'text', collation: 'C' })
  id!: string;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  owner!: string;

  @Column({ type: 'bigint' })
  ordinal!: number;
}

@Entity('initiative_by_reference')
export class InitiativeByReferenceRow extends ByReferenceRow {}

@Entity('initiative_search')
export class InitiativeSearchRow extends SearchRow {}
