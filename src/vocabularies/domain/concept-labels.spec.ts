import fc from 'fast-check';
import { foldLabel } from './concept-labels.js';

describe('foldLabel', () => {
  it.each([
    ['Emploi', 'EMPLOI'],
    ['École', 'E\u0301COLE'],
    ['ﬁnance', 'Finance'],
    ['Straße', 'STRASSE'],
    ['ΟΔΟΣ', 'οδος'],
    ['a\u00a0\t b', ' A B '],
  ])('takes %j and %j for the same', (a, b) => expect(foldLabel(a)).toBe(foldLabel(b)));

  it('keeps accents apart, which tell words apart in French', () =>
    expect(foldLabel('pêche')).not.toBe(foldLabel('péché')));

  it('comes to the same when done twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => foldLabel(foldLabel(text)) === foldLabel(text)),
    );
  });
});
