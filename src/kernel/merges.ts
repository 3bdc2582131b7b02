import { DomainError, type DomainErrorCode } from './errors.js';

/** Every merge there was: by the merged record's id, the one into which it was merged. Forms no cycle. */
export interface Merges<Id extends string = string> {
  get(id: string): Id | undefined;
}

/** The record that stands for `id` now: the end of its chain of merges, or itself. */
export function resolveMerge<Id extends string>(merges: Merges<Id>, id: Id): Id {
  let resolved = id;
  for (let next = merges.get(id); next !== undefined; next = merges.get(next)) resolved = next;
  return resolved;
}

/**
 * Decides on a merge by the list of all merges.
 * @param refusal what is said of a record that is merged already: its code, and what such a record is called
 * @returns whether it is new; false where the list has it already
 * @throws MERGE_CYCLE, or the refusal's code with `into`
 */
export function decideMerge<Id extends string>(
  merges: Merges<Id>,
  { id, into }: { readonly id: Id; readonly into: Id },
  refusal: { readonly code: DomainErrorCode; readonly noun: string },
): boolean {
  const already = merges.get(id);
  if (already === into) return false;
  if (already !== undefined) {
    throw new DomainError(refusal.code, `The ${refusal.noun} was merged into ${already}`, ['id'], {
      into: already,
    });
  }
  if (resolveMerge(merges, into) === id) {
    const message = `${into} is, or was merged into, the ${refusal.noun} to be merged`;
    throw new DomainError('MERGE_CYCLE', message, ['into']);
  }
  return true;
}
