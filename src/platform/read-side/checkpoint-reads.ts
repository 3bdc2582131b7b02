import type { Checkpoint } from '../projections/generation.js';

/**
 * Reads of one checkpoint that requests share. A request never takes the outcome of a read that was under way when it came:
 * that one may have looked before a write which the request must see. It waits for the next, together with all who came
 * meanwhile. So there is at most one read at a time, and nobody waits for more than two.
 */
export class CheckpointReads {
  #running: Promise<unknown> | null = null;
  #next: Promise<Checkpoint> | null = null;

  constructor(private readonly read: () => Promise<Checkpoint>) {}

  /** Where the rows stand, read after this call. @throws what the read throws */
  current(): Promise<Checkpoint> {
    if (!this.#running) return this.#start();
    return (this.#next ??= this.#running.then(() => {
      this.#next = null;
      return this.#start();
    }));
  }

  #start(): Promise<Checkpoint> {
    const reading = this.read();
    // Those who wait for the next one read anew, whatever became of this one; its own callers see its error.
    const settled = reading
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        // Otherwise it stays, so that all who come until then join the next one.
        if (this.#running === settled && !this.#next) this.#running = null;
      });
    this.#running = settled;
    return reading;
  }
}
