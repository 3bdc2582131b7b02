import { Int } from '@nestjs/graphql';
import type { FieldArg } from '../../platform/graphql/field-args.js';
import { badInput } from '../../platform/errors/bad-input.js';

/** `first` of a field whose items all come with the record. */
export const firstArg = (max: number): Readonly<Record<'first', FieldArg>> => ({
  first: { type: () => Int, description: `At most ${max}, which is the default.` },
});

/** @throws BAD_USER_INPUT */
export function firstOf<Item>(items: readonly Item[], first: number | null | undefined, max: number): Item[] {
  if (first != null && (first < 0 || first > max)) throw badInput(`first must be between 0 and ${max}`);
  return items.slice(0, first ?? max);
}
