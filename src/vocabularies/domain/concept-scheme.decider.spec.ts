import {
  add,
  added,
  created,
  deprecated,
  fr,
  given,
  merged,
  scheme,
} from '../../../test/support/concept-scheme.js';
import type { ConceptSchemeCommand } from './concept-scheme.commands.js';

const move = (code: string, ...broader: string[]): ConceptSchemeCommand => ({
  type: 'MoveConcept',
  scheme,
  code,
  broader,
});

describe('CreateScheme', () => {
  const create: ConceptSchemeCommand = { type: 'CreateScheme', code: scheme, title: fr('Missions sociales') };

  it('creates a scheme', () => given().when(create).then([created]));
  it('is a repeat with the same content', () => given(created, added('a', 'A')).when(create).thenNothing());
  it('refuses a code that is taken', () =>
    given(created)
      .when({ ...create, title: fr('Autre') })
      .thenError('ALREADY_EXISTS', ['code']));
  it('comes before everything else', () => given().when(add('a', 'A')).thenError('NOT_FOUND'));
});

describe('AddConcept', () => {
  it('adds a concept below others, each named once', () =>
    given(created, added('a', 'A'), added('b', 'B'))
      .when(add('c', 'C', { broader: ['a', 'b', 'a'] }))
      .then([added('c', 'C', { broader: ['a', 'b'] })]));
  it('is a repeat with the same content, also after the concept was relabelled', () =>
    given(created, added('a', 'A'), {
      type: 'ConceptRelabelled',
      data: { code: 'a', label: { language: 'fr', text: 'Z', replaces: 1 } },
    })
      .when(add('a', 'A'))
      .thenNothing());
  it('refuses a code that is taken', () =>
    given(created, added('a', 'A')).when(add('a', 'B')).thenError('ALREADY_EXISTS', ['code']));
  it('refuses a broader concept that does not exist', () =>
    given(created, added('a', 'A'))
      .when(add('c', 'C', { broader: ['a', 'x'] }))
      .thenError('REFERENCE_NOT_FOUND', ['broader', 1]));
  it('refuses a broader concept that is deprecated', () =>
    given(created, added('a', 'A'), deprecated('a'))
      .when(add('c', 'C', { broader: ['a'] }))
      .thenError('REFERENCE_NOT_ACTIVE', ['broader', 0]));
  it('names the successor of a broader concept that was merged', () =>
    given(created, added('a', 'A'), added('b', 'B'), merged('a', 'b'))
      .when(add('c', 'C', { broader: ['a'] }))
      .thenError('REFERENCE_NOT_ACTIVE', ['broader', 0], { status: 'merged', successor: 'b' }));
  it('refuses a label that a sibling bears, however it is written', () =>
    given(created, added('a', 'Équité  sociale'))
      .when(
        add('b', 'x', {
          label: [
            { language: 'en', text: 'Fairness' },
            { language: 'fr', text: 'E\u0301QUITÉ sociale', origin: 'human' },
          ],
        }),
      )
      .thenError('LABEL_NOT_UNIQUE', ['label', 1, 'text'], {
        language: 'fr',
        label: 'E\u0301QUITÉ sociale',
        sibling: 'a',
      }));
  it('allows the same label elsewhere in the tree, and in another language', () => {
    given(created, added('a', 'A'))
      .when(add('b', 'A', { broader: ['a'] }))
      .then([added('b', 'A', { broader: ['a'] })]);
    const english = [{ language: 'en', text: 'A' }];
    given(created, added('a', 'A'))
      .when(add('b', '', { label: english }))
      .then([added('b', '', { label: english })]);
  });
  it('allows the label of a deprecated sibling', () =>
    given(created, added('a', 'A'), deprecated('a'))
      .when(add('b', 'A'))
      .then([added('b', 'A')]));
});

describe('MoveConcept', () => {
  const tree = [
    created,
    added('a', 'A'),
    added('b', 'B', { broader: ['a'] }),
    added('c', 'C', { broader: ['b'] }),
  ];

  it('moves a concept', () =>
    given(...tree)
      .when(move('c', 'a'))
      .then([{ type: 'ConceptMoved', data: { code: 'c', broader: ['a'] } }]));
  it('moves a concept to the top', () =>
    given(...tree)
      .when(move('c'))
      .then([{ type: 'ConceptMoved', data: { code: 'c', broader: [] } }]));
  it('changes nothing where it lies there already', () =>
    given(...tree)
      .when(move('c', 'b', 'b'))
      .thenNothing());
  it.each(['a', 'b', 'c'])('refuses a cycle through %s', (below) =>
    given(...tree, added('d', 'D'))
      .when(move('a', 'd', below))
      .thenError('BROADER_CYCLE', ['broader', 1]),
  );
  it('refuses a label that a new sibling bears', () =>
    given(...tree, added('d', 'ｂ'))
      .when(move('d', 'a'))
      .thenError('LABEL_NOT_UNIQUE', ['broader'], { sibling: 'b' }));
  it('refuses a broader concept that is gone, and a concept that is', () => {
    given(...tree, added('d', 'D'), deprecated('d'))
      .when(move('c', 'd'))
      .thenError('REFERENCE_NOT_ACTIVE', ['broader', 0]);
    given(...tree, deprecated('c'))
      .when(move('c', 'a'))
      .thenError('CONCEPT_NOT_ACTIVE', ['code']);
    given(...tree)
      .when(move('x', 'a'))
      .thenError('NOT_FOUND', ['code']);
  });
});

describe('MapConcept', () => {
  const mappings = [
    { relation: 'exactMatch' as const, target: 'http://www.wikidata.org/entity/Q1' },
    { relation: 'closeMatch' as const, target: 'http://www.wikidata.org/entity/Q2' },
  ];
  const map = (list = mappings): ConceptSchemeCommand => ({
    type: 'MapConcept',
    scheme,
    code: 'a',
    mappings: list,
  });

  it('replaces the mappings', () =>
    given(created, added('a', 'A'))
      .when(map())
      .then([{ type: 'ConceptMapped', data: { code: 'a', mappings } }]));
  it('changes nothing where only the order differs', () =>
    given(created, added('a', 'A', { mappings }))
      .when(map(mappings.toReversed()))
      .thenNothing());
  it('refuses a merged concept', () =>
    given(created, added('a', 'A'), added('b', 'B'), merged('a', 'b'))
      .when(map())
      .thenError('CONCEPT_NOT_ACTIVE', ['code']));
});
