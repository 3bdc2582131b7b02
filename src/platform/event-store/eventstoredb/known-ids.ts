import { LRUCache } from 'lru-cache';
import { limits } from './limits.js';

interface Known {
  readonly revision: number;
  readonly ids: Set<string>;
}

/**
 * The event ids of streams, as far as this process has read or written them. The engine would write an event again that is
 * said after a later revision; whoever appends has just read the stream, so that its ids are mostly at hand.
 */
export class KnownIds {
  private readonly streams = new LRUCache<string, Known>({
    maxSize: limits.rememberedIds,
    sizeCalculation: ({ ids }) => ids.size,
  });

  /** Up to which revision the ids are known; -1 when none is. */
  revisionOf(streamId: string): number {
    return this.streams.get(streamId)?.revision ?? -1;
  }

  has(streamId: string, id: string): boolean {
    return this.streams.get(streamId)?.ids.has(id) ?? false;
  }

  /** Events of a stream that follow each other. Those that do not follow what is known are of no use. */
  add(streamId: string, firstRevision: number, ids: readonly string[]): void {
    const known = this.streams.get(streamId);
    const revision = firstRevision + ids.length - 1;
    if (firstRevision > (known?.revision ?? -1) + 1 || revision <= (known?.revision ?? -1)) return;
    const all = known?.ids ?? new Set();
    for (const id of ids) all.add(id);
    this.streams.set(streamId, { revision, ids: all });
  }
}
