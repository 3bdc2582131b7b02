import { StoreUnavailable } from '../event-store/event-store.js';
import { ReadModelBehind } from '../projections/generation.js';
import { errorCode, errorLine } from '../database/error-code.js';

/**
 * Of Node, when there is no way to a server; of PostgreSQL: no connection (08), no room (53), a statement that took longer than it
 * may (57014), it stops or starts (57P).
 */
const codes =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|08...|53...|57014|57P0[1-5])$/;
/** The driver's own failures have no code. */
const words =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|The server conn)|connection timeout|not queryable|did not answer within/;

/** What is said of it to whoever asked. */
export const databaseAway =
  'The database cannot be reached now, or does not answer in time; try again in a moment';

/**
 * Whether something failed because the database, or the log, cannot be reached or does not answer, so that the same may
 * succeed later. A statement that is wrong, or that the server refuses, is another matter.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof StoreUnavailable || error instanceof ReadModelBehind) return true;
  const code = errorCode(error);
  return (code !== undefined && codes.test(code)) || (error instanceof Error && words.test(errorLine(error)));
}
