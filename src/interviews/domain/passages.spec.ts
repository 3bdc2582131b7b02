import fc from 'fast-check';
import { rejection } from '../../../test/support/given-when-then.js';
import { codePoints, type Personal } from '../../kernel/personal.js';
import {
  BLOCK,
  comparedText,
  isRedacted,
  lengthOf,
  placeOf,
  rangesOf,
  redacted,
  shownText,
  slice,
} from './passages.js';

const personal = 'interviewNote-0198f000-0000-4000-8000-000000000001/1';
const said = (value: string): { text: Personal<string> } => ({ text: { personal, value } });
const gone = (size: number): { text: Personal<string> } => ({ text: { personal, erased: true, size } });

/** Emoji of one and of five code points, astral letters, a combining accent, CRLF. */
const strange = 'a👍b👨‍👩‍👧c𝒳e\u0301\r\nfin';

describe('code points', () => {
  it('are counted over the concatenated segments, with nothing in between', () => {
    const segments = [said(strange), gone(4), said('fin')];
    expect(lengthOf(segments)).toBe(codePoints(strange) + 4 + 3);
    expect(rangesOf(segments)).toEqual([
      { start: 0, end: 17 },
      { start: 17, end: 21 },
      { start: 21, end: 24 },
    ]);
    expect(shownText(segments)).toBe(`${strange}████fin`);
  });
  it.each([
    [1, 2, '👍'],
    [3, 8, '👨‍👩‍👧'],
    [9, 10, '𝒳'],
    [10, 12, 'e\u0301'],
    [12, 14, '\r\n'],
    [12, 13, '\r'],
  ])('from %d to %d are %j', (start, end, text) => {
    expect(slice(strange, { start, end })).toBe(text);
    expect(placeOf([said(strange)], { start, end, quote: text })).toEqual({ start, end });
  });
  it('are those of the string itself, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), fc.nat(), (text, a, b) => {
        const points = Array.from(text);
        const [start, end] = [a % (points.length + 1), b % (points.length + 1)].sort((x, y) => x - y) as [
          number,
          number,
        ];
        expect(slice(text, { start, end })).toBe(points.slice(start, end).join(''));
      }),
    );
  });
});

describe('the place of a quote', () => {
  const segments = [said('un deux '), said('trois deux'), gone(3)];
  const refused = (wanted: { start?: number; end?: number; quote: string }) =>
    rejection(() => placeOf(segments, wanted));

  it('is the only one where it occurs, across segments too', () => {
    expect(placeOf(segments, { quote: 'deux trois' })).toEqual({ start: 3, end: 13 });
    expect(placeOf([said(strange)], { quote: 'fin' })).toEqual({ start: 14, end: 17 });
  });
  it('has to be given where it occurs more than once, overlapping too', () => {
    expect(refused({ quote: 'deux' })).toMatchObject({ code: 'QUOTE_MISMATCH', path: ['quote'] });
    expect(placeOf(segments, { quote: 'deux', start: 14, end: 18 })).toEqual({ start: 14, end: 18 });
    expect(rejection(() => placeOf([said('aaa')], { quote: 'aa' }))).toMatchObject({
      code: 'QUOTE_MISMATCH',
    });
  });
  it('is refused where other words stand, without telling which', () => {
    const error = refused({ quote: 'DEUX', start: 14, end: 18 });
    expect(error).toMatchObject({ code: 'QUOTE_MISMATCH', path: ['quote'] });
    expect(JSON.stringify([error.message, error.details])).not.toContain('deux');
    expect(refused({ quote: 'quatre' })).toMatchObject({ code: 'QUOTE_MISMATCH' });
  });
  it('is refused outside the text', () => {
    expect(refused({ quote: 'x', start: 20, end: 22 })).toMatchObject({
      code: 'RANGE_OUTSIDE_TEXT',
      path: ['end'],
      details: { length: 21 },
    });
    expect(refused({ quote: 'x', start: 3, end: 3 })).toMatchObject({ code: 'RANGE_OUTSIDE_TEXT' });
  });
  it('is never in what was erased, not even for a quote of blocks', () => {
    expect(refused({ quote: BLOCK.repeat(3) })).toMatchObject({ code: 'QUOTE_MISMATCH' });
    expect(refused({ quote: BLOCK.repeat(3), start: 18, end: 21 })).toMatchObject({ code: 'QUOTE_MISMATCH' });
    expect(placeOf([said(`${BLOCK}x`)], { quote: BLOCK })).toEqual({ start: 0, end: 1 });
  });
  it('never splits a code point', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.nat(), fc.nat(), (text, a, b) => {
        fc.pre(!text.includes('\u0000'));
        const points = Array.from(text);
        const start = a % points.length;
        const end = start + 1 + (b % (points.length - start));
        const quote = points.slice(start, end).join('');
        fc.pre(text.indexOf(quote) === text.lastIndexOf(quote));
        expect(placeOf([said(text)], { quote })).toEqual({ start, end });
      }),
    );
  });
});

describe('a redaction', () => {
  it('puts one block for each code point', () => {
    expect(redacted(said(strange).text, { start: 1, end: 10 })).toEqual(
      said(`a${BLOCK.repeat(9)}e\u0301\r\nfin`).text,
    );
    expect(redacted(said('abc').text, { start: -2, end: 1 })).toEqual(said('█bc').text);
    expect(redacted(gone(3).text, { start: 0, end: 3 })).toEqual(gone(3).text);
  });
  it('is seen where nothing can be read any more', () => {
    const segments = [said('a██'), gone(2)];
    expect(isRedacted(segments, { start: 1, end: 5 })).toBe(true);
    expect(isRedacted(segments, { start: 0, end: 5 })).toBe(false);
  });
  it('keeps the length', () =>
    expect(codePoints(comparedText([{ text: redacted(said(strange).text, { start: 0, end: 99 }) }]))).toBe(
      17,
    ));
});
