import type { CslItem } from '../domain/csl.js';
import { keysOfTheirOwn, marked, unmarked } from './export-marks.js';

const id = 'literatureSource-0bd9c7f7-5e99-4d0a-83f8-53762fe80364';
const csl: CslItem = {
  id: 'roy2020',
  type: 'report',
  title: 'Bilan',
  note: 'A note',
  custom: { shelf: 'B' },
};

describe('an export', () => {
  it.each([
    [false, null],
    [true, null],
    [true, { reason: 'Inventé' }],
  ])('comes back as it was (fictional: %s, retraction: %j)', (fictional, retraction) => {
    for (const item of [csl, { id: 'x', type: 'book', title: 'Sans note' } as CslItem]) {
      const out = marked({ id, csl: item, fictional, retraction });
      expect(out.custom).toMatchObject({ 'casebook-id': id });
      expect(unmarked(out)).toEqual({ csl: item, carried: { id, fictional } });
    }
  });

  it('leaves alone what no Casebook has exported', () => {
    const foreign = { ...csl, note: '[Fictif · fictional] said by somebody' };
    expect(unmarked(foreign)).toEqual({ csl: foreign, carried: { id: null, fictional: false } });
  });

  it('gives each key once, whatever its case, and remembers those it changed', () => {
    const items = ['a', 'A', 'a-2', 'b', 'a'].map((key) =>
      marked({ id, csl: { ...csl, id: key }, fictional: false, retraction: null }),
    );
    const ownKey = keysOfTheirOwn(['a-2'], new Set(['a']));
    const out = items.map((item) => ownKey(item, item.id.toLowerCase()));
    expect(out.map((item) => item.id)).toEqual(['a', 'A-3', 'a-2', 'b', 'a-4']);
    expect(out.map((item) => unmarked(item).csl.id)).toEqual(['a', 'A', 'a-2', 'b', 'a']);
  });
});
