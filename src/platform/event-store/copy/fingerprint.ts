import { createHash } from 'node:crypto';
import type { RecordedEvent } from '../event-store.js';

/** What a log comes to, the same on every engine that holds the same events in the same order. */
export interface LogSummary {
  readonly lineage: string;
  readonly events: number;
  readonly streams: number;
  /** SHA-256 over all events with their ids, revisions, times and metadata, in hexadecimal digits. */
  readonly hash: string;
}

/** An event stands where it cannot be right. */
export class BrokenLog extends Error {
  override readonly name = 'BrokenLog';
}

/** Reads a log event by event: checks places and revisions, and sums it all up. */
export class LogFingerprint {
  private readonly hash = createHash('sha256');
  private readonly revisions = new Map<string, number>();
  private last: RecordedEvent | undefined;
  private count = 0;

  /** @throws BrokenLog at a gap or a repetition, saying where */
  add(event: RecordedEvent): void {
    this.count += 1;
    const { streamId, revision, position, ordinal } = event;
    const expected = (this.revisions.get(streamId) ?? -1) + 1;
    if (revision !== expected) {
      throw new BrokenLog(
        `Event ${this.count} of the log is revision ${revision} of ${streamId}, where ${expected} should be`,
      );
    }
    if (this.last && position <= this.last.position) {
      throw new BrokenLog(
        `Event ${this.count} of the log stands at ${position}, not after ${this.last.position}`,
      );
    }
    if (ordinal !== undefined && ordinal !== this.count) {
      throw new BrokenLog(
        `Event ${this.count} of the log is numbered ${ordinal}: something before it is missing`,
      );
    }
    this.revisions.set(streamId, revision);
    this.last = event;
    this.hash.update(`${contentOf(event)}\n`);
  }

  get events(): number {
    return this.count;
  }

  summary(lineage: string): LogSummary {
    return {
      lineage,
      events: this.count,
      streams: this.revisions.size,
      hash: this.hash.copy().digest('hex'),
    };
  }
}

/** All of an event but its place in one engine. */
export function contentOf(event: RecordedEvent): string {
  const { streamId, revision, id, type, schemaVersion, data, metadata, recordedAt } = event;
  return JSON.stringify([streamId, revision, id, type, schemaVersion, data, metadata, recordedAt]);
}
