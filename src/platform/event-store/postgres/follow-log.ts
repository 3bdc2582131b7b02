import { StoreUnavailable, type EnginePosition, type RecordedEvent } from '../event-store.js';
import type { Wake } from './announcements.js';
import { limits } from './limits.js';
import type { LogReader } from './log-reader.js';
import type { RecentAppends } from './recent-appends.js';
import { backOff, pause, unlessAborted } from './waiting.js';

export interface Following {
  readonly reader: Pick<LogReader, 'pageOfAll'>;
  readonly recent: RecentAppends;
  /** Rings from before the first look on. */
  readonly wake: Wake;
}

export interface FollowOptions {
  readonly after: EnginePosition;
  readonly until: EnginePosition;
  readonly batchSize: number;
  readonly signal: AbortSignal;
}

/**
 * The log's events after a position and those that come, until the signal aborts. What this process appended itself is taken
 * from memory where it follows directly on what was given before; the log is read where others may have appended: when
 * they rang, after a gap, and now and then.
 */
export async function* followLog(
  { reader, recent, wake }: Following,
  { after, until, batchSize, signal }: FollowOptions,
): AsyncGenerator<readonly RecordedEvent[], void, void> {
  let failures = 0;
  // Whether nothing stands behind `after` that this process did not append, as far as anybody told.
  let upToDate = false;
  while (after < until && !signal.aborted) {
    const { own, others } = wake.take();
    if (others) upToDate = false;
    let events: readonly RecordedEvent[] = recent.following(after, until, batchSize);
    if (events.length === 0) {
      if (upToDate && !own) {
        upToDate = await wake.wait(limits.pollInterval, signal);
        continue;
      }
      upToDate = false;
      try {
        events = (await unlessAborted(reader.pageOfAll(after, until, batchSize), signal)) ?? [];
        failures = 0;
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        await pause(backOff(++failures), signal);
        continue;
      }
      upToDate = events.length === 0;
    }
    if (signal.aborted) return;
    if (events.length === 0) continue;
    after = events.at(-1)!.position;
    yield events;
  }
}
