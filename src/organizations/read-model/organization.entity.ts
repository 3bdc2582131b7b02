import { Column, Entity } from 'typeorm';
import type { ExternalReference } from '../../kernel/fields.js';
import type { LocalizedText } from '../../kernel/localized-text.js';
import type { FiledOrdinals } from '../../platform/read-side/filed-ordinals.js';
import { ByConceptRow, ByReferenceRow } from '../../platform/read-side/link-rows.js';
import { RecordRow } from '../../platform/read-side/record-row.js';
import { SearchRow } from '../../platform/read-side/search-row.js';
import type { Assessment, LegalForm, SizeBand } from '../domain/organization.events.js';

@Entity('organization')
export class OrganizationRow extends RecordRow {
  @Column({ type: 'text' })
  status!: 'active' | 'dissolved' | 'merged';

  @Column({ type: 'text', nullable: true })
  merged_into!: string | null;

  @Column({ type: 'date', nullable: true })
  dissolved_on!: string | null;

  @Column({ type: 'jsonb' })
  name!: LocalizedText;

  @Column({ type: 'text', collation: 'C' })
  name_sort!: string;

  @Column({ type: 'text', array: true })
  alternative_names!: string[];

  @Column({ type: 'jsonb', nullable: true })
  description!: LocalizedText | null;

  @Column({ type: 'text' })
  legal_form!: LegalForm;

  @Column({ type: 'text', nullable: true })
  country!: string | null;

  @Column({ type: 'text', nullable: true })
  region!: string | null;

  @Column({ type: 'text', nullable: true })
  municipality!: string | null;

  @Column({ type: 'text', array: true })
  sectors!: string[];

  @Column({ type: 'text', array: true })
  missions!: string[];

  @Column({ type: 'text', nullable: true })
  size_band!: SizeBand | null;

  @Column({ type: 'text', nullable: true })
  website!: string | null;

  @Column({ type: 'jsonb' })
  external_references!: ExternalReference[];

  @Column({ type: 'jsonb' })
  assessments!: Assessment[];

  @Column({ type: 'text' })
  eligibility!: 'eligible' | 'not-eligible' | 'incomplete';

  /** When it was filed under each of its concepts: one that was inactive before then is flagged. */
  @Column({ type: 'jsonb' })
  filed_ordinals!: FiledOrdinals;
}

@Entity('organization_by_concept')
export class OrganizationByConceptRow extends ByConceptRow {}

@Entity('organization_by_reference')
export class OrganizationByReferenceRow extends ByReferenceRow {}

@Entity('organization_search')
export class OrganizationSearchRow extends SearchRow {}
