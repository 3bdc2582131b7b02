import { limits } from './limits.js';

/** Pause before retry number `attempt` (from 1), in milliseconds: exponential, bounded, and spread at random. */
export function backOff(attempt: number): number {
  const pause = Math.min(limits.lastPause, limits.firstPause * 2 ** Math.min(attempt - 1, 20));
  return pause * (0.5 + Math.random() / 2);
}

/** Nothing came in time; what then comes goes unseen. */
export class Late extends Error {
  override readonly name = 'Late';
}

/** @throws Late when `promise` has not settled within `milliseconds` */
export async function within<Value>(promise: Promise<Value>, milliseconds: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Late(`No answer within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
    // Whoever left early does not hear of a later failure; without this the process would end of it.
    promise.catch(() => undefined);
  }
}
