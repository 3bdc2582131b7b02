import { always, and, raw, sql, type Sql } from '../../platform/read-side/sql.js';
import type { YearRange } from './literature-filters.js';

/** That the years from one column to the other lie in the range, at least in part. A year that is not known lies nowhere. */
export function yearRange(first: string, last: string, { from, to }: YearRange): Sql {
  return and([
    from == null ? always : sql`${raw(last)} >= ${from}::int`,
    to == null ? always : sql`${raw(first)} <= ${to}::int`,
  ]);
}
