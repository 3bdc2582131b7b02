import fc from 'fast-check';
import type { Segment } from './interview-note.events.js';
import { comparedText, rangesOf, slice, type Range } from './passages.js';
import { reanchor } from './reanchor.js';

const note = 'interviewNote-0198f000-0000-4000-8000-000000000001';
const said = (value: string): Segment => ({ speaker: 'interviewer', text: { personal: `${note}/1`, value } });
const gone = (size: number): Segment => ({
  speaker: 'interviewer',
  text: { personal: `${note}/1`, erased: true, size },
});
const codingId = '0198f000-0000-4000-8000-000000000004';
const one = (range: Range, before: Segment[], after: Segment[], kept = new Map<number, number>()) =>
  reanchor([{ codingId, lost: false, ...range }], before, after, kept)[0]!;

/** Few letters, so that words are often there more than once; emoji and combining marks among them. */
const words = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '👍', 'e\u0301', '\r\n'), maxLength: 40 });
const quote = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '👍'), minLength: 1, maxLength: 8 });
const length = (text: string) => Array.from(text).length;

it('an edit outside a coding keeps its quote, however often the words are there', () => {
  fc.assert(
    fc.property(words, quote, words, words, fc.boolean(), (lead, coded, rest, edited, inFront) => {
      const before = lead + coded + rest;
      const after = inFront ? edited + coded + rest : lead + coded + edited;
      const range = { start: length(lead), end: length(lead + coded) };
      const place = one(range, [said(before)], [said(after)]);
      expect(place.lost).toBeUndefined();
      expect(slice(after, place as Range)).toBe(coded);
    }),
    { numRuns: 1_000 },
  );
});

it('never gives a wrong quote', () => {
  fc.assert(
    fc.property(words, words, fc.nat(), fc.nat(), (before, after, a, b) => {
      const points = Array.from(before);
      fc.pre(points.length > 0);
      const start = a % points.length;
      const end = start + 1 + (b % (points.length - start));
      const place = one({ start, end }, [said(before)], [said(after)]);
      if (place.lost) expect(place).toEqual({ codingId, lost: true });
      else expect(slice(after, place as Range)).toBe(slice(before, { start, end }));
    }),
    { numRuns: 1_000 },
  );
});

it('what was erased moves as a whole, and the codings in it; those beside it keep their quotes or are lost', () => {
  fc.assert(
    fc.property(
      words,
      words,
      fc.integer({ min: 1, max: 9 }),
      words,
      fc.nat(),
      (lead, edited, size, rest, a) => {
        const before = [said(`x${lead}`), gone(size), said(`y${rest}`)];
        const after = [said(`x${edited}`), said('nouveau'), gone(size), said(`y${rest}`)];
        const erased = rangesOf(before)[1]!;
        const now = rangesOf(after)[2]!;
        const start = erased.start + (a % size);
        const by = now.start - erased.start;
        const place = one({ start, end: erased.end }, before, after, new Map([[1, 2]]));
        expect(place).toEqual({ codingId, start: start + by, end: now.end });
        const beside = one({ start: 0, end: 1 }, before, after, new Map([[1, 2]]));
        expect(slice(comparedText(after), beside as Range)).toBe('x');
      },
    ),
  );
});

describe('a coding', () => {
  const placed = (before: string, coded: string, after: string) => {
    const at = before.indexOf(coded);
    const start = length(before.slice(0, at));
    return one({ start, end: start + length(coded) }, [said(before)], [said(after)]);
  };
  it('is found between two edits by its words', () =>
    expect(
      placed(
        'Nous avons un cite web depuis mars dernié.',
        'depuis mars',
        'On a un site web depuis mars dernier.',
      ),
    ).toEqual({ codingId, start: 17, end: 28 }));
  it('is told apart from the same words elsewhere by what stands around it', () =>
    expect(
      placed(
        'x Le site aide. Alors le site tombe souvent en panne. y',
        'site tombe',
        'z Le site aide bien. Le site tombe. Alors le site tombe souvent en panne. w',
      ),
    ).toEqual({ codingId, start: 45, end: 55 }));
  it('is lost where its words have changed, or stand more than once now', () => {
    expect(placed('a le site b', 'le site', 'x la page y')).toEqual({ codingId, lost: true });
    expect(placed('a le site b', 'le site', 'x le site, le site y')).toEqual({ codingId, lost: true });
  });
  it('is lost where its words stand once now, and stood more than once before: it may be the other place', () =>
    expect(placed('a le site b, c le site d', 'le site', 'w la page x, y le site z')).toEqual({
      codingId,
      lost: true,
    }));
  it('stays lost until somebody has looked', () =>
    expect(
      reanchor([{ codingId, lost: true, start: 0, end: 1 }], [said('ab')], [said('abc')], new Map()),
    ).toEqual([{ codingId, lost: true }]));
});
