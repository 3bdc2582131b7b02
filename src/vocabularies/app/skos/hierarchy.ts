/** Links from each concept to its broader ones, without circles, and an order in which the broader come first. */
export interface Hierarchy {
  readonly broader: ReadonlyMap<string, readonly string[]>;
  readonly order: readonly string[];
  /** Links that were left out: to itself, or the one that closes a circle. */
  readonly leftOut: readonly { readonly concept: string; readonly broader: string }[];
}

/**
 * Walks from the concepts up, in their order; a link to a concept that is still being walked from closes a circle.
 * Without recursion, since a chain may be as long as the vocabulary. O(concepts + links).
 */
export function acyclic(
  concepts: readonly string[],
  links: ReadonlyMap<string, readonly string[]>,
): Hierarchy {
  const broader = new Map<string, string[]>(concepts.map((concept) => [concept, []]));
  const state = new Map<string, 'open' | 'done'>();
  const order: string[] = [];
  const leftOut: { concept: string; broader: string }[] = [];
  for (const start of concepts) {
    if (state.has(start)) continue;
    const path = [{ concept: start, next: 0 }];
    state.set(start, 'open');
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const above = links.get(step.concept)?.[step.next++];
      if (above === undefined) {
        state.set(step.concept, 'done');
        order.push(step.concept);
        path.pop();
        continue;
      }
      if (!broader.has(above)) continue;
      if (state.get(above) === 'open') {
        leftOut.push({ concept: step.concept, broader: above });
        continue;
      }
      broader.get(step.concept)!.push(above);
      if (state.has(above)) continue;
      state.set(above, 'open');
      path.push({ concept: above, next: 0 });
    }
  }
  return { broader, order, leftOut };
}
