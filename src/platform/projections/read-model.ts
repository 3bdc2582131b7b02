import type { Generation } from './generation.js';

/** No generation can be read yet: the first one is being built. */
export class ReadModelNotReady extends Error {
  override readonly name = 'ReadModelNotReady';
}

/** A request's hold on the generation that it reads. */
export interface Acquired {
  readonly generation: Generation;
  /** Must be called once the request is answered; again does nothing. */
  readonly release: () => void;
}

interface Held {
  readonly generation: Generation;
  requests: number;
  /** Set when another generation took its place: what to do when the last request has ended. */
  retire?: () => void;
}

/** The generation that this process reads now. Switching replaces the reference; requests under way keep theirs. */
export class ReadModel {
  #held: Held | undefined;

  get ready(): boolean {
    return this.#held !== undefined;
  }

  /**
   * For a single statement sent at once. A request with more than one takes {@link acquire}.
   * @throws ReadModelNotReady
   */
  current(): Generation {
    return this.#current().generation;
  }

  /**
   * Once per request: all that the request reads comes from this generation, and it stays open until the release.
   * @throws ReadModelNotReady
   */
  acquire(): Acquired {
    const held = this.#current();
    held.requests += 1;
    let released = false;
    return {
      generation: held.generation,
      release: () => {
        if (released) return;
        released = true;
        held.requests -= 1;
        if (held.requests === 0) held.retire?.();
      },
    };
  }

  /** Serves `next` from now on (or nothing). Resolves when the last request on the former generation has ended. */
  switchTo(next: Generation | undefined): Promise<void> {
    const former = this.#held;
    this.#held = next && { generation: next, requests: 0 };
    if (!former || former.requests === 0) return Promise.resolve();
    return new Promise((resolve) => (former.retire = resolve));
  }

  #current(): Held {
    if (!this.#held) throw new ReadModelNotReady('The read model is being built');
    return this.#held;
  }
}
