import type { RecordedEvent } from '../../platform/event-store/event-store.js';
import type { RecordWords } from '../words/record-words.js';
import type { Speech } from '../words/speech.js';
import { EarlierValues, type ToldChange } from './earlier-values.js';
import type { RevisionRange } from './history-page.js';

/** Revisions of the longest history that is read from its start to show what stood before a change. */
export const maxFolded = 2_000;

type Take = (events: readonly RecordedEvent[]) => Promise<void>;

export interface HistoryToTell {
  /** Last revision of the record. */
  readonly revision: number;
  readonly range: RevisionRange;
  /** Those of the range, newest first. */
  readonly events: readonly RecordedEvent[];
  readonly words: RecordWords;
  readonly speech: Speech;
  /** May the viewer see persons and reasons? */
  readonly seesPersons: boolean;
  /** Gives the events before a revision from the first one on, some at a time. */
  readonly readBefore: (until: number, take: Take) => Promise<void>;
  /** Learns the names that the events' words need. */
  readonly learnNames: Take;
}

/** A page of a history, told in one language. */
export class ToldHistory {
  private folded: Promise<ReadonlyMap<number, readonly ToldChange[]>> | undefined;

  private constructor(private readonly told: HistoryToTell) {}

  static async of(told: HistoryToTell): Promise<ToldHistory> {
    await told.learnNames(told.events);
    return new ToldHistory(told);
  }

  get revision(): number {
    return this.told.revision;
  }

  get range(): RevisionRange {
    return this.told.range;
  }

  get events(): readonly RecordedEvent[] {
    return this.told.events;
  }

  get language(): string {
    return this.told.speech.language;
  }

  get seesPersons(): boolean {
    return this.told.seesPersons;
  }

  summary(event: RecordedEvent): string {
    return this.told.words.summary(event, this.told.speech);
  }

  validOn(event: RecordedEvent): string | null {
    return this.told.words.validOn(event) ?? event.metadata.validAt?.slice(0, 10) ?? null;
  }

  reason(event: RecordedEvent): string | null {
    return this.seesPersons ? (this.told.words.reason(event) ?? event.metadata.reason ?? null) : null;
  }

  /** The changes of one of the page's events. The first to ask has what stood before the page folded, for all of them. */
  async changes(event: RecordedEvent): Promise<readonly ToldChange[]> {
    this.folded ??= this.fold();
    return (await this.folded).get(event.revision) ?? [];
  }

  private async fold(): Promise<ReadonlyMap<number, readonly ToldChange[]>> {
    const { oldest, newest } = this.range;
    const fromStart = newest < maxFolded;
    const earlier = new EarlierValues(fromStart);
    const tell = (event: RecordedEvent) => earlier.tell(this.told.words.changes(event, this.told.speech));
    if (fromStart) {
      await this.told.readBefore(oldest, async (events) => {
        await this.told.learnNames(events);
        events.forEach(tell);
      });
    }
    return new Map(this.events.toReversed().map((event) => [event.revision, tell(event)]));
  }
}
