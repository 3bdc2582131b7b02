import type { Decider } from '../../kernel/decider.js';
import { DomainError } from '../../kernel/errors.js';
import { limits } from '../../kernel/fields.js';
import {
  applyReplacement,
  applyTranslation,
  decideReplacement,
  decideTranslation,
  fromInput,
} from '../../kernel/localized-text.js';
import { isEmpty, omit, sameJson, sameMembers } from '../../kernel/values.js';
import { assertUnique } from './concept-labels.js';
import { mergeConcepts } from './concept-merge.js';
import type { ConceptSchemeCommand } from './concept-scheme.commands.js';
import type { ConceptSchemeEvent } from './concept-scheme.events.js';
import {
  evolveScheme,
  type Concept,
  type ConceptScheme,
  type ConceptSchemeState,
} from './concept-scheme.state.js';
import { activeReference, isAtOrBelow, isReplacement, notActive, unmergedConcept } from './concept-tree.js';

type Command<Type extends ConceptSchemeCommand['type']> = Extract<ConceptSchemeCommand, { type: Type }>;
type Events = readonly ConceptSchemeEvent[];

/**
 * One vocabulary and its concepts. Merged concepts change no more; of deprecated ones the wording, the mappings and
 * the replacement may still be put right, since old records go on showing them.
 */
export const conceptScheme: Decider<ConceptSchemeState, ConceptSchemeCommand, ConceptSchemeEvent> = {
  initialState: { status: 'absent' },
  decide(command, state) {
    if (command.type === 'CreateScheme') return createScheme(command, state);
    if (state.status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such scheme');
    switch (command.type) {
      case 'AddConcept':
        return addConcept(command, state);
      case 'RelabelConcept':
        return relabelConcept(command, state);
      case 'MoveConcept':
        return moveConcept(command, state);
      case 'MapConcept': {
        const { code, mappings } = command;
        if (sameMembers(unmergedConcept(state, code, ['code']).mappings, mappings)) return [];
        return [{ type: 'ConceptMapped', data: { code, mappings } }];
      }
      case 'DeprecateConcept':
        return deprecateConcept(command, state);
      case 'MergeConcepts':
        return mergeConcepts(command, state);
      case 'TranslateText':
        return command.field === 'title' ? translateTitle(command, state) : translateConcept(command, state);
      default:
        return command satisfies never;
    }
  },
  evolve: evolveScheme,
};

function createScheme(command: Command<'CreateScheme'>, state: ConceptSchemeState): Events {
  const data = omit(command, 'type');
  if (state.status === 'absent') return [{ type: 'SchemeCreated', data }];
  if (sameJson(state.created, data)) return [];
  throw new DomainError('ALREADY_EXISTS', `There is a scheme "${command.code}" already, with other content`, [
    'code',
  ]);
}

function addConcept(command: Command<'AddConcept'>, state: ConceptScheme): Events {
  const broader = [...new Set(command.broader)];
  const data = { ...omit(command, 'type', 'scheme'), ...(command.broader && { broader }) };
  const added = state.added.get(command.code);
  if (added) {
    if (sameJson(added, data)) return [];
    throw new DomainError(
      'ALREADY_EXISTS',
      `There is a concept "${command.code}" already, with other content`,
      ['code'],
    );
  }
  assertActive(state, broader);
  assertUnique(state.labels, { code: command.code, label: fromInput(command.label), broader }, (language) => [
    'label',
    command.label.findIndex((entry) => entry.language === language),
    'text',
  ]);
  return [{ type: 'ConceptAdded', data }];
}

function assertActive(state: ConceptScheme, broader: readonly string[]): void {
  broader.forEach((code, index) => activeReference(state, code, ['broader', index]));
}

function relabelConcept(command: Command<'RelabelConcept'>, state: ConceptScheme): Events {
  const concept = unmergedConcept(state, command.code, ['code']);
  const label = command.label && decideReplacement(concept.label, command.label, ['label']);
  const definition =
    command.definition && decideReplacement(concept.definition, command.definition, ['definition']);
  const alternatives = command.alternativeLabels;
  if (label)
    assertUniqueText(state, { ...concept, label: applyReplacement(concept.label, label) }, ['label', 'text']);
  const changed = {
    ...(label && { label }),
    ...(definition && { definition }),
    ...(alternatives &&
      !sameMembers(concept.alternativeLabels, alternatives) && { alternativeLabels: alternatives }),
  };
  return isEmpty(changed) ? [] : [{ type: 'ConceptRelabelled', data: { code: command.code, ...changed } }];
}

/** A deprecated concept keeps its label, whoever else bears it now. */
function assertUniqueText(state: ConceptScheme, concept: Concept, path: readonly string[]): void {
  if (concept.status === 'active') assertUnique(state.labels, concept, () => path);
}

function moveConcept(command: Command<'MoveConcept'>, state: ConceptScheme): Events {
  const concept = unmergedConcept(state, command.code, ['code']);
  const broader = [...new Set(command.broader)];
  if (sameMembers(concept.broader, broader)) return [];
  if (concept.status !== 'active') throw notActive(concept, ['code']);
  assertActive(state, broader);
  const into = command.broader.findIndex((code) => isAtOrBelow(state, code, concept.code));
  if (into >= 0) {
    const code = command.broader[into]!;
    const message = `The concept "${code}" is "${concept.code}" or lies below it`;
    throw new DomainError('BROADER_CYCLE', message, ['broader', into], { code });
  }
  assertUnique(state.labels, { ...concept, broader }, () => ['broader']);
  return [{ type: 'ConceptMoved', data: { code: concept.code, broader } }];
}

function deprecateConcept(command: Command<'DeprecateConcept'>, state: ConceptScheme): Events {
  const { code, replacedBy } = command;
  const concept = unmergedConcept(state, code, ['code']);
  if (concept.status === 'deprecated' && (replacedBy === undefined || replacedBy === concept.successor))
    return [];
  if (replacedBy !== undefined) {
    const status = state.concepts.get(replacedBy)?.status;
    if (status === undefined) {
      throw new DomainError('REFERENCE_NOT_FOUND', `The scheme has no concept "${replacedBy}"`, [
        'replacedBy',
      ]);
    }
    if (status !== 'active' || replacedBy === code) {
      const message = `"${replacedBy}" cannot replace "${code}": it is ${replacedBy === code ? 'the same concept' : status}`;
      throw new DomainError('REPLACEMENT_NOT_ACTIVE', message, ['replacedBy'], { status });
    }
  } else if (isReplacement(state, code)) {
    const message = `"${code}" replaces deprecated concepts: name the active concept that they are to lead to`;
    throw new DomainError('REPLACEMENT_REQUIRED', message, ['replacedBy']);
  }
  return [{ type: 'ConceptDeprecated', data: omit(command, 'type', 'scheme') }];
}

function translateTitle(command: Command<'TranslateText'>, state: ConceptScheme): Events {
  if (command.concept !== undefined) {
    throw new DomainError('INVALID_INPUT', 'A title is the scheme’s: it names no concept', ['concept']);
  }
  assertLength(command);
  if (!decideTranslation(state.title, command, [])) return [];
  return [{ type: 'TextTranslated', data: omit(command, 'type', 'id') }];
}

function translateConcept(command: Command<'TranslateText'>, state: ConceptScheme): Events {
  if (command.concept === undefined) {
    throw new DomainError('INVALID_INPUT', `A ${command.field} is a concept’s: name it`, ['concept']);
  }
  const concept = unmergedConcept(state, command.concept, ['concept']);
  if (command.field === 'definition') {
    if (!decideTranslation(concept.definition, command, [])) return [];
  } else {
    assertLength(command);
    if (!decideTranslation(concept.label, command, [])) return [];
    assertUniqueText(state, { ...concept, label: applyTranslation(concept.label, command) }, ['text']);
  }
  return [{ type: 'TextTranslated', data: omit(command, 'type', 'id') }];
}

/** One command translates short texts and long ones: its schema knows only the longer limit. */
function assertLength({ text }: { text: string }): void {
  if (text.length <= limits.name) return;
  throw new DomainError('INVALID_INPUT', `must have at most ${limits.name} characters`, ['text']);
}
