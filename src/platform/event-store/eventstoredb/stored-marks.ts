import { jsonEvent } from '@eventstore/db-client';
import { maxReadStream, StoreUnavailable, type EnginePosition } from '../event-store.js';
import type { Appends } from './appends.js';
import { limits, type Times } from './limits.js';
import type { Mark, OrdinalCount } from './ordinal-count.js';
import type { Reads } from './reads.js';

/** Not of the form `category-<uuid>`, so that no reader of events ever sees it. */
const stream = 'casebookLog-ordinals';
const type = 'OrdinalReached';

/** The marks of a count in the engine, where all processes find them: the n-th one at revision n - 1. */
export class StoredMarks {
  /** How many stand there. */
  private stored = 0;

  constructor(
    private readonly count: OrdinalCount,
    private readonly reads: Reads,
    private readonly appends: Appends,
    private readonly times: Times,
  ) {}

  get isBehind(): boolean {
    return this.count.marks.length > this.stored;
  }

  /** What other processes have stored since. @returns whether that is anything */
  async load(): Promise<boolean> {
    for (const before = this.stored; ;) {
      const found = await this.reads.raw(stream, this.stored, 'forwards', maxReadStream, ({ event }) =>
        toMark(event?.data),
      );
      this.count.know(this.stored, found);
      this.stored += found.length;
      if (found.length < maxReadStream) return this.stored > before;
    }
  }

  async store(): Promise<void> {
    for (;;) {
      const fresh = this.count.marks.slice(this.stored, this.stored + limits.batchSize);
      if (fresh.length === 0) return;
      const events = fresh.map(({ ordinal, position }) =>
        jsonEvent({ type, data: { ordinal, position: String(position) } }),
      );
      const expected = this.stored === 0 ? 'none' : this.stored - 1;
      const { status } = await this.appends.append(stream, expected, events, this.times);
      if (status === 'written') this.stored += fresh.length;
      // Another process was quicker with the same ones, which may not be readable yet.
      else if (!(await this.load()))
        throw new StoreUnavailable('The ordinals of another process are not readable');
    }
  }
}

function toMark(data: unknown): Mark {
  const { ordinal, position } = data as { ordinal: number; position: string };
  return { ordinal, position: BigInt(position) as EnginePosition };
}
