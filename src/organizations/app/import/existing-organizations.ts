import type { ExternalReference, Place } from '../../../kernel/fields.js';
import type { LocalizedText } from '../../../kernel/localized-text.js';
import type { LegalForm, SizeBand } from '../../domain/organization.events.js';

/** An organization as it stands, as far as an edition of a register may change it. */
export interface ExistingOrganization {
  readonly id: string;
  /** Of its stream: part of the keys of what is said about it, so that a value that comes back is written again. */
  readonly revision: number;
  readonly status: 'active' | 'dissolved' | 'merged';
  readonly name: LocalizedText;
  readonly description?: LocalizedText | null;
  readonly alternativeNames: readonly string[];
  readonly legalForm: LegalForm;
  readonly place?: Place | null;
  readonly sectors: readonly string[];
  readonly missions: readonly string[];
  readonly sizeBand?: SizeBand | null;
  readonly website?: string | null;
  readonly externalReferences: readonly ExternalReference[];
}

/** What an import has to know of the records that are there. Reads a snapshot no older than the import's beginning. */
export interface ExistingOrganizations {
  /** By external id, at most 500 at once. A merged record answers as itself, not as its successor. */
  byExternalReference(
    system: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, ExistingOrganization>>;
  /** All that carry a reference to the system and are neither dissolved nor merged, one entry for each such reference. */
  allOfSystem(system: string): AsyncIterable<{ readonly id: string; readonly externalId: string }>;
}
