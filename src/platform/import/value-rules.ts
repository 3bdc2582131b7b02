import { z } from 'zod';
import { dateFormats, readDate, type DateFormat } from './dates.js';
import type { CellReader } from './cells.js';
import type { Problem, SourceRecord } from './records.js';

/**
 * Where a field's value comes from and how it is read. In this order: the cells of `column` (or of several, joined, or
 * a constant), cut at `split`, empty ones dropped, looked up in `map`, completed by `prefix`, read as a `date`. Where
 * nothing is left, `otherwise` is tried, then `default`.
 */
export interface ValueRule {
  readonly column?: string;
  readonly join?: { readonly columns: readonly string[]; readonly with: string };
  readonly const?: string;
  readonly split?: string;
  readonly map?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly prefix?: string;
  readonly date?: DateFormat;
  readonly otherwise?: ValueRule;
  readonly default?: string;
  /** Editions without this column are read too. */
  readonly optional?: boolean;
  /** What becomes of a value that cannot be used: its row is refused (the default), or it alone is left out and reported. */
  readonly invalid?: 'refuse' | 'leave-out';
}

const column = z.string().min(1);
const sources = ['column', 'join', 'const'] as const;

/** In a mapping file a text is short for `{"column": text}`. */
export const valueRule: z.ZodType<ValueRule> = z.lazy(() =>
  z.preprocess(
    (value) => (typeof value === 'string' ? { column: value } : value),
    z
      .strictObject({
        column: column.optional(),
        join: z
          .strictObject({ columns: z.array(column).min(1).max(20), with: z.string().max(20) })
          .optional(),
        const: z.string().optional(),
        split: z.string().min(1).max(20).optional(),
        map: z.record(z.string(), z.union([z.string(), z.array(z.string()), z.null()])).optional(),
        prefix: z.string().max(200).optional(),
        date: z.enum(dateFormats).optional(),
        otherwise: valueRule.optional(),
        default: z.string().optional(),
        optional: z.boolean().optional(),
        invalid: z.enum(['refuse', 'leave-out']).optional(),
      })
      .refine((rule) => sources.filter((source) => rule[source] !== undefined).length === 1, {
        message: 'must have one of "column", "join" and "const"',
      }),
  ),
);

export interface ReadValues {
  readonly values: readonly string[];
  readonly problems: readonly Problem[];
}

/** How the values of one file are read: its format's cells, and which texts mean "nothing". */
export interface Reading {
  readonly cells: CellReader;
  /** Simplified by {@link simplifyToken}. */
  readonly empty: ReadonlySet<string>;
}

export function readValues(rule: ValueRule, record: SourceRecord, reading: Reading): ReadValues {
  const problems: Problem[] = [];
  let values = sourceValues(rule, record, reading);
  if (rule.split !== undefined)
    values = values.flatMap((value) => value.split(rule.split!).map((part) => part.trim()));
  values = values.filter((value) => !reading.empty.has(simplifyToken(value)));
  if (rule.map) values = values.flatMap((value) => mapped(value, rule, problems));
  if (rule.prefix !== undefined) {
    values = values.map((value) =>
      /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `${rule.prefix}${value}`,
    );
  }
  if (rule.date) values = values.flatMap((value) => dated(value, rule, problems));
  values = [...new Set(values)];
  if (values.length > 0 || problems.length > 0) return { values, problems };
  if (rule.otherwise) {
    const other = readValues(rule.otherwise, record, reading);
    if (other.values.length > 0 || other.problems.length > 0) return other;
  }
  return { values: rule.default === undefined ? [] : [rule.default], problems };
}

function sourceValues(rule: ValueRule, record: SourceRecord, reading: Reading): readonly string[] {
  if (rule.const !== undefined) return [rule.const];
  if (rule.join) {
    const parts = rule.join.columns.flatMap((name) => reading.cells(record, name));
    const filled = parts.map((part) => part.trim()).filter((part) => !reading.empty.has(simplifyToken(part)));
    return filled.length === 0 ? [] : [filled.join(rule.join.with)];
  }
  return reading.cells(record, rule.column!).map((value) => value.trim());
}

const simplifiedMaps = new WeakMap<object, Map<string, string | readonly string[] | null>>();

function mapped(value: string, rule: ValueRule, problems: Problem[]): readonly string[] {
  let table = simplifiedMaps.get(rule.map!);
  if (!table) {
    table = new Map(Object.entries(rule.map!).map(([from, to]) => [simplifyToken(from), to]));
    simplifiedMaps.set(rule.map!, table);
  }
  const to = table.get(simplifyToken(value));
  if (to !== undefined) return to === null ? [] : typeof to === 'string' ? [to] : to;
  if (rule.default !== undefined) return [rule.default];
  problems.push({
    code: 'UNMAPPED_VALUE',
    message: `${JSON.stringify(value.slice(0, 100))} is not in the mapping's table for this field`,
    column: columnOf(rule),
  });
  return [];
}

function dated(value: string, rule: ValueRule, problems: Problem[]): readonly string[] {
  const date = readDate(value, rule.date!);
  if (date !== null) return [date];
  problems.push({
    code: 'NOT_A_DATE',
    message: `${JSON.stringify(value.slice(0, 100))} is not a date of the form ${rule.date}`,
    column: columnOf(rule),
  });
  return [];
}

/** Tokens are compared without regard to case, composition and white space. */
export function simplifyToken(value: string): string {
  return value.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase();
}

/** What a report calls the place that a rule reads. */
export function columnOf(rule: ValueRule): string | undefined {
  return rule.column ?? rule.join?.columns.join(' + ');
}

/** All columns that a rule needs, with what it falls back to. */
export function columnsOf(rule: ValueRule): string[] {
  if (rule.optional) return [];
  return [
    ...(rule.column === undefined ? [] : [rule.column]),
    ...(rule.join?.columns ?? []),
    ...(rule.otherwise ? columnsOf(rule.otherwise) : []),
  ];
}
