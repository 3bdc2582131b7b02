import { Column, Entity } from 'typeorm';
import type { LocalizedText } from '../../kernel/localized-text.js';
import { RecordRow } from '../../platform/read-side/record-row.js';
import { SearchRow } from '../../platform/read-side/search-row.js';
import type { EthicsApproval } from '../domain/study.events.js';

@Entity('study')
export class StudyRow extends RecordRow {
  @Column({ type: 'jsonb' })
  title!: LocalizedText;

  @Column({ type: 'text', collation: 'C' })
  title_sort!: string;

  /** Opaque ids of persons. The lead is a member without being named among the members. */
  @Column({ type: 'text', collation: 'C' })
  lead!: string;

  @Column({ type: 'text', array: true })
  members!: string[];

  @Column({ type: 'jsonb', nullable: true })
  ethics_approval!: EthicsApproval | null;

  /** The last day on which notes that are not anonymized may be read. */
  @Column({ type: 'date' })
  retain_until!: string;
}

@Entity('study_search')
export class StudySearchRow extends SearchRow {}
