import { isErased } from '../../kernel/personal.js';
import type { Reanchored, Segment } from './interview-note.events.js';
import { comparedText, rangeAt, rangesOf, uniqueIndex, type Range } from './passages.js';

/**
 * Where codings lie in a new version of their text. A coding is found again where its very words stand: in what both
 * versions begin with, in what both end with, or else at the one place where the words stand together with what was
 * around them. Otherwise it is lost, and a person has to look. An edit script (Myers) would give a place to more of them,
 * among it places that merely look alike: a coding must never come to mean words that nobody chose.
 */

/** Code points around a coding that help to tell its place from others with the same words; none, first of all. */
const CONTEXTS = [
  { before: 0, after: 0 },
  { before: 32, after: 32 },
  { before: 32, after: 0 },
  { before: 0, after: 32 },
  { before: 8, after: 8 },
  { before: 8, after: 0 },
  { before: 0, after: 8 },
] as const;

interface Placed extends Range {
  readonly codingId: string;
  readonly lost: boolean;
}

/**
 * @param kept by index of a segment of `before` that was erased: its index in `after`
 * @returns all of `codings`, in their order
 */
export function reanchor(
  codings: readonly Placed[],
  before: readonly Segment[],
  after: readonly Segment[],
  kept: ReadonlyMap<number, number>,
): Reanchored[] {
  const texts = new ComparedTexts(comparedText(before), comparedText(after));
  const moves = erasedMoves(before, after, kept);
  return codings.map(({ codingId, lost, ...range }) => {
    const place = lost ? null : (placeInErased(range, moves) ?? texts.placeOf(range));
    return place ? { codingId, ...place } : { codingId, lost: true };
  });
}

interface Move extends Range {
  readonly by: number;
}

function erasedMoves(
  before: readonly Segment[],
  after: readonly Segment[],
  kept: ReadonlyMap<number, number>,
): Move[] {
  const from = rangesOf(before);
  const to = rangesOf(after);
  return [...kept]
    .filter(([index]) => isErased(before[index]!.text))
    .map(([index, now]) => ({ ...from[index]!, by: to[now]!.start - from[index]!.start }));
}

/** What was erased moves as a whole, and a coding in it with it. */
function placeInErased(range: Range, moves: readonly Move[]): Range | null {
  const move = moves.find(({ start, end }) => start <= range.start && range.end <= end);
  return move ? { start: range.start + move.by, end: range.end + move.by } : null;
}

class ComparedTexts {
  private readonly old: readonly string[];
  /** Code points that both begin with, and that both end with; the two may overlap. */
  private readonly prefix: number;
  private readonly suffix: number;
  /** By how many code points the new text is longer. */
  private readonly longer: number;

  constructor(
    private readonly before: string,
    private readonly after: string,
  ) {
    this.old = Array.from(before);
    const now = Array.from(after);
    this.longer = now.length - this.old.length;
    const least = Math.min(this.old.length, now.length);
    let prefix = 0;
    while (prefix < least && this.old[prefix] === now[prefix]) prefix++;
    let suffix = 0;
    while (suffix < least && this.old.at(-1 - suffix) === now.at(-1 - suffix)) suffix++;
    this.prefix = prefix;
    this.suffix = suffix;
  }

  placeOf(range: Range): Range | null {
    if (range.end <= this.prefix) return { start: range.start, end: range.end };
    if (range.start >= this.old.length - this.suffix) {
      return { start: range.start + this.longer, end: range.end + this.longer };
    }
    return this.found(range);
  }

  private found({ start, end }: Range): Range | null {
    const quote = this.old.slice(start, end).join('');
    if (!this.after.includes(quote)) return null;
    for (const { before, after } of CONTEXTS) {
      const lead = this.old.slice(Math.max(0, start - before), start).join('');
      const words = lead + quote + this.old.slice(end, end + after).join('');
      if (uniqueIndex(this.before, words) < 0) continue;
      const at = uniqueIndex(this.after, words);
      if (at >= 0) return rangeAt(this.after, quote, at + lead.length);
    }
    return null;
  }
}
