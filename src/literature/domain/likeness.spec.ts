import type { CslItem } from './csl.js';
import { likenessOf } from './likeness.js';

const item: CslItem = {
  id: 'a',
  type: 'book',
  title: 'Économie sociale 2.0 : cap vers le <i>numérique</i>',
  author: [{ family: 'Œuvrard', given: 'Jeanne' }],
  issued: { 'date-parts': [[2017, 7]] },
};

describe('likenessOf', () => {
  it('is the same for one work typed in two ways', () =>
    expect(
      likenessOf({
        ...item,
        id: 'b',
        title: 'ECONOMIE SOCIALE 2.0: cap vers le numerique.',
        author: [{ family: 'Oeuvrard', given: 'J.' }, { literal: 'et al.' }],
        issued: { raw: '2017' },
      }),
    ).toBe(likenessOf(item)));
  it('differs by title, year and first author', () => {
    const likeness = likenessOf(item);
    expect(likenessOf({ ...item, title: 'Économie sociale 3.0' })).not.toBe(likeness);
    expect(likenessOf({ ...item, issued: { 'date-parts': [[2018]] } })).not.toBe(likeness);
    expect(likenessOf({ ...item, author: [{ family: 'Tremblay' }] })).not.toBe(likeness);
  });
  it('is nothing where too little is known', () => {
    expect(likenessOf({ ...item, title: undefined })).toBeNull();
    expect(likenessOf({ ...item, issued: undefined })).toBeNull();
    expect(likenessOf({ ...item, author: undefined })).toBeNull();
    expect(likenessOf({ ...item, title: '?!' })).toBeNull();
  });
});
