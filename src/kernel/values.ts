/** JSON of `value` with sorted keys: the same string for the same content, however its keys were written. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Equal as JSON: the order of keys, and keys that hold undefined, do not count. */
export function sameJson(a: unknown, b: unknown): boolean {
  return a === b || canonicalJson(a) === canonicalJson(b);
}

/** The same members in any order. */
export function sameMembers(a: readonly unknown[], b: readonly unknown[]): boolean {
  const sorted = (list: readonly unknown[]) => list.map(canonicalJson).sort();
  return a.length === b.length && sameJson(sorted(a), sorted(b));
}

/** `value` without some of its keys. */
export function omit<Value extends object, Key extends keyof Value>(
  value: Value,
  ...keys: Key[]
): Omit<Value, Key> {
  const rest = { ...value };
  for (const key of keys) delete rest[key];
  return rest;
}

/**
 * The entries of `wanted` that differ from `current`. Undefined leaves a value as it is; null takes it away, and so
 * changes nothing where there is none.
 * @param unordered keys of lists whose order means nothing
 */
export function changes<Wanted extends object>(
  wanted: Wanted,
  current: { readonly [Key in keyof Wanted]?: unknown },
  unordered: readonly string[] = [],
): Partial<Wanted> {
  const differing: Partial<Wanted> = {};
  for (const key of Object.keys(wanted) as (keyof Wanted)[]) {
    const now = current[key] ?? null;
    const next: unknown = wanted[key];
    if (next === undefined) continue;
    const same =
      unordered.includes(key as string) && Array.isArray(next) && Array.isArray(now)
        ? sameMembers(next, now)
        : sameJson(next, now);
    if (!same) differing[key] = wanted[key];
  }
  return differing;
}

export function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}

/** `value` with `changed` laid over it; a key that is null there is taken away. */
export function patched<Value extends object>(value: Value, changed: object): Value {
  const next = { ...value, ...changed };
  for (const key of Object.keys(changed) as (keyof Value)[]) if (next[key] === null) delete next[key];
  return next;
}
