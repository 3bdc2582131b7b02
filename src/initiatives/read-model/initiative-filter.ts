import type { ConceptFilter } from '../../platform/read-side/concept-filter.js';
import type { OneOf, RangeFilter, RecordFilter } from '../../platform/read-side/filters.js';
import type { Combined } from '../../platform/read-side/where.js';

/** What a list of initiatives can be narrowed down by. */
export interface InitiativeFilter extends RecordFilter, Combined<InitiativeFilter> {
  /** The initiative's own; those of its owners are `ownerMissions`. */
  readonly missions?: ConceptFilter | null;
  readonly digitalUses?: ConceptFilter | null;
  readonly characteristics?: ConceptFilter | null;
  readonly ownerMissions?: ConceptFilter | null;
  readonly ownerSectors?: ConceptFilter | null;
  /** Of its place; where the place has none, of its owners. */
  readonly regions?: ConceptFilter | null;
  readonly stage?: {
    readonly in?: readonly string[] | null;
    readonly notIn?: readonly string[] | null;
  } | null;
  readonly owners?: { readonly any: readonly string[] } | null;
  readonly ownerLegalForm?: OneOf | null;
  /** Of its place; where the place has none, of its owners. */
  readonly countries?: readonly string[] | null;
  readonly stageSince?: RangeFilter | null;
  readonly hasOutcomes?: boolean | null;
}
