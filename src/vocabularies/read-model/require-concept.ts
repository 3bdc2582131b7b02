import { badInput } from '../../platform/errors/bad-input.js';
import type { SchemeConcepts } from './taxonomy.js';

/** The codes that a filter's code stands for. @throws BAD_USER_INPUT with similar codes, when there is no such concept */
export function requireConcept(concepts: SchemeConcepts, code: string, withNarrower: boolean): string[] {
  if (concepts.get(code)) return concepts.expand(code, withNarrower);
  const similar = concepts.similarTo(code);
  const hint = similar.length > 0 ? `; did you mean ${similar.map((s) => `"${s}"`).join(', ')}?` : '';
  throw badInput(`There is no concept "${code.slice(0, 100)}" in the scheme "${concepts.code}"${hint}`, {
    scheme: concepts.code,
    similar,
  });
}
