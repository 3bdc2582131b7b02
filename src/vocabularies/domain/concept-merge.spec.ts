import {
  add,
  added,
  created,
  deprecated,
  given,
  merged,
  moved,
  scheme,
} from '../../../test/support/concept-scheme.js';
import type { ConceptSchemeCommand } from './concept-scheme.commands.js';
import { isAtOrBelow, resolveConcept } from './concept-tree.js';

const deprecate = (code: string, replacedBy?: string): ConceptSchemeCommand => ({
  type: 'DeprecateConcept',
  scheme,
  code,
  ...(replacedBy && { replacedBy }),
});
const merge = (code: string, into: string): ConceptSchemeCommand => ({
  type: 'MergeConcepts',
  scheme,
  code,
  into,
});

const abc = [created, added('a', 'A'), added('b', 'B'), added('c', 'C')];

describe('DeprecateConcept', () => {
  it('deprecates, with and without a replacement', () => {
    given(...abc)
      .when(deprecate('a'))
      .then([deprecated('a')]);
    given(...abc)
      .when(deprecate('a', 'b'))
      .then([deprecated('a', 'b')]);
  });
  it('changes nothing where it is deprecated, unless another replacement is named', () => {
    given(...abc, deprecated('a', 'b'))
      .when(deprecate('a'))
      .thenNothing();
    given(...abc, deprecated('a', 'b'))
      .when(deprecate('a', 'c'))
      .then([deprecated('a', 'c')]);
  });
  it('refuses a replacement that is missing, itself, deprecated or merged', () => {
    given(...abc)
      .when(deprecate('a', 'x'))
      .thenError('REFERENCE_NOT_FOUND', ['replacedBy']);
    given(...abc)
      .when(deprecate('a', 'a'))
      .thenError('REPLACEMENT_NOT_ACTIVE', ['replacedBy']);
    given(...abc, deprecated('b'))
      .when(deprecate('a', 'b'))
      .thenError('REPLACEMENT_NOT_ACTIVE', ['replacedBy']);
    given(...abc, merged('b', 'c'))
      .when(deprecate('a', 'b'))
      .thenError('REPLACEMENT_NOT_ACTIVE', ['replacedBy']);
  });
  it('keeps every chain of replacements leading to an active concept', () => {
    given(...abc, deprecated('a', 'b'))
      .when(deprecate('b'))
      .thenError('REPLACEMENT_REQUIRED', ['replacedBy']);
    given(...abc, deprecated('a', 'b'))
      .when(deprecate('b', 'c'))
      .then([deprecated('b', 'c')]);
    given(...abc, deprecated('a', 'b'), deprecated('b', 'c'))
      .when(deprecate('c'))
      .thenError('REPLACEMENT_REQUIRED');
    given(...abc, deprecated('a', 'b'), merged('b', 'c'))
      .when(deprecate('c'))
      .thenError('REPLACEMENT_REQUIRED');
  });
  it('lets a concept go that replaces nothing any more', () =>
    given(...abc, deprecated('a', 'b'), deprecated('a', 'c'))
      .when(deprecate('b'))
      .then([deprecated('b')]));
  it('refuses a merged concept and a missing one', () => {
    given(...abc, merged('a', 'b'))
      .when(deprecate('a', 'c'))
      .thenError('CONCEPT_NOT_ACTIVE', ['code']);
    given(...abc)
      .when(deprecate('x'))
      .thenError('NOT_FOUND', ['code']);
  });
});

describe('MergeConcepts', () => {
  it('merges', () =>
    given(...abc)
      .when(merge('a', 'b'))
      .then([merged('a', 'b')]));
  it('is a repeat into the same, also when that one has gone since', () =>
    given(...abc, merged('a', 'b'), merged('b', 'c'))
      .when(merge('a', 'b'))
      .thenNothing());
  it('is terminal', () =>
    given(...abc, merged('a', 'b'))
      .when(merge('a', 'c'))
      .thenError('CONCEPT_NOT_ACTIVE', ['code'], { status: 'merged', successor: 'b' }));
  it('takes a deprecated concept, and refuses a deprecated, merged or missing successor', () => {
    given(...abc, deprecated('a'))
      .when(merge('a', 'b'))
      .then([merged('a', 'b')]);
    given(...abc, deprecated('b'))
      .when(merge('a', 'b'))
      .thenError('REFERENCE_NOT_ACTIVE', ['into']);
    given(...abc, merged('b', 'a'))
      .when(merge('a', 'b'))
      .thenError('REFERENCE_NOT_ACTIVE', ['into'], { successor: 'a' });
    given(...abc)
      .when(merge('a', 'x'))
      .thenError('REFERENCE_NOT_FOUND', ['into']);
    given(...abc)
      .when(merge('a', 'a'))
      .thenError('MERGE_CYCLE', ['into']);
    given(...abc)
      .when(merge('x', 'a'))
      .thenError('NOT_FOUND', ['code']);
  });
  it('moves the concepts below it to below its successor', () =>
    given(
      ...abc,
      added('d', 'D', { broader: ['a'] }),
      added('e', 'E', { broader: ['a', 'b'] }),
      added('f', 'F', { broader: ['c', 'a'] }),
      deprecated('d'),
    )
      .when(merge('a', 'b'))
      .then([merged('a', 'b'), moved('d', 'b'), moved('e', 'b'), moved('f', 'c', 'b')]));
  it('merges a concept into the one above it, and its children may bear its label', () =>
    given(...abc, added('d', 'Même', { broader: ['a'] }), added('e', 'Même', { broader: ['d'] }))
      .when(merge('d', 'a'))
      .then([merged('d', 'a'), moved('e', 'a')]));
  it('refuses a successor below it', () =>
    given(...abc, added('d', 'D', { broader: ['a'] }), added('e', 'E', { broader: ['d'] }))
      .when(merge('a', 'e'))
      .thenError('BROADER_CYCLE', ['into']));
  it('refuses where a moved concept would meet its label', () =>
    given(...abc, added('d', 'Même', { broader: ['a'] }), added('e', 'même', { broader: ['b'] }))
      .when(merge('a', 'b'))
      .thenError('LABEL_NOT_UNIQUE', ['into'], { label: 'Même', sibling: 'e' }));
  it('refuses to move more concepts than one append may hold', () => {
    const children = Array.from({ length: 501 }, (_, i) => added(`k${i}`, `K${i}`, { broader: ['a'] }));
    given(...abc, ...children)
      .when(merge('a', 'b'))
      .thenError('INVALID_INPUT', ['code'], { children: 501, limit: 500 });
  });
  it('frees its label', () =>
    given(...abc, merged('a', 'b'))
      .when(add('d', 'A'))
      .then([added('d', 'A')]));
});

describe('resolveConcept', () => {
  it('follows replacements and merges to their end', () => {
    const { state } = given(...abc, deprecated('a', 'b'), merged('b', 'c'));
    if (state.status === 'absent') throw new Error('expected a scheme');
    expect(resolveConcept(state, 'a')?.code).toBe('c');
    expect(resolveConcept(state, 'c')?.code).toBe('c');
    expect(resolveConcept(state, 'x')).toBeUndefined();
  });
});

it('asks of a tree of many ways up no more than of one', () => {
  const layers = Array.from({ length: 40 }, (_, n) => {
    const broader = n === 0 ? [] : [`l${n - 1}`, `r${n - 1}`];
    return [added(`l${n}`, `L${n}`, { broader }), added(`r${n}`, `R${n}`, { broader })];
  });
  const { state } = given(created, ...layers.flat());
  if (state.status === 'absent') throw new Error('expected a scheme');
  expect(isAtOrBelow(state, 'l39', 'nowhere')).toBe(false);
});
