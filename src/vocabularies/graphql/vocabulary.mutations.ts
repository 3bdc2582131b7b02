import { policyOf } from '../../platform/access/policies.js';
import { mutationsResolver, payloadType } from '../../platform/graphql/mutations.js';
import { vocabularyCommands } from '../app/commands.js';
import type { ConceptSchemeRow } from '../read-model/vocabulary.entity.js';
import { ConceptSchemeView } from './concept-scheme.type.js';

export const ConceptSchemePayload = payloadType(
  'ConceptSchemePayload',
  'conceptScheme',
  () => ConceptSchemeView,
);

export const VocabularyMutations = mutationsResolver('VocabularyMutations', {
  commands: vocabularyCommands.filter((command) => command.commandName !== 'TranslateText'),
  payload: ConceptSchemePayload,
  field: 'conceptScheme',
  show: (row) => new ConceptSchemeView(row as ConceptSchemeRow),
  policyOf,
  descriptions: {
    CreateScheme: 'Begins a vocabulary. Its code is held once, for ever.',
    AddConcept: 'Adds a concept to a vocabulary.',
    RelabelConcept:
      'Replaces label or definition in one language, naming the version replaced, or all alternative labels.',
    MoveConcept: 'Puts a concept under other broader concepts; none makes it a top concept.',
    MapConcept: "Sets a concept's relations to concepts of other vocabularies; replaces all it had.",
    DeprecateConcept: 'Takes a concept out of use, and names what replaces it.',
    MergeConcepts: 'Makes a concept stand for another from now on, for ever.',
  },
});
