import { badInput } from '../errors/bad-input.js';
import { and, not, or, type Sql } from './sql.js';

/** One condition of a list: which field of the filter it comes from, and how the list may begin at it. */
export interface Conjunct {
  readonly field: string;
  readonly sql: Sql;
  /** Keys of a link table, one of which every matching record has. */
  readonly keys?: { readonly table: string; readonly concepts: readonly string[] };
}

/** How each field of a filter becomes conditions. */
export type Fields<Where> = {
  readonly [Field in Exclude<keyof Where & string, 'and' | 'or' | 'not'>]-?: (
    value: NonNullable<Where[Field]>,
  ) => readonly Omit<Conjunct, 'field'>[];
};

/** A filter whose conditions nest. */
export interface Combined<Where> {
  and?: Where[] | null;
  or?: Where[] | null;
  not?: Where | null;
}

/** Conditions that one filter may have, at any depth. */
const MAX_CONDITIONS = 100;

/**
 * The conditions that must all hold; those under `and` are drawn up, so that facets can leave out their own.
 * @throws BAD_USER_INPUT when there are more than a filter may have
 */
export function conjuncts<Where extends Combined<Where>>(
  where: Where | null | undefined,
  fields: Fields<Where>,
): Conjunct[] {
  const budget = { left: MAX_CONDITIONS };
  return compile(where ?? ({} as Where), fields, budget);
}

function compile<Where extends Combined<Where>>(
  where: Where,
  fields: Fields<Where>,
  budget: { left: number },
): Conjunct[] {
  const all: Conjunct[] = [];
  for (const [field, value] of Object.entries(where)) {
    if (value === null || value === undefined) continue;
    charge(budget, 1);
    if (field === 'and' || field === 'or') charge(budget, (value as Where[]).length);
    if (field === 'and') {
      for (const part of value as Where[]) all.push(...compile(part, fields, budget));
    } else if (field === 'or') {
      all.push({ field, sql: or((value as Where[]).map((part) => allOf(compile(part, fields, budget)))) });
    } else if (field === 'not') {
      all.push({ field, sql: not(allOf(compile(value as Where, fields, budget))) });
    } else {
      const compileField = fields[field as keyof Fields<Where>] as unknown as (
        given: unknown,
      ) => Omit<Conjunct, 'field'>[];
      all.push(...compileField(value).map((conjunct) => ({ ...conjunct, field })));
    }
  }
  return all;
}

function charge(budget: { left: number }, conditions: number): void {
  budget.left -= conditions;
  if (budget.left < 0) throw badInput(`A filter has at most ${MAX_CONDITIONS} conditions`);
}

export function allOf(all: readonly Conjunct[], without?: string): Sql {
  return and(all.filter(({ field }) => field !== without).map((conjunct) => conjunct.sql));
}
