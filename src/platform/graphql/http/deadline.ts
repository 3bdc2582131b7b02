import { refusal } from './refusal.js';

/**
 * Waits for `work` at most `milliseconds`, then refuses the request; what the work still brings is dropped.
 *
 * @throws Refusal 503 DEADLINE_EXCEEDED, or what `work` throws
 */
export async function withinDeadline<Result>(
  milliseconds: number,
  work: () => Promise<Result>,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        refusal(
          `Not answered within ${milliseconds} ms. A mutation may still take effect: repeat it with the same idempotency key`,
          'DEADLINE_EXCEEDED',
          { status: 503 },
        ),
      );
    }, milliseconds);
  });
  try {
    return await Promise.race([work(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
