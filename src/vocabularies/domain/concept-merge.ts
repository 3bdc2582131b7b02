import { DomainError } from '../../kernel/errors.js';
import { assertUnique } from './concept-labels.js';
import type { ConceptSchemeCommand } from './concept-scheme.commands.js';
import type { ConceptSchemeEvent } from './concept-scheme.events.js';
import type { ConceptScheme } from './concept-scheme.state.js';
import { activeReference, childrenOf, conceptNamed, isAtOrBelow, notActive } from './concept-tree.js';

/** Concepts that one merge moves, at most: their events are one append, whose size is limited. */
export const maxMovedByMerge = 500;

/**
 * The merge, and a move of each concept below the merged one to below its successor.
 * @throws MERGE_CYCLE into itself; BROADER_CYCLE into a concept below it, since the ones between would come to lie
 * below themselves; LABEL_NOT_UNIQUE where a moved concept meets its label; CONCEPT_NOT_ACTIVE when merged elsewhere
 */
export function mergeConcepts(
  { code, into }: Extract<ConceptSchemeCommand, { type: 'MergeConcepts' }>,
  state: ConceptScheme,
): readonly ConceptSchemeEvent[] {
  const concept = conceptNamed(state, code, ['code']);
  if (concept.status === 'merged') {
    if (concept.successor === into) return [];
    throw notActive(concept, ['code']);
  }
  if (code === into) throw new DomainError('MERGE_CYCLE', 'A concept cannot be merged into itself', ['into']);
  activeReference(state, into, ['into']);
  if (isAtOrBelow(state, into, code)) {
    throw new DomainError('BROADER_CYCLE', `"${into}" lies below "${code}": move it first`, ['into'], {
      code: into,
    });
  }
  return [{ type: 'ConceptsMerged', data: { code, into } }, ...movesBelow(state, code, into)];
}

function movesBelow(state: ConceptScheme, code: string, into: string): ConceptSchemeEvent[] {
  const children = childrenOf(state, code);
  if (children.length > maxMovedByMerge) {
    const message = `"${code}" has ${children.length} concepts below it; a merge moves at most ${maxMovedByMerge}: move them first`;
    throw new DomainError('INVALID_INPUT', message, ['code'], {
      children: children.length,
      limit: maxMovedByMerge,
    });
  }
  return children.map((child) => {
    const broader = [...new Set(child.broader.map((parent) => (parent === code ? into : parent)))];
    if (child.status === 'active') {
      assertUnique(state.labels, { ...child, broader: [into] }, () => ['into'], code);
    }
    return { type: 'ConceptMoved', data: { code: child.code, broader } };
  });
}
