import type { PreparedAppend } from '../append-check.js';
import type { EnginePosition, EventMetadata, RecordedEvent } from '../event-store.js';
import { limits } from './limits.js';
import { toIso } from './recorded-row.js';

/** An append that is committed. */
export interface CommittedAppend extends PreparedAppend {
  readonly firstPosition: bigint;
  /** When PostgreSQL recorded it, as its own text. */
  readonly recordedAt: string;
}

/**
 * What this process appended last, for subscriptions of this process that have seen all before it: they need not read it
 * back from the log. Positions have no gaps, so an event that directly follows what was seen is the log's next one,
 * whoever else appends; after a gap the log is read.
 */
export class RecentAppends {
  /** Without a gap between them. */
  private kept: CommittedAppend[] = [];
  private events = 0;
  private bytes = 0;

  /** @param committed in the order of their positions */
  add(committed: readonly CommittedAppend[]): void {
    for (const append of committed) {
      const last = this.kept.at(-1);
      if (last && positionAfter(last) !== append.firstPosition) this.clear();
      this.kept.push(append);
      this.events += append.events.length;
      this.bytes += append.bytes;
    }
    while (this.events > limits.recentEvents || this.bytes > limits.recentBytes) {
      const { events, bytes } = this.kept.shift()!;
      this.events -= events.length;
      this.bytes -= bytes;
    }
  }

  clear(): void {
    this.kept = [];
    this.events = 0;
    this.bytes = 0;
  }

  /** At most `count` of the events that directly follow a position, as the log gives them; none where that is not known. */
  following(after: EnginePosition, until: EnginePosition, count: number): RecordedEvent[] {
    // An empty log stands before position 0, which no event has.
    const next = after < 0n ? 1n : after + 1n;
    const events: RecordedEvent[] = [];
    if (!this.kept[0] || next < this.kept[0].firstPosition) return events;
    for (const append of this.kept) {
      const end = positionAfter(append);
      for (let position = max(next, append.firstPosition); position < end; position++) {
        if (position > until || events.length === count) return events;
        events.push(recorded(append, position));
      }
    }
    return events;
  }
}

function positionAfter({ firstPosition, events }: CommittedAppend): bigint {
  return firstPosition + BigInt(events.length);
}

const max = (a: bigint, b: bigint) => (a > b ? a : b);

function recorded(append: CommittedAppend, position: bigint): RecordedEvent {
  const index = Number(position - append.firstPosition);
  const { id, type, schemaVersion, data, metadata } = append.events[index]!;
  return {
    id,
    type,
    schemaVersion,
    // From the text that was written, so that nothing is seen which the log does not hold.
    data: JSON.parse(data) as unknown,
    metadata: JSON.parse(metadata) as EventMetadata,
    streamId: append.streamId,
    revision: append.firstRevision + index,
    position: position as EnginePosition,
    ordinal: Number(position),
    recordedAt: toIso(append.recordedAt),
  };
}
