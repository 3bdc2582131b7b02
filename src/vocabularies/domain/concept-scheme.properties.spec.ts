import fc from 'fast-check';
import { play } from '../../../test/support/given-when-then.js';
import { fold } from '../../kernel/decider.js';
import { foldLabel } from './concept-labels.js';
import { schemeId, type ConceptSchemeCommand } from './concept-scheme.commands.js';
import { conceptScheme } from './concept-scheme.decider.js';
import { conceptSchemeEvents, type ConceptSchemeEvent } from './concept-scheme.events.js';
import type { Concept, ConceptScheme, ConceptSchemeState } from './concept-scheme.state.js';
import { isAtOrBelow, resolveConcept } from './concept-tree.js';

const scheme = 's';
const create: ConceptSchemeCommand = {
  type: 'CreateScheme',
  code: scheme,
  title: [{ language: 'fr', text: 'Titre' }],
};

const code = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const language = fc.constantFrom('fr', 'en');
const text = fc.constantFrom('Emploi', 'EMPLOI', 'emploi  local', 'Emploi local', 'Logement', 'École');
const broader = fc.array(code, { maxLength: 2 });
const version = fc.integer({ min: 0, max: 3 });
const reworded = fc.record({ language, text, replaces: version });
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const said = <const Type extends string, Input>(type: Type, input: fc.Arbitrary<Input>) =>
  input.map((given) => ({ type, ...given }));

const anyCommand: fc.Arbitrary<ConceptSchemeCommand> = fc.oneof(
  {
    weight: 4,
    arbitrary: said(
      'AddConcept',
      fc.record({
        scheme: fc.constant(scheme),
        code,
        label: fc.tuple(language, text).map(([lang, label]) => [{ language: lang, text: label }]),
        broader: optional(broader),
      }),
    ),
  },
  said(
    'RelabelConcept',
    fc.record({
      scheme: fc.constant(scheme),
      code,
      label: optional(reworded),
      definition: optional(reworded),
    }),
  ),
  { weight: 3, arbitrary: said('MoveConcept', fc.record({ scheme: fc.constant(scheme), code, broader })) },
  said('DeprecateConcept', fc.record({ scheme: fc.constant(scheme), code, replacedBy: optional(code) })),
  said('MergeConcepts', fc.record({ scheme: fc.constant(scheme), code, into: code })),
  said(
    'TranslateText',
    fc.record({
      id: fc.constant(schemeId(scheme)),
      field: fc.constantFrom('title' as const, 'label' as const, 'definition' as const),
      concept: optional(code),
      language,
      text,
      origin: fc.constantFrom('human' as const, 'machine' as const),
      of: fc.integer({ min: 1, max: 2 }),
      replaces: version,
    }),
  ),
);

function conceptsOf(state: ConceptScheme): Concept[] {
  return [...state.concepts].map(([, concept]) => concept);
}

/** Asked of the concepts themselves, not of the index by which the decider answers. */
function expectUniqueLabels(state: ConceptScheme): void {
  const borne = new Set<string>();
  for (const concept of conceptsOf(state).filter(({ status }) => status === 'active')) {
    for (const parent of concept.broader.length > 0 ? concept.broader : ['(top)']) {
      for (const [lang, label] of Object.entries(concept.label)) {
        const key = JSON.stringify([parent, lang, foldLabel(label.text)]);
        expect(borne).not.toContain(key);
        borne.add(key);
      }
    }
  }
  expect(new Set([...state.labels].map(([key]) => key)).size).toBe(borne.size);
}

function expectSound(state: ConceptSchemeState): void {
  if (state.status === 'absent') throw new Error('expected a scheme');
  expectUniqueLabels(state);
  for (const concept of conceptsOf(state)) {
    for (const parent of concept.status === 'merged' ? [] : concept.broader) {
      expect(isAtOrBelow(state, parent, concept.code)).toBe(false);
      expect(state.concepts.get(parent)?.status).not.toBe('merged');
    }
    if (concept.status === 'deprecated' && concept.successor !== undefined) {
      expect(resolveConcept(state, concept.code)?.status).toBe('active');
    }
  }
}

describe('any commands', () => {
  it('leave labels unique among active siblings, the tree without cycles, and replacements active', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 40 }), (commands) => {
        play(conceptScheme, conceptSchemeEvents, [create, ...commands], expectSound);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a scheme of 10,000 concepts', () => {
  const add = (n: number): ConceptSchemeCommand => ({
    type: 'AddConcept',
    scheme,
    code: `c${n}`,
    label: [
      { language: 'fr', text: `Concept ${n}` },
      { language: 'en', text: `The concept ${n}` },
    ],
    ...(n >= 5_000 && { broader: [`c${Math.floor(n / 10)}`] }),
  });

  it('is built one by one, and its earlier states stay what they were', () => {
    let state = fold(conceptScheme, conceptScheme.decide(create, conceptScheme.initialState));
    const events: ConceptSchemeEvent[] = [];
    const kept: ConceptSchemeState[] = [];
    for (let n = 0; n < 10_000; n++) {
      if (n % 2_500 === 0) kept.push(state);
      const decided = conceptScheme.decide(add(n), state);
      events.push(...decided);
      state = fold(conceptScheme, decided, state);
    }
    expect(events).toHaveLength(10_000);
    expect([...kept, state].map((s) => (s.status === 'absent' ? -1 : s.concepts.size))).toEqual([
      0, 2_500, 5_000, 7_500, 10_000,
    ]);
    // A branch from an earlier state knows nothing of what the others added since.
    expect(conceptScheme.decide(add(2_500), kept[1]!)).toHaveLength(1);
    expect(conceptScheme.decide(add(2_500), state)).toEqual([]);
  }, 15_000);
});
