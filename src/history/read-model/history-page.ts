import { cursorOf, partsOf } from '../../platform/read-side/cursor.js';
import { pageLimits } from '../../platform/read-side/page.js';
import { badInput } from '../../platform/errors/bad-input.js';

/** The part of a history that is asked for. */
export interface HistoryPageArgs {
  readonly first?: number | null;
  readonly after?: string | null;
}

/** Revisions `newest` down to `oldest`; none when `newest < oldest`. */
export interface RevisionRange {
  readonly newest: number;
  readonly oldest: number;
}

/** The event at which a page ended. After a restore another one may stand at its revision. */
export interface HistoryCursor {
  readonly revision: number;
  readonly event: string;
}

const LIST = 'history';

/**
 * Which revisions a page shows, newest first. They have no gaps, so nothing needs to be read to know.
 * @param last revision of the record as the request sees it
 * @throws BAD_USER_INPUT for sizes out of range and cursors of other lists
 */
export function revisionsOf({ first, after }: HistoryPageArgs, last: number): RevisionRange {
  const size = first ?? pageLimits.default;
  if (size < 0 || size > pageLimits.max) throw badInput(`first must be between 0 and ${pageLimits.max}`);
  const newest = after == null ? last : Math.min(last, decodeHistoryCursor(after).revision - 1);
  return { newest, oldest: Math.max(0, newest - size + 1) };
}

export function encodeHistoryCursor({ revision, event }: HistoryCursor): string {
  return cursorOf(LIST, revision, event);
}

/** @throws BAD_USER_INPUT */
export function decodeHistoryCursor(cursor: string): HistoryCursor {
  const [list, revision, event] = partsOf(cursor) ?? [];
  const fits = list === LIST && Number.isSafeInteger(revision) && (revision as number) >= 0;
  if (fits && typeof event === 'string') return { revision: revision as number, event };
  throw badInput(`"${cursor.slice(0, 40)}" is not a cursor of a history`);
}
