import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LocalizedText, LocalizedTextInput } from '../../kernel/localized-text.js';
import type { FiledOrdinals } from '../../platform/read-side/filed-ordinals.js';
import { ByConceptRow, ByReferenceRow } from '../../platform/read-side/link-rows.js';
import { RecordRow } from '../../platform/read-side/record-row.js';
import { SearchRow } from '../../platform/read-side/search-row.js';
import type { CaseStudyContent } from '../domain/case-study.content.js';
import type { Confidence, EvidenceKind, SectionName, Stance } from '../domain/case-study.fields.js';
import type { WorkingState } from '../domain/case-study.state.js';

export type CaseStudyStatus = 'active' | 'retracted' | 'withheld';

/** What is said over the text, or in its place. */
export interface Notice {
  readonly kind: 'retracted' | 'withheld';
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason: string;
}

export interface EditionInRow {
  readonly number: number;
  readonly published_at: string;
  readonly ordinal: number;
  readonly note: LocalizedTextInput | null;
  readonly content: CaseStudyContent;
  readonly filed_ordinals: FiledOrdinals;
}

/** All that the stream says; the other tables are made from it. Withheld, it holds no text any more. */
@Entity('case_study')
export class CaseStudyRow extends RecordRow {
  @Column({ type: 'text' })
  status!: CaseStudyStatus;

  @Column({ type: 'text', nullable: true })
  working!: WorkingState | null;

  /** How often it was submitted for review. */
  @Column({ type: 'int' })
  submissions!: number;

  /** Everyone who ever wrote in it. */
  @Column({ type: 'text', array: true })
  ever_writers!: string[];

  /** Of the working content. Empty once withheld. */
  @Column({ type: 'text', collation: 'C' })
  organization!: string;

  /** What the next edition says. Null once withheld. */
  @Column({ type: 'jsonb', nullable: true })
  content!: CaseStudyContent | null;

  /** Of the working content. */
  @Column({ type: 'jsonb' })
  filed_ordinals!: FiledOrdinals;

  /** Ordinals of the events that added the claims, by claim id. */
  @Column({ type: 'jsonb' })
  claim_ordinals!: Readonly<Record<string, number>>;

  /** Ordinals of the events that attached the evidence, by evidence id. */
  @Column({ type: 'jsonb' })
  evidence_ordinals!: Readonly<Record<string, number>>;

  /** What the next edition is to say of itself, as it was submitted last. */
  @Column({ type: 'jsonb', nullable: true })
  submitted_note!: LocalizedTextInput | null;

  /** The comment with which changes were requested, until it is submitted again. */
  @Column({ type: 'text', nullable: true })
  requested_changes!: string | null;

  @Column({ type: 'jsonb' })
  notices!: Notice[];

  @Column({ type: 'jsonb' })
  editions!: (Omit<EditionInRow, 'content'> & { content: CaseStudyContent | null })[];

  /** Number of the last edition; null before the first. */
  @Column({ type: 'int', nullable: true })
  edition_number!: number | null;

  /** By the title of the last edition. */
  @Column({ type: 'text', collation: 'C', nullable: true })
  published_title_sort!: string | null;

  /** What readers may know of its changes: the first edition, and the last edition or notice. */
  @Column({ type: 'bigint', nullable: true })
  first_public_ordinal!: number | null;

  @Column({ type: 'bigint', nullable: true })
  public_ordinal!: number | null;

  @Column({ type: 'int', nullable: true })
  public_revision!: number | null;

  @Column({ type: 'timestamptz', nullable: true })
  first_public_at!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  public_at!: string | null;
}

/** Each edition as it was published, for ever; without its text once withheld. */
@Entity('case_study_edition')
export class CaseStudyEditionRow {
  @PrimaryColumn({ type: 'text', collation: 'C' })
  id!: string;

  @PrimaryColumn({ type: 'int' })
  number!: number;

  @Column({ type: 'timestamptz' })
  published_at!: string;

  @Column({ type: 'bigint' })
  ordinal!: number;

  @Column({ type: 'jsonb', nullable: true })
  note!: LocalizedTextInput | null;

  @Column({ type: 'jsonb', nullable: true })
  content!: CaseStudyContent | null;

  @Column({ type: 'jsonb' })
  filed_ordinals!: FiledOrdinals;
}

/** What is being written: a record of its own, for those who may see it. */
@Entity('case_study_working')
export class CaseStudyWorkingRow extends RecordRow {
  @Column({ type: 'text' })
  status!: CaseStudyStatus;

  @Column({ type: 'text', nullable: true })
  working!: WorkingState | null;

  /** How often it was submitted for review. */
  @Column({ type: 'int' })
  submissions!: number;

  @Column({ type: 'text', array: true })
  ever_writers!: string[];

  @Column({ type: 'text', collation: 'C' })
  organization!: string;

  @Column({ type: 'int', nullable: true })
  edition_number!: number | null;

  @Column({ type: 'text', collation: 'C' })
  title_sort!: string;

  @Column({ type: 'text', nullable: true })
  requested_changes!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  submitted_note!: LocalizedTextInput | null;

  @Column({ type: 'jsonb' })
  notices!: Notice[];

  @Column({ type: 'jsonb', nullable: true })
  content!: CaseStudyContent | null;

  @Column({ type: 'jsonb' })
  filed_ordinals!: FiledOrdinals;
}

/** What a case study is about: initiatives and sources that it names. */
abstract class LinkRow {
  @PrimaryColumn({ type: 'text', collation: 'C' })
  id!: string;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  target!: string;
}

/** One claim as one edition has it; of the working content the number is 0. */
abstract class ClaimRow {
  @PrimaryColumn({ type: 'text', collation: 'C' })
  id!: string;

  @PrimaryColumn({ type: 'int' })
  edition!: number;

  @PrimaryColumn({ type: 'uuid' })
  claim_id!: string;

  /** Of the event that added it: unique among the claims of one edition each. */
  @Column({ type: 'bigint' })
  ordinal!: number;

  @Column({ type: 'text', nullable: true })
  section!: SectionName | null;

  @Column({ type: 'text' })
  confidence!: Confidence;

  @Column({ type: 'jsonb' })
  statement!: LocalizedText;
}

/** One piece of evidence as one edition has it. */
abstract class EvidenceRow {
  @PrimaryColumn({ type: 'text', collation: 'C' })
  id!: string;

  @PrimaryColumn({ type: 'int' })
  edition!: number;

  @PrimaryColumn({ type: 'uuid' })
  evidence_id!: string;

  @Column({ type: 'uuid' })
  claim_id!: string;

  @Column({ type: 'text' })
  stance!: Stance;

  @Column({ type: 'text' })
  kind!: EvidenceKind;

  /** The source, figure, initiative or note. */
  @Column({ type: 'text', collation: 'C' })
  target!: string;

  @Column({ type: 'uuid', nullable: true })
  outcome_id!: string | null;

  /** Of a passage: its coding, and who speaks in it. */
  @Column({ type: 'uuid', nullable: true })
  coding_id!: string | null;

  @Column({ type: 'text', array: true })
  participants!: string[];

  /** Of the event that attached it: what was corrected later, it did not know. */
  @Column({ type: 'bigint' })
  ordinal!: number;
}

@Entity('case_study_by_reference')
export class CaseStudyByReferenceRow extends ByReferenceRow {}

@Entity('case_study_by_concept')
export class CaseStudyByConceptRow extends ByConceptRow {}
@Entity('case_study_link')
export class CaseStudyLinkRow extends LinkRow {}
@Entity('case_study_search')
export class CaseStudySearchRow extends SearchRow {}
@Entity('case_study_claim')
export class CaseStudyClaimRow extends ClaimRow {}
@Entity('case_study_evidence')
export class CaseStudyEvidenceRow extends EvidenceRow {}

@Entity('case_study_working_by_reference')
export class CaseStudyWorkingByReferenceRow extends ByReferenceRow {}
@Entity('case_study_working_by_concept')
export class CaseStudyWorkingByConceptRow extends ByConceptRow {}
@Entity('case_study_working_link')
export class CaseStudyWorkingLinkRow extends LinkRow {}
@Entity('case_study_working_search')
export class CaseStudyWorkingSearchRow extends SearchRow {}
@Entity('case_study_working_claim')
export class CaseStudyWorkingClaimRow extends ClaimRow {}
@Entity('case_study_working_evidence')
export class CaseStudyWorkingEvidenceRow extends EvidenceRow {}
