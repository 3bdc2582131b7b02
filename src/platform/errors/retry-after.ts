/**
 * Seconds after which a request that was refused with one of these codes may be sent again as it is; a mutation with the same
 * idempotency key. What is refused with another code stays refused.
 */
const seconds: Readonly<Record<string, number>> = {
  UNAVAILABLE: 1,
  OUTCOME_UNKNOWN: 1,
  DEADLINE_EXCEEDED: 1,
  OVERLOADED: 1,
};

export function retryAfterOf(code: unknown): number | undefined {
  return typeof code === 'string' && Object.hasOwn(seconds, code) ? seconds[code] : undefined;
}
