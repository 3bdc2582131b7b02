import { bibtexNames } from './names.js';

describe('BibTeX names', () => {
  it.each([
    ['Ludwig van Beethoven', [{ family: 'Beethoven', given: 'Ludwig', 'non-dropping-particle': 'van' }]],
    ['van der Berg, Jan', [{ family: 'Berg', given: 'Jan', 'non-dropping-particle': 'van der' }]],
    [
      "Charles Louis Xavier Joseph de la Vall{\\'e}e Poussin",
      [{ family: 'Vallée Poussin', given: 'Charles Louis Xavier Joseph', 'non-dropping-particle': 'de la' }],
    ],
    ['King, Jr., Martin Luther', [{ family: 'King', given: 'Martin Luther', suffix: 'Jr.' }]],
    ['Martin Luther King, Jr.', [{ family: 'King', given: 'Martin Luther', suffix: 'Jr.' }]],
    ['King, Martin Luther, Jr.', [{ family: 'King', given: 'Martin Luther', suffix: 'Jr.' }]],
    ['{World Health Organization}', [{ literal: 'World Health Organization' }]],
    [
      '{Barnes and Noble, Inc.} and Roy, A.',
      [{ literal: 'Barnes and Noble, Inc.' }, { family: 'Roy', given: 'A.' }],
    ],
    ['Hermann {von Helmholtz}', [{ family: 'von Helmholtz', given: 'Hermann' }]],
    ['Roy, A. and others', [{ family: 'Roy', given: 'A.' }, { literal: 'others' }]],
    ['Roy, A. et al.', [{ family: 'Roy', given: 'A.' }, { literal: 'others' }]],
    [
      'Lesk, M. E. AND Kernighan, B.~W.',
      [
        { family: 'Lesk', given: 'M. E.' },
        { family: 'Kernighan', given: 'B. W.' },
      ],
    ],
    ['Paul Erd{\\H o}s', [{ family: 'Erdős', given: 'Paul' }]],
    ["{\\'E}mile Zola", [{ family: 'Zola', given: 'Émile' }]],
    ['Plato', [{ family: 'Plato' }]],
    [
      'family=Gogh, given=Vincent, prefix=van',
      [{ family: 'Gogh', given: 'Vincent', 'non-dropping-particle': 'van' }],
    ],
    [
      'Smith, John; Doe, Jane',
      [
        { family: 'Smith', given: 'John' },
        { family: 'Doe', given: 'Jane' },
      ],
    ],
    [
      'Ann Lee, Bob Roy, Cy Fox, and Di Hay',
      [
        { family: 'Lee', given: 'Ann' },
        { family: 'Roy', given: 'Bob' },
        { family: 'Fox', given: 'Cy' },
        { family: 'Hay', given: 'Di' },
      ],
    ],
    [' and , and Roy, A. and ', [{ family: 'Roy', given: 'A.' }]],
    ['', []],
    ['王 小明', [{ family: '小明', given: '王' }]],
    ['Sand and Andersen', [{ family: 'Sand' }, { family: 'Andersen' }]],
  ])('%s', (tex, names) => {
    expect(bibtexNames(tex)).toEqual(names);
  });
});
