import { beginning, type EnginePosition } from '../event-store.js';
import { limits } from './limits.js';

/** The ordinal of one event. */
export interface Mark {
  readonly ordinal: number;
  readonly position: EnginePosition;
}

/** How many events of ours the log holds up to a position, from whatever is read of it, as long as nothing is left out. */
export class OrdinalCount {
  /** Every 1,000th event: the n-th of them is at n - 1. */
  readonly marks: Mark[] = [];
  /** Positions of the last events, that at the end being of ordinal {@link ordinal}. */
  private latest: EnginePosition[] = [];
  private ordinal = 0;
  private last: EnginePosition = beginning;

  /** Up to where it has counted. */
  get position(): EnginePosition {
    return this.last;
  }

  /**
   * Counts the event at a position, unless it is counted already, or others may stand before it that are not.
   * @param after position after which it is the first event of ours
   */
  add(after: EnginePosition, position: EnginePosition): void {
    if (after > this.last || position <= this.last) return;
    this.last = position;
    this.latest.push(position);
    if (this.latest.length >= 2 * limits.recentOrdinals) this.latest.splice(0, limits.recentOrdinals);
    if (++this.ordinal % limits.ordinalStep === 0) this.marks.push({ ordinal: this.ordinal, position });
  }

  /** Takes over what other processes have counted: marks from the one at `index` on. */
  know(index: number, marks: readonly Mark[]): void {
    this.marks.splice(index, marks.length, ...marks);
    const mark = this.marks.at(-1);
    if (!mark || mark.position <= this.last) return;
    ({ ordinal: this.ordinal, position: this.last } = mark);
    this.latest = [mark.position];
  }

  /** Ordinal of the last event that stands at a position that was counted, or before; undefined when that is long ago. */
  recent(position: EnginePosition): number | undefined {
    const index = lastNotAfter(this.latest, position, (each) => each);
    return index < 0 ? undefined : this.ordinal - (this.latest.length - 1 - index);
  }

  markBefore(position: EnginePosition): Mark | undefined {
    return this.marks[lastNotAfter(this.marks, position, (mark) => mark.position)];
  }
}

/** Index of the last one that stands at `position` or before; -1 when there is none. */
export function lastNotAfter<Each>(
  sorted: readonly Each[],
  position: EnginePosition,
  positionOf: (each: Each) => EnginePosition,
): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (positionOf(sorted[middle]!) <= position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
