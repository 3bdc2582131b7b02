import type { CslItem } from '../../domain/csl.js';
import type { LiteratureSourceState } from '../../domain/literature-source.state.js';
import type { SourceId } from '../../domain/literature-source.state.js';

type Known = Exclude<LiteratureSourceState, { status: 'absent' }>;

/** A source as an import finds it. */
export interface ExistingSource extends Pick<
  Known,
  'status' | 'csl' | 'cslVersion' | 'reliability' | 'externalReferences'
> {
  readonly id: SourceId;
  /** Normalized. */
  readonly doi: string | null;
}

/** A source that may be the same work as an entry, with the reason in words. */
export interface LikelySource {
  readonly id: string;
  readonly reason: string;
}

/** Where an import looks up what is there: the read model, behind a port. */
export interface ExistingSources {
  /** By id there; of several with one reference, the oldest that is not merged. */
  byExternalReference(system: string, ids: readonly string[]): Promise<ReadonlyMap<string, ExistingSource>>;
  byId(ids: readonly string[]): Promise<ReadonlyMap<string, ExistingSource>>;
  /** By normalized DOI, merged ones too; of several, the oldest that is not merged. */
  byDoi(dois: readonly string[]): Promise<ReadonlyMap<string, ExistingSource>>;
  /** For each item the sources, merged ones apart, that may be the same work, and why. */
  likely(items: readonly CslItem[]): Promise<readonly (readonly LikelySource[])[]>;
  /** All that refer to the system and are not merged. */
  allOfSystem(system: string): AsyncIterable<{ readonly id: string; readonly externalId: string }>;
}
