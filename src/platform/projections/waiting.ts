/** Resolves after `ms`, or at once when `signal` aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** Milliseconds before try `attempt` (from 1): doubling from 100 up to 5,000, of which at least half, the rest by chance. */
export function backoff(attempt: number): number {
  const ceiling = Math.min(5_000, 100 * 2 ** Math.min(attempt - 1, 10));
  return ceiling * (0.5 + Math.random() / 2);
}

/** The promise's result, or undefined as soon as `signal` aborts, whether the promise ever settles or not. */
export function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(undefined);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise
      .then(resolve, (error: unknown) => (signal.aborted ? resolve(undefined) : reject(error as Error)))
      .finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Waits for a promise, but no longer than `ms`. */
export async function within(promise: Promise<unknown> | undefined, ms: number): Promise<void> {
  const given = new AbortController();
  await Promise.race([promise, sleep(ms, given.signal)]).finally(() => given.abort());
}

/** Resolves when `signal` aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
