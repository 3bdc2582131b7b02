import type { Personal, SealedPersonal } from '../../kernel/personal.js';
import { isErased, sizeOf } from '../../kernel/personal.js';
import { slice, type Range } from './passages.js';

/** A segment in any form: the length of its text is known while it is sealed, too. */
export interface SizedSegment {
  readonly speaker: 'participant' | 'interviewer';
  readonly participant?: string;
  readonly text: Personal<string> | SealedPersonal;
}

/** Segments that a passage reaches into, and what comes before the first of them, in code points. */
export interface Reached<Segment> {
  readonly segments: readonly Segment[];
  readonly before: number;
}

export function reachedBy<Segment extends SizedSegment>(
  segments: readonly Segment[],
  { start, end }: Range,
): Reached<Segment> {
  const reached: Segment[] = [];
  let before = 0;
  let at = 0;
  for (const segment of segments) {
    const next = at + lengthOf(segment);
    if (next <= start) before = next;
    else if (at < end) reached.push(segment);
    at = next;
  }
  return { segments: reached, before };
}

/** The participants whose words stand in a passage, each once. */
export function speakersIn(segments: readonly SizedSegment[], passage: Range): string[] {
  const speaking = reachedBy(segments, passage).segments.flatMap(({ participant }) => participant ?? []);
  return [...new Set(speaking)];
}

/** The words of a passage, from the opened texts of the segments that it reaches into; null where one is erased. */
export function wordsAt(
  texts: readonly Personal<string>[],
  before: number,
  { start, end }: Range,
): string | null {
  if (texts.length === 0 || texts.some(isErased)) return null;
  const text = texts.map((one) => (isErased(one) ? '' : one.value)).join('');
  return slice(text, { start: start - before, end: end - before });
}

function lengthOf({ text }: SizedSegment): number {
  return 'sealed' in text ? (text.size ?? 0) : sizeOf(text);
}
