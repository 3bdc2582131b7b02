import { namesOf } from './csl-reading.js';
import { tidyCsl } from './csl-tidy.js';

const roy = { family: 'Roy', given: 'Anne' };
const read = (author: unknown) => tidyCsl({ type: 'book', author }, 'x').item['author'];

describe('a list of names that leaves out others', () => {
  it.each([
    [[roy, { literal: 'others' }]],
    [[roy, { literal: 'and others' }]],
    [[roy, { family: 'others' }]],
    [[roy, { family: 'al.', given: 'et' }]],
    [[roy, 'et al']],
    [[roy, 'et collab.']],
    [[roy, { literal: 'Et autres' }]],
    [[{ literal: 'et al.' }, roy]],
    [[{ family: 'Roy', given: 'Anne et al.' }]],
    [[{ family: 'Roy', given: 'Anne, et al. et al.' }, 'others']],
  ])('ends in one mark: %j', (author) => {
    const tidy = read(author);
    expect(tidy).toEqual([roy, { literal: 'others' }]);
    expect(read(tidy)).toEqual(tidy);
  });

  it.each([
    [[{ literal: 'others' }]],
    [[roy, { family: 'Others', given: 'Ann' }]],
    [[roy, { family: 'Al', given: 'Ette' }]],
    [[roy, { literal: 'Sisters and Others Co-op' }]],
    [[{ literal: 'Et al. Press' }]],
  ])('is not taken for one that names all: %j', (author) => {
    expect(read(author)).toEqual(author);
  });

  it('names those that it names', () => {
    expect(namesOf({ id: 'x', type: 'book', author: [roy, { literal: 'others' }] })).toEqual(['Anne Roy']);
    expect(namesOf({ id: 'x', type: 'book', author: [{ literal: 'others' }] })).toEqual(['others']);
  });
});
