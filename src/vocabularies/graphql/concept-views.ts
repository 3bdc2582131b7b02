import { badInput } from '../../platform/graphql/request-context.js';
import type { SchemeConcepts } from '../read-model/taxonomy.js';
import { ConceptView, type RecordFlagView } from './concept.type.js';

/** The concepts that a record is filed under; a merged one is shown as what it stands for, and none twice. */
export function conceptViews(concepts: SchemeConcepts, codes: readonly string[]): ConceptView[] {
  return [...new Set(codes.map((code) => concepts.canonical(code)))].flatMap((code) => {
    const row = concepts.get(code);
    return row ? [new ConceptView(concepts, row)] : [];
  });
}

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

/** Concepts that were out of use before the record was filed under them: the loser of a race, judged in log order. */
export function conceptFlags(
  concepts: SchemeConcepts,
  codes: readonly string[],
  classifiedAt: number,
): RecordFlagView[] {
  return codes
    .map((code) => concepts.get(code))
    .filter((row) => row !== undefined && row.inactive_since !== null && row.inactive_since < classifiedAt)
    .map((row) => ({
      code: 'CONCEPT_NOT_ACTIVE',
      message: `"${row!.code}" of "${concepts.code}" was out of use already when the record was filed under it`,
    }));
}
