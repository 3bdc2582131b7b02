import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** Where the true errors go. Fastify's and pino's loggers have this shape. */
export interface ErrorLog {
  error(details: object, message: string): void;
}

/** Errors of one answer written to the log one by one; a thousand of the same kind say no more. */
const maxLogged = 10;

const statuses: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 503,
  INTERNAL: 500,
};

/** Seconds after which a refused client may try again. */
export const retryAfterSeconds = 1;

/** The HTTP status of a request that fails as a whole with this code. */
export function statusOfCode(code: unknown): number {
  return (typeof code === 'string' ? statuses[code] : undefined) ?? 400;
}

/** Whether a code says that the whole request, not one field of it, cannot be served now or to this caller. */
export function isAboutRequest(code: unknown): boolean {
  return code === 'UNAUTHENTICATED' || code === 'UNAVAILABLE' || code === 'DEADLINE_EXCEEDED';
}

export function headersOfStatus(status: number): Readonly<Record<string, string>> {
  if (status === 401) return { 'www-authenticate': 'Bearer' };
  return status === 503 ? { 'retry-after': String(retryAfterSeconds) } : {};
}

/** What a fault is logged with. */
export interface FaultPlace {
  /** The client sees it as well. */
  readonly correlationId: string;
  /** `query Name`; undefined where no operation was found yet. */
  readonly operation?: string | undefined;
}

/**
 * What clients may see: errors that carry a code of their own as they are. Anything else is a fault; it goes to
 * the log and leaves only `Internal error` with code INTERNAL and the correlation id under which it was logged.
 */
export function publicErrors(
  errors: readonly unknown[],
  log: ErrorLog,
  place: FaultPlace,
): GraphQLFormattedError[] {
  let faults = 0;
  const formatted = errors.map((error): GraphQLFormattedError => {
    const known = error instanceof GraphQLError ? error : undefined;
    if (known && typeof known.extensions?.code === 'string') return known.toJSON();
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
