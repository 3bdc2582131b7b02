import fc from 'fast-check';
import { PersistentMap } from './persistent-map.js';

const sorted = <Value>(entries: Iterable<readonly [string, Value]>) =>
  [...entries].sort(([a], [b]) => (a < b ? -1 : 1));

describe('PersistentMap', () => {
  it('does what a Map does, and its earlier versions stay what they were', () => {
    // Among these keys are pairs with one FNV-1a hash: 'liquid' and 'costarring', 'declinate' and 'macallums'.
    const key = fc.oneof(
      fc.constantFrom('liquid', 'costarring', 'declinate', 'macallums', '', '__proto__', 'constructor'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    const step = fc.tuple(key, fc.option(fc.integer()));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        let map = PersistentMap.empty<number>();
        const model = new Map<string, number>();
        const versions: { map: PersistentMap<number>; entries: (readonly [string, number])[] }[] = [];
        for (const [name, value] of steps) {
          versions.push({ map, entries: sorted(model) });
          map = value === null ? map.delete(name) : map.set(name, value);
          if (value === null) model.delete(name);
          else model.set(name, value);
          expect(map.get(name)).toBe(model.get(name));
          expect(map.size).toBe(model.size);
        }
        versions.push({ map, entries: sorted(model) });
        for (const version of versions) expect(sorted(version.map)).toEqual(version.entries);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps keys of equal hash apart', () => {
    const both = PersistentMap.empty<number>().set('liquid', 1).set('costarring', 2);
    expect([both.get('liquid'), both.get('costarring'), both.size]).toEqual([1, 2, 2]);
    const one = both.delete('liquid');
    expect([one.get('liquid'), one.get('costarring'), one.size]).toEqual([undefined, 2, 1]);
  });

  it('holds a hundred thousand entries', () => {
    let map = PersistentMap.empty<number>();
    for (let i = 0; i < 100_000; i++) map = map.set(`key-${i}`, i);
    for (let i = 0; i < 100_000; i += 2) map = map.delete(`key-${i}`);
    expect([map.size, map.get('key-99999'), map.get('key-99998'), [...map].length]).toEqual([
      50_000,
      99_999,
      undefined,
      50_000,
    ]);
  });

  it('answers itself where there is nothing to delete', () => {
    const map = PersistentMap.empty<number>().set('a', 1);
    expect(map.delete('b')).toBe(map);
    expect([...map.delete('a')]).toEqual([]);
  });
});
