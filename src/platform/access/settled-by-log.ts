import type { Policy } from './policy.js';
import type { Viewer } from './viewer.js';

/** Viewers of requests that touched records whose rows do not follow from the log alone. */
const unsettled = new WeakSet<Viewer>();

/** To be told of every policy that is asked for a viewer. Each request has a viewer object of its own. */
export function noteAsked(policy: Policy, viewer: Viewer): void {
  if (policy.settledByLog !== true) unsettled.add(viewer);
}

/** Whether all that this request's viewer was shown rows of until now is {@link Policy.settledByLog}. */
export function isSettledByLog(viewer: Viewer): boolean {
  return !unsettled.has(viewer);
}
