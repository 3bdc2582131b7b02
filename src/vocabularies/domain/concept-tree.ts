import { DomainError } from '../../kernel/errors.js';
import type { Concept, ConceptScheme } from './concept-scheme.state.js';

type Path = readonly (string | number)[];

/** @throws NOT_FOUND */
export function conceptNamed(scheme: ConceptScheme, code: string, path: Path): Concept {
  const concept = scheme.concepts.get(code);
  if (!concept) throw new DomainError('NOT_FOUND', `The scheme has no concept "${code}"`, path);
  return concept;
}

/** The concept, unless it was merged: then it changes no more. @throws NOT_FOUND, CONCEPT_NOT_ACTIVE */
export function unmergedConcept(scheme: ConceptScheme, code: string, path: Path): Concept {
  const concept = conceptNamed(scheme, code, path);
  if (concept.status === 'merged') throw notActive(concept, path);
  return concept;
}

export function notActive(concept: Concept, path: Path): DomainError {
  return new DomainError('CONCEPT_NOT_ACTIVE', `The concept "${concept.code}" is ${concept.status}`, path, {
    status: concept.status,
    successor: concept.successor ?? null,
  });
}

/**
 * A concept that the command refers to beside its own.
 * @throws REFERENCE_NOT_FOUND, REFERENCE_NOT_ACTIVE
 */
export function activeReference(scheme: ConceptScheme, code: string, path: Path): Concept {
  const concept = scheme.concepts.get(code);
  if (!concept) throw new DomainError('REFERENCE_NOT_FOUND', `The scheme has no concept "${code}"`, path);
  if (concept.status !== 'active') {
    throw new DomainError('REFERENCE_NOT_ACTIVE', `The concept "${code}" is ${concept.status}`, path, {
      status: concept.status,
      successor: resolveConcept(scheme, code)?.code ?? null,
    });
  }
  return concept;
}

/** Whether `code` is `ancestor` or lies below it, along any of its broader concepts. */
export function isAtOrBelow(scheme: ConceptScheme, code: string, ancestor: string): boolean {
  const seen = new Set<string>();
  const waiting = [code];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === ancestor) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...(scheme.concepts.get(next)?.broader ?? []));
  }
  return false;
}

/** The concepts directly below `code`, merged ones left out, by code. */
export function childrenOf(scheme: ConceptScheme, code: string): Concept[] {
  const children: Concept[] = [];
  for (const [, concept] of scheme.concepts) {
    if (concept.status !== 'merged' && concept.broader.includes(code)) children.push(concept);
  }
  return children.sort((a, b) => (a.code < b.code ? -1 : 1));
}

/**
 * The concept to use for `code` now: at the end of its chain of replacements and merges. It may be a deprecated one
 * without replacement; undefined when there is no such concept.
 */
export function resolveConcept(scheme: Pick<ConceptScheme, 'concepts'>, code: string): Concept | undefined {
  let concept = scheme.concepts.get(code);
  while (concept?.successor !== undefined) concept = scheme.concepts.get(concept.successor);
  return concept;
}

/** Whether a deprecated concept leads to `code`, directly or through others. */
export function isReplacement(scheme: ConceptScheme, code: string): boolean {
  for (const [, concept] of scheme.concepts) {
    if (concept.status !== 'deprecated' || concept.successor === undefined) continue;
    if (resolveConcept(scheme, concept.code)?.code === code) return true;
  }
  return false;
}
