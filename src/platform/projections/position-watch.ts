import { beginning, type EnginePosition } from '../event-store/event-store.js';

interface Waiter {
  readonly position: EnginePosition;
  readonly settle: (reached: boolean) => void;
}

const pollInterval = 10;

/**
 * What one process has seen of a generation's checkpoint: the highest position, which never goes back, and who waits
 * for a higher one. Where the projector runs in this process it tells; elsewhere the checkpoint is polled, but only
 * while somebody waits.
 */
export class PositionWatch {
  #highest: EnginePosition = beginning;
  #told = false;
  #polling = false;
  /** Shared with the generations that this one follows in the same process. */
  #answered: { position: EnginePosition } = { position: beginning };
  readonly #waiters = new Set<Waiter>();

  constructor(private readonly read: () => Promise<EnginePosition>) {}

  get highest(): EnginePosition {
    return this.#highest;
  }

  /** The highest position that anybody was answered from in this process, by this generation or a former one. */
  get floor(): EnginePosition {
    return this.#answered.position;
  }

  /** Says that somebody is answered from this position, or told that it is there. */
  answered(position: EnginePosition): void {
    this.saw(position);
    if (position > this.#answered.position) this.#answered.position = position;
  }

  /** Takes the place of `former`: neither goes below what either has answered from now on. */
  inherit(former: PositionWatch): void {
    const own = this.#answered.position;
    this.#answered = former.#answered;
    if (own > this.#answered.position) this.#answered.position = own;
  }

  /** Whether the projector of this process owns the generation, and so will call {@link saw}. */
  set told(told: boolean) {
    this.#told = told;
    this.#poll();
  }

  saw(position: EnginePosition): void {
    if (position <= this.#highest) return;
    this.#highest = position;
    for (const waiter of this.#waiters) if (waiter.position <= position) waiter.settle(true);
  }

  /** True once rows up to `position` can be read, false after `timeoutMs`. */
  waitFor(position: EnginePosition, timeoutMs: number): Promise<boolean> {
    if (position <= this.#highest) {
      this.answered(position);
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const waiter: Waiter = {
        position,
        settle: (reached) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          if (reached) this.answered(position);
          resolve(reached);
        },
      };
      const timer = setTimeout(() => waiter.settle(false), timeoutMs);
      this.#waiters.add(waiter);
      this.#poll();
    });
  }

  /** Answers false to all who wait. */
  close(): void {
    for (const waiter of this.#waiters) waiter.settle(false);
  }

  #poll(): void {
    if (this.#polling || this.#told || this.#waiters.size === 0) return;
    this.#polling = true;
    this.read()
      // A failing read is the waiters' time running out; the projector reports the database's state.
      .then(
        (position) => this.saw(position),
        () => undefined,
      )
      .finally(() =>
        setTimeout(() => {
          this.#polling = false;
          this.#poll();
        }, pollInterval),
      );
  }
}
