import { limits } from '../../../kernel/fields.js';
import { foldLabel } from '../../domain/concept-labels.js';
import type { ConceptDraft } from './draft-scheme.js';
import { note, type Finding } from './finding.js';

/**
 * A translated label that a sibling bears already becomes an alternative one, so that the concept is not refused for it.
 * Two siblings with one label in the main language stay as they are: which is meant, only a person can say.
 */
export function demoteTwins(concepts: readonly ConceptDraft[], findings: Finding[]): ConceptDraft[] {
  const taken = new Map<string, string>();
  return concepts.map((concept) => {
    if (concept.deprecated) return concept;
    const keys = (entry: { language: string; text: string }) =>
      (concept.broader.length > 0 ? concept.broader : ['']).map(
        (parent) => `${parent}\n${entry.language}\n${foldLabel(entry.text)}`,
      );
    const twins = concept.label.filter((entry) => keys(entry).some((key) => taken.has(key)));
    const original = concept.label[0]!;
    for (const entry of twins) {
      const fate = entry === original ? 'it will be refused' : 'it becomes an alternative label';
      const sibling = keys(entry).flatMap((key) => taken.get(key) ?? [])[0];
      note(
        findings,
        'warning',
        'LABEL_NOT_UNIQUE',
        concept.iri,
        `${JSON.stringify(entry.text)}@${entry.language} is the label of its sibling "${sibling}" already: ${fate}`,
      );
    }
    const label = concept.label.filter((entry) => entry === original || !twins.includes(entry));
    for (const entry of label)
      for (const key of keys(entry)) if (!taken.has(key)) taken.set(key, concept.code);
    const demoted = twins
      .filter((entry) => entry !== original)
      .map(({ language, text }) => ({ language, text }));
    return {
      ...concept,
      label,
      alternativeLabels: [...demoted, ...concept.alternativeLabels].slice(0, limits.list),
    };
  });
}

/** Deprecated concepts without narrower ones that share a label with a sibling: they must leave it before that one comes. */
export function deprecatedTwins(concepts: readonly ConceptDraft[]): ReadonlySet<string> {
  const parents = new Set(concepts.flatMap(({ broader }) => broader));
  const bearers = new Map<string, ConceptDraft[]>();
  for (const concept of concepts) {
    for (const { language, text } of concept.label) {
      for (const parent of concept.broader.length > 0 ? concept.broader : ['']) {
        const key = `${parent}\n${language}\n${foldLabel(text)}`;
        bearers.set(key, [...(bearers.get(key) ?? []), concept]);
      }
    }
  }
  const twins = [...bearers.values()].filter((group) => group.length > 1).flat();
  return new Set(
    twins.filter(({ deprecated, code }) => deprecated && !parents.has(code)).map(({ code }) => code),
  );
}

/** Deprecated twins come right after all that have narrower concepts; the rest keeps its order. */
export function inOrder(concepts: readonly ConceptDraft[], twins: ReadonlySet<string>): ConceptDraft[] {
  if (twins.size === 0) return [...concepts];
  const parents = new Set(concepts.flatMap(({ broader }) => broader));
  const rank = ({ code }: ConceptDraft) => (parents.has(code) ? 0 : twins.has(code) ? 1 : 2);
  return [0, 1, 2].flatMap((wanted) => concepts.filter((concept) => rank(concept) === wanted));
}
