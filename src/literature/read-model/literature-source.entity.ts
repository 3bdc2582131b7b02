import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ExternalReference } from '../../kernel/fields.js';
import { ByReferenceRow } from '../../platform/read-side/link-rows.js';
import { RecordRow } from '../../platform/read-side/record-row.js';
import { SearchRow } from '../../platform/read-side/search-row.js';
import type { CslItem } from '../domain/csl.js';
import type { Retraction } from '../domain/literature-source.events.js';
import type { Reliability } from '../domain/reliability.js';

@Entity('literature_source')
export class LiteratureSourceRow extends RecordRow {
  @Column({ type: 'text' })
  status!: 'active' | 'retracted' | 'merged';

  @Column({ type: 'text', nullable: true })
  merged_into!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  retraction!: Retraction | null;

  @Column({ type: 'jsonb' })
  csl!: CslItem;

  /** Counts the replacements of the CSL data from 1. */
  @Column({ type: 'int' })
  csl_version!: number;

  /** Without markup; null where the source has none. */
  @Column({ type: 'text', nullable: true })
  title!: string | null;

  @Column({ type: 'text', collation: 'C' })
  title_sort!: string;

  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'int', nullable: true })
  year!: number | null;

  /** Normalized. */
  @Column({ type: 'text', collation: 'C', nullable: true })
  doi!: string | null;

  /** As it was set; else the one that the CSL data name, where that is a BCP-47 tag. */
  @Column({ type: 'text', nullable: true })
  language!: string | null;

  /** As it was set, apart from what the CSL data say. */
  @Column({ type: 'text', nullable: true })
  set_language!: string | null;

  @Column({ type: 'text' })
  reliability!: Reliability;

  @Column({ type: 'jsonb' })
  external_references!: ExternalReference[];

  /** When it was last put right in what others may have relied on; both null where it never was. */
  @Column({ type: 'bigint', nullable: true })
  corrected_ordinal!: number | null;

  @Column({ type: 'timestamptz', nullable: true })
  corrected_at!: string | null;

  /** By these another record of the same work is suspected: see domain/likeness.ts. */
  @Column({ type: 'text', collation: 'C', nullable: true })
  title_words!: string | null;

  @Column({ type: 'text', collation: 'C' })
  title_numbers!: string;

  @Column({ type: 'text', collation: 'C', nullable: true })
  first_author!: string | null;

  /** Sources from which somebody has told it apart. */
  @Column({ type: 'text', array: true })
  apart!: string[];
}

@Entity('literature_source_by_reference')
export class LiteratureSourceByReferenceRow extends ByReferenceRow {}

@Entity('literature_source_search')
export class LiteratureSourceSearchRow extends SearchRow {}

/** Who holds a DOI: the source of the latest claim. */
@Entity('doi_claim')
export class DoiClaimRow {
  @PrimaryColumn({ type: 'text', collation: 'C' })
  id!: string;

  /** Normalized. */
  @Column({ type: 'text', collation: 'C' })
  doi!: string;

  @Column({ type: 'text', collation: 'C' })
  source!: string;
}
