import type { RequestContext } from '../../platform/graphql/request-context.js';

/**
 * Who sees what of an interview hangs on the day, on consents and on persons, and what is read must be recorded: no answer
 * that holds anything of it is kept for another request. The one place where this slice says so.
 */
export function notKept(context: RequestContext): void {
  context.uncacheable();
}
