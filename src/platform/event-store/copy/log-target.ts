import type { EventStore, RecordedEvent } from '../event-store.js';
import type { FormerLineage } from '../../../kernel/lineages.js';

/** A log that events of another are written into, with all that they have. Nobody else may write there meanwhile. */
export interface LogTarget {
  /** The same log, for reading. */
  readonly store: EventStore;
  /**
   * Begins an empty log with this lineage, and those that it had before.
   * @returns the lineage that it has
   */
  begin(lineage: string, former: readonly FormerLineage[]): Promise<string>;
  /**
   * Writes the events that follow those which are there.
   * @param written how many are there
   * @throws when others are there
   */
  write(events: readonly RecordedEvent[], written: number): Promise<void>;
  close(): Promise<void>;
}
