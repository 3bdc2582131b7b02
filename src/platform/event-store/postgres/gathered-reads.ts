import { GatheredCalls } from '../../database/gathered-calls.js';
import type { RecordedEvent } from '../event-store.js';
import { limits } from './limits.js';

/** Whole streams that are asked for at once are read in one statement, one statement at a time. */
export class GatheredReads {
  private readonly calls: GatheredCalls<string, RecordedEvent[]>;

  /**
   * @param readOne a whole stream
   * @param readMany the first `count` events of each stream
   */
  constructor(
    private readonly readOne: (streamId: string) => Promise<RecordedEvent[]>,
    private readonly readMany: (streamIds: readonly string[], count: number) => Promise<RecordedEvent[]>,
  ) {
    this.calls = new GatheredCalls((ids) => this.load(ids), {
      most: limits.gatheredStreams,
      soon: setImmediate,
    });
  }

  /** An array of the caller's own, which may be changed. */
  async read(streamId: string): Promise<RecordedEvent[]> {
    return [...(await this.calls.get(streamId))];
  }

  private async load(ids: readonly string[]): Promise<RecordedEvent[][]> {
    if (ids.length === 1) return [await this.readOne(ids[0]!)];
    const found = await this.gather(ids);
    return ids.map((id) => found.get(id) ?? []);
  }

  private async gather(ids: readonly string[]): Promise<Map<string, RecordedEvent[]>> {
    const found = new Map<string, RecordedEvent[]>();
    // One more than is taken shows which streams are longer.
    for (const event of await this.readMany(ids, limits.gatheredEvents + 1)) {
      const events = found.get(event.streamId);
      if (events) events.push(event);
      else found.set(event.streamId, [event]);
    }
    for (const [streamId, events] of found) {
      if (events.length > limits.gatheredEvents) found.set(streamId, await this.readOne(streamId));
    }
    return found;
  }
}
