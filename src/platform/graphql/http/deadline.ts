import { refusal, type Refusal } from './refusal.js';

const mayTakeEffect = 'A mutation may still take effect: repeat it with the same idempotency key';

/** The ends that requests under way have, each its own; all at once when the service stops. */
export class Deadlines {
  readonly #open = new Set<(reason: Refusal) => void>();

  /**
   * Waits for `work` at most `milliseconds`, then refuses the request; what the work still brings is dropped.
   *
   * @throws Refusal 503 DEADLINE_EXCEEDED, or what `work` throws
   */
  async within<Result>(milliseconds: number, work: () => Promise<Result>): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    let end!: (reason: Refusal) => void;
    const deadline = new Promise<never>((_, reject) => {
      end = reject;
      timer = setTimeout(() => reject(late(`Not answered within ${milliseconds} ms`)), milliseconds);
    });
    this.#open.add(end);
    try {
      return await Promise.race([work(), deadline]);
    } finally {
      clearTimeout(timer);
      this.#open.delete(end);
    }
  }

  /** Refuses all that is under way. */
  endAll(): void {
    for (const end of this.#open) end(late('The service is stopping'));
  }
}

function late(why: string): Refusal {
  return refusal(`${why}. ${mayTakeEffect}`, 'DEADLINE_EXCEEDED', { status: 503 });
}
