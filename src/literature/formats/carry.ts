import { sameJson } from '../../kernel/values.js';
import type { CslItem } from '../domain/csl.js';

type Item = Readonly<Record<string, unknown>>;

/**
 * What a format cannot say of an item travels in one extra field of the entry, `x-csl` in BibTeX and `XC` in RIS, which
 * other programs keep or ignore. It holds JSON: `{"variable": value, …}` in CSL's own names. A variable there takes the
 * place of what the other fields say of it; null says that the item has no such variable.
 */
export function carryOf(item: CslItem, readBack: Item): string | null {
  const carried: Record<string, unknown> = {};
  for (const [variable, value] of Object.entries(item)) {
    if (!sameJson(value, readBack[variable])) carried[variable] = value;
  }
  for (const variable of Object.keys(readBack)) if (!(variable in item)) carried[variable] = null;
  return Object.keys(carried).length === 0 ? null : JSON.stringify(carried);
}

/** The item with what `carry` says of it; null where that is not JSON of this kind. */
export function applyCarry(item: Item, carry: string): Record<string, unknown> | null {
  let carried: unknown;
  try {
    carried = JSON.parse(carry);
  } catch {
    return null;
  }
  if (carried === null || typeof carried !== 'object' || Array.isArray(carried)) return null;
  const whole = { ...item, ...carried };
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== null));
}
