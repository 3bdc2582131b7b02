import type { ConceptFilter } from '../../platform/read-side/concept-filter.js';
import type { RangeFilter, ReferenceFilter } from '../../platform/read-side/filters.js';
import type { Combined } from '../../platform/read-side/where.js';

type Maybe<Value> = Value | null | undefined;
interface OneOf {
  readonly in: readonly string[];
}

/** Both inclusive. */
export interface YearRange {
  readonly from?: number | null;
  readonly to?: number | null;
}

interface OfRecords {
  readonly externalReference?: Maybe<ReferenceFilter>;
  readonly recordedAt?: Maybe<RangeFilter>;
  readonly updatedAt?: Maybe<RangeFilter>;
  readonly fictional?: Maybe<boolean>;
}

/** What sources are asked for by. */
export interface SourceFilter extends OfRecords, Combined<SourceFilter> {
  readonly type?: Maybe<OneOf>;
  readonly year?: Maybe<YearRange>;
  readonly doi?: Maybe<readonly string[]>;
  readonly language?: Maybe<OneOf>;
  readonly reliability?: Maybe<OneOf>;
  readonly status?: Maybe<OneOf>;
  readonly retracted?: Maybe<boolean>;
  readonly hasLikelyDuplicates?: Maybe<boolean>;
}

/** What figures are asked for by. */
export interface FigureFilter extends OfRecords, Combined<FigureFilter> {
  readonly indicator?: Maybe<OneOf>;
  readonly unit?: Maybe<OneOf>;
  readonly regions?: Maybe<ConceptFilter>;
  readonly year?: Maybe<YearRange>;
  readonly source?: Maybe<{ readonly any: readonly string[] }>;
  readonly reportedBy?: Maybe<{ readonly any: readonly string[] }>;
  readonly retracted?: Maybe<boolean>;
}
