import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { databaseAway, isDatabaseAway } from '../../errors/database-away.js';
import { errorLine } from '../../database/error-code.js';
import { retryAfterOf } from '../../errors/retry-after.js';

/** Where the true errors go. Fastify's and pino's loggers have this shape. */
export interface ErrorLog {
  error(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/** Errors of one answer written to the log one by one; a thousand of the same kind say no more. */
const maxLogged = 10;

const statuses: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 503,
  OVERLOADED: 503,
  INTERNAL: 500,
};

/** The HTTP status of a request that fails as a whole with this code. */
export function statusOfCode(code: unknown): number {
  return (typeof code === 'string' ? statuses[code] : undefined) ?? 400;
}

/** Whether a code says that the whole request, not one field of it, cannot be served now or to this caller. */
export function isAboutRequest(code: unknown): boolean {
  return code === 'UNAUTHENTICATED' || code === 'UNAVAILABLE' || code === 'DEADLINE_EXCEEDED';
}

/** Headers that go with a refusal: how to sign in, or when to try again. */
export function headersOfRefusal(
  status: number,
  errors: readonly GraphQLFormattedError[],
): Readonly<Record<string, string>> {
  if (status === 401) return { 'www-authenticate': 'Bearer' };
  return retryAfterHeader(errors.map(({ extensions }) => retryAfterOf(extensions?.code)));
}

/** `Retry-After`, in seconds: the longest of those given; none where nothing may be tried again. */
export function retryAfterHeader(seconds: readonly (number | undefined)[]): Readonly<Record<string, string>> {
  const longest = Math.max(0, ...seconds.map((each) => each ?? 0));
  return longest > 0 ? { 'retry-after': String(longest) } : {};
}

/** What a fault is logged with. */
export interface FaultPlace {
  /** The client sees it as well. */
  readonly correlationId: string;
  /** `query Name`; undefined where no operation was found yet. */
  readonly operation?: string | undefined;
}

/**
 * What clients may see: errors that carry a code of their own as they are, with `retryAfter` where the same may be tried
 * again. That the database is away is UNAVAILABLE. Anything else is a fault; it goes to the log and leaves only
 * `Internal error` with code INTERNAL and the correlation id under which it was logged.
 */
export function publicErrors(
  errors: readonly unknown[],
  log: ErrorLog,
  place: FaultPlace,
): GraphQLFormattedError[] {
  let faults = 0;
  const formatted = errors.map((error): GraphQLFormattedError => {
    const known = error instanceof GraphQLError ? error : undefined;
    if (known && typeof known.extensions?.code === 'string') return withRetryAfter(known.toJSON());
    if (isDatabaseAway(known?.originalError ?? error)) return unavailable(error, log, place);
    if (++faults <= maxLogged) {
      const { path } = known ?? {};
      log.error({ err: known?.originalError ?? error, ...place, path }, 'A GraphQL request met a fault');
    }
    return new GraphQLError('Internal error', {
      nodes: known?.nodes,
      path: known?.path,
      extensions: { code: 'INTERNAL', correlationId: place.correlationId },
    }).toJSON();
  });
  if (faults > maxLogged)
    log.error({ faults, ...place }, 'A GraphQL request met more faults than are logged');
  return formatted;
}

function unavailable(error: unknown, log: ErrorLog, place: FaultPlace): GraphQLFormattedError {
  const known = error instanceof GraphQLError ? error : undefined;
  const cause = known?.originalError ?? error;
  // One short line: while a database is away there are many of them.
  log.warn({ reason: errorLine(cause), ...place, path: known?.path }, 'A request found the database away');
  const { nodes, path } = known ?? {};
  const extensions = { code: 'UNAVAILABLE', correlationId: place.correlationId };
  return withRetryAfter(new GraphQLError(databaseAway, { nodes, path, extensions }).toJSON());
}

/** With how long to wait, where the same may be said again. */
export function withRetryAfter(error: GraphQLFormattedError): GraphQLFormattedError {
  const retryAfter = retryAfterOf(error.extensions?.code);
  return retryAfter === undefined ? error : { ...error, extensions: { ...error.extensions, retryAfter } };
}
