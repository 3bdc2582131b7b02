import { refusal } from './refusal.js';

/**
 * Waits for `work` at most `milliseconds`, then aborts its signal and refuses the request; what the work still
 * brings is dropped.
 *
 * @throws Refusal 503 DEADLINE_EXCEEDED, or what `work` throws
 */
export async function withinDeadline<Result>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = refusal(
        `Not answered within ${milliseconds} ms. A mutation may still take effect: repeat it with the same idempotency key`,
        'DEADLINE_EXCEEDED',
        { status: 503 },
      );
      controller.abort(error);
      reject(error);
    }, milliseconds);
  });
  try {
    return await Promise.race([work(controller.signal), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
