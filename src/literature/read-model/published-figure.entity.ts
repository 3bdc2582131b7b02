import { Column, Entity } from 'typeorm';
import type { ExternalReference } from '../../kernel/fields.js';
import type { LocalizedText } from '../../kernel/localized-text.js';
import { ByReferenceRow } from '../../platform/read-side/link-rows.js';
import { RecordRow } from '../../platform/read-side/record-row.js';
import { SearchRow } from '../../platform/read-side/search-row.js';

@Entity('published_figure')
export class PublishedFigureRow extends RecordRow {
  @Column({ type: 'text' })
  status!: 'active' | 'retracted';

  /** Why it was retracted. */
  @Column({ type: 'text', nullable: true })
  retraction!: string | null;

  @Column({ type: 'text', collation: 'C' })
  indicator_code!: string;

  @Column({ type: 'jsonb' })
  indicator!: LocalizedText;

  @Column({ type: 'jsonb' })
  population!: LocalizedText;

  @Column({ type: 'jsonb' })
  geography!: LocalizedText;

  @Column({ type: 'jsonb', nullable: true })
  definition!: LocalizedText | null;

  @Column({ type: 'jsonb', nullable: true })
  note!: LocalizedText | null;

  @Column({ type: 'float8' })
  value!: number;

  @Column({ type: 'text' })
  unit!: string;

  @Column({ type: 'text', nullable: true })
  region!: string | null;

  @Column({ type: 'boolean' })
  approximate!: boolean;

  /** As written: a year, a month or a date. */
  @Column({ type: 'text', nullable: true })
  period_from!: string | null;

  @Column({ type: 'text', nullable: true })
  period_to!: string | null;

  @Column({ type: 'int', nullable: true })
  first_year!: number | null;

  @Column({ type: 'int', nullable: true })
  last_year!: number | null;

  @Column({ type: 'bigint', nullable: true })
  n!: number | null;

  @Column({ type: 'text', collation: 'C' })
  source!: string;

  @Column({ type: 'text', nullable: true })
  page!: string | null;

  @Column({ type: 'text', collation: 'C', nullable: true })
  reported_by!: string | null;

  @Column({ type: 'jsonb' })
  external_references!: ExternalReference[];

  /** When it was last put right in what others may have relied on; both null where it never was. */
  @Column({ type: 'bigint', nullable: true })
  corrected_ordinal!: number | null;

  @Column({ type: 'timestamptz', nullable: true })
  corrected_at!: string | null;
}

@Entity('published_figure_by_reference')
export class PublishedFigureByReferenceRow extends ByReferenceRow {}

@Entity('published_figure_search')
export class PublishedFigureSearchRow extends SearchRow {}
