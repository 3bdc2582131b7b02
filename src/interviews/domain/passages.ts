import { DomainError } from '../../kernel/errors.js';
import { codePoints, isErased, sizeOf, type Personal } from '../../kernel/personal.js';
import type { Segment } from './interview-note.events.js';

/*
 * Offsets in notes count Unicode code points over the concatenated segments: nothing stands between two segments, and
 * CRLF counts as two. A person's «é» of two code points counts as two.
 */

/** Shown in the place of each code point that was erased or redacted: FULL BLOCK. */
export const BLOCK = '\u2588';

/** In the place of each code point that was erased, where texts are compared: no text holds it, so no quote meets it. */
const ERASED = '\u0000';

/** A half-open range of code points. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

type Texts = readonly Pick<Segment, 'text'>[];

/** Code points of all segments together, erased or not. */
export function lengthOf(segments: Texts): number {
  return segments.reduce((sum, { text }) => sum + sizeOf(text), 0);
}

/** The whole text as a reader sees it. */
export function shownText(segments: Texts): string {
  return segments.map(({ text }) => (isErased(text) ? BLOCK.repeat(sizeOf(text)) : text.value)).join('');
}

/** The whole text for comparing: what was erased equals nothing that can be said. */
export function comparedText(segments: Texts): string {
  return segments.map(({ text }) => (isErased(text) ? ERASED.repeat(sizeOf(text)) : text.value)).join('');
}

/** The code points of `text` from `start` on, up to and without `end`. */
export function slice(text: string, { start, end }: Range): string {
  const from = unitOf(text, start);
  return text.slice(from, unitOf(text, end - start, from));
}

/** Where each segment lies. */
export function rangesOf(segments: Texts): Range[] {
  let start = 0;
  return segments.map(({ text }) => {
    const range = { start, end: start + sizeOf(text) };
    start = range.end;
    return range;
  });
}

/**
 * Where a quote lies: at the place given, if it stands there; otherwise at the only place where it occurs.
 * @throws RANGE_OUTSIDE_TEXT, QUOTE_MISMATCH
 */
export function placeOf(
  segments: Texts,
  { start, end, quote }: { start?: number; end?: number; quote: string },
): Range {
  const text = comparedText(segments);
  if (start === undefined || end === undefined) return onlyPlace(text, quote);
  assertInside(segments, { start, end });
  if (slice(text, { start, end }) === quote) return { start, end };
  const message = `The quote is not what stands from ${start} to ${end} (code points over the concatenated segments)`;
  throw new DomainError('QUOTE_MISMATCH', message, ['quote'], { start, end });
}

/** @throws RANGE_OUTSIDE_TEXT */
export function assertInside(segments: Texts, { start, end }: Range): void {
  const length = lengthOf(segments);
  if (start < end && end <= length) return;
  const message =
    start < end
      ? `The passage ends at ${end}, and the text has ${length} code points`
      : 'The passage has to end after its start';
  throw new DomainError('RANGE_OUTSIDE_TEXT', message, ['end'], { start, end, length });
}

function onlyPlace(text: string, quote: string): Range {
  const at = text.indexOf(quote);
  if (at < 0) throw new DomainError('QUOTE_MISMATCH', 'The quote does not occur in the text', ['quote']);
  if (occursAfter(text, quote, at)) {
    const message = 'The quote occurs more than once in the text: give start and end';
    throw new DomainError('QUOTE_MISMATCH', message, ['quote']);
  }
  return rangeAt(text, quote, at);
}

/** The only place of `quote` in `text`, as an index of UTF-16 units; -1 where there is none, or more than one. */
export function uniqueIndex(text: string, quote: string): number {
  const at = text.indexOf(quote);
  return at >= 0 && !occursAfter(text, quote, at) ? at : -1;
}

function occursAfter(text: string, quote: string, at: number): boolean {
  return text.indexOf(quote, at + 1) >= 0;
}

/** The range of a quote that stands at an index of UTF-16 units. */
export function rangeAt(text: string, quote: string, at: number): Range {
  const start = codePoints(text.slice(0, at));
  return { start, end: start + codePoints(quote) };
}

/** Index in UTF-16 units of the code point that comes `points` after the one at `from`. */
function unitOf(text: string, points: number, from = 0): number {
  let unit = from;
  for (let left = points; left > 0 && unit < text.length; left--) {
    unit += text.codePointAt(unit)! > 0xffff ? 2 : 1;
  }
  return unit;
}

/** A text of which a range is redacted; where it is erased there is nothing left to redact. */
export function redacted(text: Personal<string>, { start, end }: Range): Personal<string> {
  if (isErased(text)) return text;
  const points = Array.from(text.value);
  return { ...text, value: points.map((point, at) => (at >= start && at < end ? BLOCK : point)).join('') };
}

/** Whether nothing can be read there any more: all blocks, or erased. */
export function isRedacted(segments: Texts, range: Range): boolean {
  return Array.from(slice(shownText(segments), range)).every((point) => point === BLOCK);
}
