import {
  added,
  created,
  deprecated,
  fr,
  given,
  merged,
  scheme,
  type Said,
} from '../../../test/support/concept-scheme.js';
import { schemeId, type ConceptSchemeCommand } from './concept-scheme.commands.js';

const relabel = (code: string, more: Partial<Said<'RelabelConcept'>>): ConceptSchemeCommand => ({
  type: 'RelabelConcept',
  scheme,
  code,
  ...more,
});
const translate = (more: Partial<Said<'TranslateText'>>): ConceptSchemeCommand => ({
  type: 'TranslateText',
  id: schemeId(scheme),
  field: 'label',
  language: 'en',
  text: 'Employment',
  origin: 'human',
  of: 1,
  replaces: 0,
  ...more,
});

describe('RelabelConcept', () => {
  const label = { language: 'fr', text: 'Emploi', replaces: 1 };

  it('replaces the named version and drops what changes nothing', () =>
    given(created, added('a', 'A', { alternativeLabels: fr('Travail') }))
      .when(relabel('a', { label, alternativeLabels: fr('Travail') }))
      .then([{ type: 'ConceptRelabelled', data: { code: 'a', label } }]));
  it('replaces the alternative labels as a whole, and writes a first definition', () => {
    const rest = {
      alternativeLabels: fr('Ouvrage'),
      definition: { language: 'fr', text: 'Un emploi', replaces: 0 },
    };
    given(created, added('a', 'A', { alternativeLabels: fr('Travail') }))
      .when(relabel('a', rest))
      .then([{ type: 'ConceptRelabelled', data: { code: 'a', ...rest } }]);
  });
  it('changes nothing where all reads so already', () =>
    given(created, added('a', 'Emploi'))
      .when(relabel('a', { label: { ...label, replaces: 7 } }))
      .thenNothing());
  it('refuses another version than the one that stands', () =>
    given(created, added('a', 'A'))
      .when(relabel('a', { label: { ...label, replaces: 2 } }))
      .thenError('TEXT_CONFLICT', ['label', 'replaces'], { actual: 1, currentText: 'A' }));
  it('refuses a sibling’s label', () =>
    given(created, added('a', 'A'), added('b', 'emploi'))
      .when(relabel('a', { label }))
      .thenError('LABEL_NOT_UNIQUE', ['label', 'text'], { sibling: 'b' }));
  it('takes a label that a sibling has given up', () =>
    given(created, added('a', 'A'), added('b', 'Emploi'), {
      type: 'ConceptRelabelled',
      data: { code: 'b', label: { ...label, text: 'B' } },
    })
      .when(relabel('a', { label }))
      .then([{ type: 'ConceptRelabelled', data: { code: 'a', label } }]));
  it('puts right the wording of a deprecated concept, but not of a merged one', () => {
    const events = [created, added('a', 'A'), added('b', 'Emploi')];
    given(...events, deprecated('a'))
      .when(relabel('a', { label }))
      .then([{ type: 'ConceptRelabelled', data: { code: 'a', label } }]);
    given(...events, merged('a', 'b'))
      .when(relabel('a', { label }))
      .thenError('CONCEPT_NOT_ACTIVE', ['code']);
  });
  it('refuses a concept that does not exist', () =>
    given(created).when(relabel('a', { label })).thenError('NOT_FOUND', ['code']));
});

describe('TranslateText', () => {
  const data = {
    field: 'label' as const,
    concept: 'a',
    language: 'en',
    text: 'Employment',
    origin: 'human' as const,
    of: 1,
    replaces: 0,
  };

  it('translates a label', () =>
    given(created, added('a', 'A'))
      .when(translate({ concept: 'a' }))
      .then([{ type: 'TextTranslated', data }]));
  it('translates a definition and the scheme’s title', () => {
    given(created, added('a', 'A', { definition: fr('Un emploi') }))
      .when(translate({ concept: 'a', field: 'definition' }))
      .then([{ type: 'TextTranslated', data: { ...data, field: 'definition' } }]);
    const { concept: _none, ...title } = { ...data, field: 'title' as const };
    given(created)
      .when(translate({ field: 'title' }))
      .then([{ type: 'TextTranslated', data: title }]);
  });
  it('refuses a sibling’s label in that language', () =>
    given(created, added('a', 'A'), added('b', 'B'), { type: 'TextTranslated', data })
      .when(translate({ concept: 'b', text: 'employment' }))
      .thenError('LABEL_NOT_UNIQUE', ['text'], { language: 'en', sibling: 'a' }));
  it('refuses to translate what is not there, or into its own language', () => {
    given(created, added('a', 'A'))
      .when(translate({ concept: 'a', field: 'definition' }))
      .thenError('TRANSLATION_OF_NOTHING');
    given(created, added('a', 'A'))
      .when(translate({ concept: 'a', language: 'fr' }))
      .thenError('LANGUAGE_IS_ORIGINAL', ['language']);
    given(created)
      .when(translate({ concept: 'a' }))
      .thenError('NOT_FOUND', ['concept']);
  });
  it('asks for a concept where there must be one, and for none where there must not', () => {
    given(created).when(translate({})).thenError('INVALID_INPUT', ['concept']);
    given(created)
      .when(translate({ field: 'title', concept: 'a' }))
      .thenError('INVALID_INPUT', ['concept']);
  });
  it('keeps to the length of a label', () =>
    given(created, added('a', 'A'))
      .when(translate({ concept: 'a', text: 'x'.repeat(501) }))
      .thenError('INVALID_INPUT', ['text']));
  it('leaves a merged concept alone', () =>
    given(created, added('a', 'A'), added('b', 'B'), merged('a', 'b'))
      .when(translate({ concept: 'a' }))
      .thenError('CONCEPT_NOT_ACTIVE', ['concept']));
});
