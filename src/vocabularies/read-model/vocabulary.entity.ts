import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LocalizedText } from '../../kernel/localized-text.js';
import { RecordRow } from '../../platform/read-side/record-row.js';
import { SearchRow } from '../../platform/read-side/search-row.js';
import type { Mapping } from '../domain/concept-scheme.events.js';

@Entity('concept_scheme')
export class ConceptSchemeRow extends RecordRow {
  @Column({ type: 'text', collation: 'C' })
  code!: string;

  @Column({ type: 'jsonb' })
  title!: LocalizedText;

  @Column({ type: 'text', collation: 'C' })
  title_sort!: string;

  @Column({ type: 'text', nullable: true })
  uri!: string | null;
}

@Entity('concept_scheme_search')
export class ConceptSchemeSearchRow extends SearchRow {}

@Entity('concept')
export class ConceptRow {
  /** `<id of its scheme>/<code>`. */
  @PrimaryColumn({ type: 'text', collation: 'C' })
  id!: string;

  @Column({ type: 'text', collation: 'C' })
  scheme_id!: string;

  @Column({ type: 'text', collation: 'C' })
  code!: string;

  @Column({ type: 'jsonb' })
  label!: LocalizedText;

  @Column({ type: 'text', collation: 'C' })
  label_sort!: string;

  @Column({ type: 'jsonb' })
  alternative_labels!: { language: string; text: string }[];

  @Column({ type: 'jsonb', nullable: true })
  definition!: LocalizedText | null;

  /** Codes of its broader concepts; merges among them are resolved when read. */
  @Column({ type: 'text', array: true })
  broader!: string[];

  @Column({ type: 'text', nullable: true })
  notation!: string | null;

  @Column({ type: 'text', nullable: true })
  uri!: string | null;

  @Column({ type: 'jsonb' })
  mappings!: Mapping[];

  @Column({ type: 'text' })
  status!: 'active' | 'deprecated' | 'merged';

  /** What a deprecated concept is replaced by, or a merged one stands for. */
  @Column({ type: 'text', nullable: true })
  replaced_by!: string | null;

  /** Ordinal since which it is no longer active. */
  @Column({ type: 'bigint', nullable: true })
  inactive_since!: number | null;

  /** Ordinals of its first and last event. */
  @Column({ type: 'bigint' })
  recorded_ordinal!: number;

  @Column({ type: 'bigint' })
  ordinal!: number;
}

@Entity('concept_search')
export class ConceptSearchRow extends SearchRow {}
