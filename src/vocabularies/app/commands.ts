import { commandClass } from '../../platform/commands/command-class.js';
import { conceptSchemeCommands } from '../domain/concept-scheme.commands.js';

export class CreateScheme extends commandClass(conceptSchemeCommands, 'CreateScheme') {}
export class AddConcept extends commandClass(conceptSchemeCommands, 'AddConcept') {}
export class RelabelConcept extends commandClass(conceptSchemeCommands, 'RelabelConcept') {}
export class MoveConcept extends commandClass(conceptSchemeCommands, 'MoveConcept') {}
export class MapConcept extends commandClass(conceptSchemeCommands, 'MapConcept') {}
export class DeprecateConcept extends commandClass(conceptSchemeCommands, 'DeprecateConcept') {}
export class MergeConcepts extends commandClass(conceptSchemeCommands, 'MergeConcepts') {}
export class TranslateVocabularyText extends commandClass(conceptSchemeCommands, 'TranslateText') {}

export const vocabularyCommands = [
  CreateScheme,
  AddConcept,
  RelabelConcept,
  MoveConcept,
  MapConcept,
  DeprecateConcept,
  MergeConcepts,
  TranslateVocabularyText,
] as const;
