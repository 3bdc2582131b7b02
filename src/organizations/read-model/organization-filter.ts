import type { ConceptFilter } from '../../platform/read-side/concept-filter.js';
import type { OneOf, RecordFilter } from '../../platform/read-side/filters.js';
import type { Combined } from '../../platform/read-side/where.js';

/** What a list of organizations can be narrowed down by. */
export interface OrganizationFilter extends RecordFilter, Combined<OrganizationFilter> {
  readonly missions?: ConceptFilter | null;
  readonly sectors?: ConceptFilter | null;
  readonly regions?: ConceptFilter | null;
  readonly legalForm?: OneOf | null;
  readonly eligibility?: OneOf | null;
  /** Merged organizations are left out unless it asks for them. */
  readonly status?: OneOf | null;
  readonly countries?: readonly string[] | null;
}
