import type { ExternalReference, Link, Place } from '../../../kernel/fields.js';
import type { LocalizedText } from '../../../kernel/localized-text.js';
import type { Stage } from '../../domain/initiative.events.js';

/** An initiative as it stands, as far as a later edition of a file may change it. */
export interface ExistingInitiative {
  readonly id: string;
  /** Of its stream: part of the keys of what is said about it, so that a value that comes back is written again. */
  readonly revision: number;
  readonly title: LocalizedText;
  readonly summary?: LocalizedText | null;
  readonly owners: readonly string[];
  readonly stage: Stage;
  readonly digitalUses: readonly string[];
  readonly missions: readonly string[];
  readonly characteristics: readonly string[];
  readonly place?: Place | null;
  readonly links: readonly Link[];
  readonly externalReferences: readonly ExternalReference[];
}

/** What an import has to know of the records that are there. Reads a snapshot no older than the import's beginning. */
export interface ExistingInitiatives {
  /** By external id, at most 500 at once. */
  byExternalReference(
    system: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, ExistingInitiative>>;
  /** Ids of organizations by external id, at most 1,000 at once; of a merged one, its successor's. */
  ownersByExternalReference(system: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** All that carry a reference to the system, one entry for each such reference. */
  allOfSystem(system: string): AsyncIterable<{ readonly id: string; readonly externalId: string }>;
}
