import type { RecordedEvent } from '../event-store.js';
import { limits } from './limits.js';

interface WaitingRead {
  readonly streamId: string;
  readonly resolve: (events: RecordedEvent[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Whole streams that are asked for at once are read in one statement, one statement at a time. */
export class GatheredReads {
  private waiting: WaitingRead[] = [];
  private scheduled = false;
  private underWay = false;

  /**
   * @param readOne a whole stream
   * @param readMany the first `count` events of each stream
   */
  constructor(
    private readonly readOne: (streamId: string) => Promise<RecordedEvent[]>,
    private readonly readMany: (streamIds: readonly string[], count: number) => Promise<RecordedEvent[]>,
  ) {}

  read(streamId: string): Promise<RecordedEvent[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ streamId, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled || this.underWay || this.waiting.length === 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.underWay = true;
      void this.answer(this.waiting.splice(0, limits.gatheredStreams)).finally(() => {
        this.underWay = false;
        this.schedule();
      });
    });
  }

  /** Each read gets an array of its own, for whoever gets it may change it. Never rejects. */
  private async answer(reads: readonly WaitingRead[]): Promise<void> {
    try {
      const ids = [...new Set(reads.map(({ streamId }) => streamId))];
      const found =
        ids.length === 1 ? new Map([[ids[0]!, await this.readOne(ids[0]!)]]) : await this.gather(ids);
      for (const { streamId, resolve } of reads) resolve([...(found.get(streamId) ?? [])]);
    } catch (error) {
      for (const { reject } of reads) reject(error);
    }
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
