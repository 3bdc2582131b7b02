import fc from 'fast-check';
import { canonicalJson, changes, isEmpty, omit, patched, sameJson, sameMembers } from './values.js';

describe('canonicalJson', () => {
  it('knows no order of keys, at any depth', () =>
    expect(canonicalJson({ b: [{ d: 1, c: undefined, a: null }], a: 'x' })).toBe(
      '{"a":"x","b":[{"a":null,"d":1}]}',
    ));
  it('reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value);
        expect(canonicalJson(JSON.parse(json))).toBe(
          canonicalJson(JSON.parse(canonicalJson(JSON.parse(json)))),
        );
        expect(JSON.parse(canonicalJson(JSON.parse(json)))).toEqual(JSON.parse(json));
      }),
    );
  });
});

it('compares content', () => {
  expect(sameJson({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1, c: undefined })).toBe(true);
  expect(sameJson([1, 2], [2, 1])).toBe(false);
  expect(sameJson(null, undefined)).toBe(false);
  expect(sameMembers([{ a: 1, b: 2 }, 3], [3, { b: 2, a: 1 }])).toBe(true);
  expect(sameMembers([1, 1, 2], [1, 2, 2])).toBe(false);
  expect(sameMembers([1], [1, 1])).toBe(false);
});

describe('changes', () => {
  const current: { codes: string[]; place?: { region: string }; names: string[] } = {
    codes: ['a', 'b'],
    names: ['x', 'y'],
  };

  it('leaves out what is so already, what is undefined, and null where there is nothing', () =>
    expect(changes({ codes: ['b', 'a'], names: ['x', 'y'], place: null }, current, ['codes'])).toEqual({}));
  it('keeps what differs', () => {
    const wanted = { codes: ['a'], names: ['y', 'x'], place: { region: 'r' } };
    expect(changes(wanted, current, ['codes'])).toEqual(wanted);
    expect(changes({ place: null }, { place: { region: 'r' } })).toEqual({ place: null });
  });
});

it('picks and patches without touching what it was given', () => {
  const value = Object.freeze({ a: 1, b: 2 });
  expect(omit(value, 'a')).toEqual({ b: 2 });
  expect(patched<{ a?: number; b: number; c?: number }>(value, { a: null, c: 3 })).toEqual({ b: 2, c: 3 });
  expect([isEmpty({}), isEmpty(value)]).toEqual([true, false]);
});
