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

/** @throws Late when `promise` has not settled within `milliseconds`; how it then settles goes unseen */
export function within<Value>(promise: Promise<Value>, milliseconds: number): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Late(`No answer within ${milliseconds} ms`)), milliseconds);
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: Error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
