import type { EventStore, RecordedEvent } from '../event-store.js';

/** A log that events of another are written into, with all that they have. Nobody else may write there meanwhile. */
export interface LogTarget {
  /** The same log, for reading. */
  readonly store: EventStore;
  /**
   * Begins an empty log with this lineage.
   * @returns the lineage that it has
   */
  begin(lineage: string): Promise<string>;
  /**
   * Writes the events that follow those which are there.
   * @param written how many are there
   * @throws when others are there
   */
  write(events: readonly RecordedEvent[], written: number): Promise<void>;
  close(): Promise<void>;
}
