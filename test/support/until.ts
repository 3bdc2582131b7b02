import { setTimeout as delay } from 'node:timers/promises';

/** In milliseconds. Generous: only a defect uses it up. */
const within = 60_000;
const pollInterval = 20;

/** Waits until something holds. @param what says what that is, where the condition does not say it itself */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: string = String(holds),
): Promise<void> {
  for (const deadline = Date.now() + within; !(await holds()); await delay(pollInterval)) {
    if (Date.now() > deadline) throw new Error(`Still not so after ${within} ms: ${what}`);
  }
}
