import { copyOf, isRecognizable, wordsOf } from './copied-words.js';

const passage = 'Je n’ai plus à remettre des choses sur la tablette.';
const found = (text: string, of = passage) => copyOf(of, ['Autre chose.', text].map(wordsOf)) === 1;

it.each([
  ['word by word', passage],
  [
    'in other quotes and spaces',
    `Elle dit : «\u00a0Je n'ai plus  à\nremettre des choses sur la tablette\u00a0».`,
  ],
  ['in capitals', passage.toUpperCase()],
  ['in letters of another composition', passage.normalize('NFD')],
  ['with other marks', 'je n‘ai plus, à remettre : des choses — sur la tablette !'],
])('A copy is found %s', (_, text) => {
  expect(found(text)).toBe(true);
});

it('A part of it is no copy, nor is another word that begins alike', () => {
  expect(found('Je n’ai plus à remettre des choses.')).toBe(false);
  expect(found(`${passage.slice(0, -1)}tes`)).toBe(false);
});

it('What anybody could say is not recognized', () => {
  expect(isRecognizable('l’accès à l’ordinateur')).toBe(false);
  expect(isRecognizable('on a dit – oui')).toBe(false);
  expect(isRecognizable('on a dit oui hier')).toBe(true);
  expect(found('On a dit oui.', 'On a dit oui.')).toBe(false);
});
