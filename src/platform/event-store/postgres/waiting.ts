import { limits } from './limits.js';

/** Pause before retry number `attempt` (from 1), in milliseconds: exponential, bounded, and spread at random. */
export function backOff(attempt: number): number {
  const pause = Math.min(limits.lastPause, limits.firstPause * 2 ** Math.min(attempt - 1, 20));
  return pause * (0.5 + Math.random() / 2);
}

/** Resolves after `milliseconds`, or at once when `signal` aborts. Never rejects. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end, { once: true });
  });
}

/** The value of `promise`, or undefined as soon as `signal` aborts; what `promise` then does goes unseen. */
export async function unlessAborted<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T | undefined> {
  if (!signal) return promise;
  let stop!: () => void;
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
    // Whoever left early does not hear of a later failure; without this the process would end of it.
    promise.catch(() => undefined);
  }
}
