import fc from 'fast-check';
import { codePoints } from '../../kernel/personal.js';
import { slice } from './passages.js';
import { reachedBy, speakersIn, wordsAt, type SizedSegment } from './said-passages.js';

const open = (value: string) => ({ personal: 'x', value });
const said = (participant: string | undefined, text: string): SizedSegment => ({
  speaker: participant ? 'participant' : 'interviewer',
  ...(participant !== undefined && { participant }),
  text: open(text),
});
const sealed = (segment: SizedSegment): SizedSegment => ({
  ...segment,
  text: { personal: 'x', sealed: '…', size: codePoints((segment.text as { value: string }).value) },
});
const note = [said(undefined, 'Et ?\r\n'), said('ana', '😀 un'), said('bob', 'deux'), said('ana', 'trois')];

describe('The segments that a passage reaches into', () => {
  it('tell who speaks in it, each once, sealed or not', () => {
    for (const segments of [note, note.map(sealed)]) {
      expect(speakersIn(segments, { start: 0, end: 6 })).toEqual([]);
      expect(speakersIn(segments, { start: 5, end: 7 })).toEqual(['ana']);
      expect(speakersIn(segments, { start: 9, end: 10 })).toEqual(['ana']);
      expect(speakersIn(segments, { start: 10, end: 14 })).toEqual(['bob']);
      expect(speakersIn(segments, { start: 6, end: 19 })).toEqual(['ana', 'bob']);
    }
  });

  it('hold its words, wherever it lies', () =>
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 5 }),
        fc.nat(),
        fc.nat(),
        (texts, a, b) => {
          const whole = texts.join('');
          const length = codePoints(whole);
          const start = a % length;
          const passage = { start, end: start + 1 + (b % (length - start)) };
          const segments = texts.map((text) => said('ana', text));
          const { segments: reached, before } = reachedBy(segments.map(sealed), passage);
          const opened = reachedBy(segments, passage);
          expect(opened.before).toBe(before);
          expect(opened.segments).toHaveLength(reached.length);
          const words = wordsAt(
            opened.segments.map(({ text }) => text as ReturnType<typeof open>),
            before,
            passage,
          );
          expect(words).toBe(slice(whole, passage));
        },
      ),
    ));

  it('hold none where one of them is erased, or there is none', () => {
    const erased = { personal: 'x', erased: true, size: 4 } as const;
    expect(wordsAt([open('un'), erased], 0, { start: 0, end: 2 })).toBeNull();
    expect(wordsAt([], 0, { start: 0, end: 2 })).toBeNull();
  });
});
