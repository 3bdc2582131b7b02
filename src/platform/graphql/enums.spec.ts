import 'reflect-metadata';
import { apiEnum, enumOf } from './enums.js';

const size = apiEnum('SpecSize', ['spec-small', 'spec-large', 'spec-huge'], '');
const shirt = apiEnum('SpecShirt', ['spec-small', 'spec-large'], '');
const shoe = apiEnum('SpecShoe', ['spec-large', 'spec-huge', 'spec-wide'], '');
apiEnum('SpecTwin', ['spec-a', 'spec-b'], '');
apiEnum('SpecOtherTwin', ['spec-b', 'spec-a'], '');

describe('the enum of a schema’s values', () => {
  it('is the one with just these values, whatever larger ones there are', () => {
    expect(enumOf(['spec-large', 'spec-small'])).toBe(shirt);
    expect(enumOf(['spec-small', 'spec-large', 'spec-huge'])).toBe(size);
  });

  it('is the only one that has them all, where none has just these', () => {
    expect(enumOf(['spec-small', 'spec-huge'])).toBe(size);
    expect(enumOf(['spec-wide'])).toBe(shoe);
  });

  it('is the one that the schema names', () => {
    expect(enumOf(['spec-large'], 'SpecShoe')).toBe(shoe);
    expect(enumOf(['spec-small', 'spec-large'], 'SpecSize')).toBe(size);
  });

  it('is never guessed', () => {
    expect(() => enumOf(['spec-large'])).toThrow(/SpecSize and SpecShirt and SpecShoe.*spec-large.*apiNames/);
    expect(() => enumOf(['spec-a', 'spec-b'])).toThrow(/SpecTwin and SpecOtherTwin/);
    expect(() => enumOf(['spec-none'])).toThrow(/No API enum holds the values spec-none/);
    expect(() => enumOf(['spec-wide'], 'SpecSize')).toThrow(/No API enum/);
  });
});
