/**
 * Ordinals of the events by which a record was filed under each of its concepts, by {@link conceptKey}. One for each
 * concept: a list that is replaced later must not make its other concepts, or those that stay, look newly chosen.
 */
export type FiledOrdinals = Readonly<Record<string, number>>;

export function conceptKey(scheme: string, code: string): string {
  return `${scheme}:${code}`;
}

/**
 * After an event that may have filed the record elsewhere.
 * @param keys all concepts that it is filed under now: one that stays keeps its ordinal
 * @param ordinal of the event
 */
export function refiled(before: FiledOrdinals, keys: readonly string[], ordinal: number): FiledOrdinals {
  return Object.fromEntries(keys.map((key) => [key, before[key] ?? ordinal]));
}
