import type { RecordedEvent } from '../../platform/event-store/event-store.js';
import type { Change } from '../words/record-words.js';

/** A change with what stood there before, as far as it is known. */
export interface ToldChange {
  readonly field: string;
  readonly language: string | null;
  readonly before: string | null;
  readonly after: string | null;
}

/** Changes of an event, in the words of one language. */
export type ChangesOf = (event: RecordedEvent) => readonly Change[];

/** What the events so far have said last of each field. */
export class EarlierValues {
  private readonly values = new Map<string, string | null>();

  /** @param fromStart whether the events are told from the first one on: what was never said is then known to be absent */
  constructor(private readonly fromStart: boolean) {}

  /** The changes with what stood before them; those that change nothing are left out. */
  tell(changes: readonly Change[]): ToldChange[] {
    return changes.flatMap((change) => {
      const key = JSON.stringify([change.subject, change.field, change.language]);
      const known = change.before ?? this.values.get(key);
      const before = known ?? null;
      this.values.set(key, change.after);
      const same = before === change.after && (known !== undefined || this.fromStart || change.restated);
      return same
        ? []
        : [{ field: change.field, language: change.language ?? null, before, after: change.after }];
    });
  }
}
