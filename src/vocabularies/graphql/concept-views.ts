import { Int } from '@nestjs/graphql';
import { pageLimits } from '../../platform/read-side/page.js';
import type { FieldArg } from '../../platform/graphql/field-args.js';
import { badInput } from '../../platform/errors/bad-input.js';
import { conceptKey, type FiledOrdinals } from '../../platform/read-side/filed-ordinals.js';
import type { SchemeConcepts } from '../read-model/taxonomy.js';
import { ConceptView, type RecordFlagView } from './concept.type.js';

/** The concepts that a record is filed under; a merged one is shown as what it stands for, and none twice. */
export function conceptViews(concepts: SchemeConcepts, codes: readonly string[]): ConceptView[] {
  const views: ConceptView[] = [];
  for (const code of codes) {
    const row = concepts.get(concepts.canonical(code));
    if (row && !views.some((view) => view.row === row)) views.push(new ConceptView(concepts, row));
  }
  return views;
}

/** Argument of lists that show their beginning only; `concepts` has the rest, page by page. */
export const firstArg: Readonly<Record<'first', FieldArg>> = {
  first: {
    type: () => Int,
    defaultValue: pageLimits.default,
    description: `How many of them, from 1 to ${pageLimits.max}; default ${pageLimits.default}.`,
  },
};
export interface FirstArgs {
  readonly first?: number | null;
}

/** The first of the concepts, each as it is. @throws BAD_USER_INPUT when more are asked for than a page holds, or none */
export function firstConcepts(
  concepts: SchemeConcepts,
  codes: readonly string[],
  { first }: FirstArgs,
): ConceptView[] {
  const size = first ?? pageLimits.default;
  if (size < 1 || size > pageLimits.max) throw badInput(`first must be between 1 and ${pageLimits.max}`);
  return codes.slice(0, size).map((code) => new ConceptView(concepts, concepts.get(code)!));
}

/**
 * Concepts that were out of use before the record was filed under them: the loser of a race, judged in log order.
 * @param filed when the record was filed under each of its concepts
 */
export function conceptFlags(
  concepts: SchemeConcepts,
  codes: readonly string[],
  filed: FiledOrdinals,
): RecordFlagView[] {
  return codes
    .filter((code) => wasInactive(concepts, code, filed))
    .map((code) => ({
      code: 'CONCEPT_NOT_ACTIVE',
      message: `"${code}" of "${concepts.code}" was out of use already when the record was filed under it`,
    }));
}

function wasInactive(concepts: SchemeConcepts, code: string, filed: FiledOrdinals): boolean {
  const since = concepts.get(code)?.inactive_since ?? null;
  const ordinal = filed[conceptKey(concepts.code, code)];
  return since !== null && ordinal !== undefined && since < ordinal;
}
