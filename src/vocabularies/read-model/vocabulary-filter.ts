import type { OneOf } from '../../platform/read-side/filters.js';
import type { Combined } from '../../platform/read-side/where.js';

/** What a list of concept schemes can be narrowed down by. */
export interface ConceptSchemeFilter extends Combined<ConceptSchemeFilter> {
  readonly codes?: readonly string[] | null;
  readonly fictional?: boolean | null;
}

/** What a list of concepts can be narrowed down by. */
export interface ConceptListFilter extends Combined<ConceptListFilter> {
  /** Codes of schemes. */
  readonly schemes?: readonly string[] | null;
  readonly codes?: readonly string[] | null;
  readonly status?: OneOf | null;
  /** Codes of concepts directly above. */
  readonly broader?: readonly string[] | null;
  /** Whether without a broader one. */
  readonly top?: boolean | null;
}
