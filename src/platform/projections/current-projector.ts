import { beginning, type EnginePosition } from '../event-store/event-store.js';
import type { BuildProgress, Followed } from './build-generation.js';
import type { Generation } from './generation.js';
import { parkedCount, parkedStreams, type ParkedStream } from './parked-streams.js';
import type { ProjectorStatus } from './projector.js';
import { ReadModelNotReady } from './read-model.js';
import { sleep } from './waiting.js';

/** What the process serves now, or how far the first build has come. */
export interface ServingState {
  readonly serving?: Followed;
  readonly progress?: BuildProgress;
  readonly lastError: string | null;
}

const unservedPoll = 10;

/** The projector of whichever generation serves now: stays the same object over rebuilds. */
export class CurrentProjector {
  constructor(private readonly state: () => ServingState) {}

  status(): ProjectorStatus {
    const { serving, progress, lastError } = this.state();
    if (serving) return serving.projector.status();
    const state = lastError ? 'failing' : 'catching-up';
    return { owner: false, position: beginning, ordinal: progress?.done ?? 0, lag: null, state, lastError };
  }

  /**
   * True once what `ReadModel.acquire` gives holds all up to `position`; false after `timeoutMs`.
   * Wait first, acquire after: a switch in between is seen to.
   */
  async waitFor(position: EnginePosition, timeoutMs: number): Promise<boolean> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const { serving } = this.state();
      const left = deadline - Date.now();
      if (serving) {
        const reached = await serving.projector.waitFor(position, Math.max(0, left));
        if (this.state().serving === serving) return reached;
      } else {
        await sleep(unservedPoll);
      }
      if (left <= 0) return false;
    }
  }

  /**
   * Streams left out of what is served, oldest first, at most 1,000.
   * @throws ReadModelNotReady
   */
  async parked(): Promise<ParkedStream[]> {
    return parkedStreams(this.#generation());
  }

  /**
   * How many streams are left out of what is served.
   * @throws ReadModelNotReady
   */
  async parkedCount(): Promise<number> {
    return parkedCount(this.#generation());
  }

  #generation(): Generation {
    const { serving } = this.state();
    if (!serving) throw new ReadModelNotReady('The read model is being built');
    return serving.generation;
  }
}
