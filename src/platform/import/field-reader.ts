import type { z } from 'zod';
import { limits } from '../../kernel/fields.js';
import type { LocalizedTextInput } from '../../kernel/localized-text.js';
import { pathPart } from './command-line.js';
import { rulesByLanguage, type LocalizedRule } from './mapping-file.js';
import type { Problem, SourceRecord } from './records.js';
import { columnOf, readValues, type Reading, type ValueRule } from './value-rules.js';

type Path = readonly (string | number)[];

/** Reads the fields of one record by their rules, and gathers what is wrong with them. */
export class FieldReader {
  /** For these the row is refused. */
  readonly problems: Problem[] = [];
  /** Values that were left out because their rule says so. */
  readonly warnings: Problem[] = [];

  constructor(
    readonly record: SourceRecord,
    private readonly reading: Reading,
    private readonly language: string,
  ) {}

  /** The first value, checked by the field's schema. Undefined where there is none, or it was left out. */
  one<Schema extends z.ZodType>(
    rule: ValueRule | undefined,
    schema: Schema,
    path: Path,
  ): z.output<Schema> | undefined {
    if (!rule) return undefined;
    const [value] = this.values(rule, path);
    return value === undefined ? undefined : this.checked(schema, value, rule, path);
  }

  /** All values, each checked by the schema of an item. */
  list<Schema extends z.ZodType>(
    rule: ValueRule | undefined,
    schema: Schema,
    path: Path,
  ): z.output<Schema>[] {
    if (!rule) return [];
    return this.values(rule, path).flatMap((value, index) => {
      const item = this.checked(schema, value, rule, [...path, index]);
      return item === undefined ? [] : [item];
    });
  }

  /** A text in each language that has one; the first is the original. */
  localized(rule: LocalizedRule | undefined, schema: z.ZodType<string>, path: Path): LocalizedTextInput {
    return rulesByLanguage(rule, this.language).flatMap(([language, inner]) => {
      const text = this.one(inner, schema, [...path, language]);
      return text === undefined ? [] : [{ language, text }];
    });
  }

  require(present: boolean, path: Path, message: string): void {
    const reported = this.problems.some((problem) => problem.path?.[0] === path[0]);
    if (!present && !reported) this.problems.push({ code: 'MISSING_VALUE', message, path });
  }

  private values(rule: ValueRule, path: Path): readonly string[] {
    const { values, problems } = readValues(rule, this.record, this.reading);
    this.bin(rule).push(...problems.map((problem) => ({ ...problem, path })));
    return values;
  }

  private checked<Schema extends z.ZodType>(
    schema: Schema,
    value: string,
    rule: ValueRule,
    path: Path,
  ): z.output<Schema> | undefined {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const issue = result.error.issues[0]!;
    this.bin(rule).push({
      code: 'INVALID_INPUT',
      message: `${issue.message}: ${JSON.stringify(value.slice(0, 100))}`,
      path: [...path, ...issue.path.map(pathPart)],
      column: columnOf(rule),
    });
    return undefined;
  }

  private bin(rule: ValueRule): Problem[] {
    return rule.invalid === 'leave-out' ? this.warnings : this.problems;
  }
}

/** A list that is empty says nothing: the cell of a register does not take away what stands. */
export function present<Key extends string, Item>(
  key: Key,
  list: readonly Item[],
): { [K in Key]?: readonly Item[] } {
  const said = list.length === 0 ? {} : { [key]: [...new Set(list)].slice(0, limits.list) };
  return said as unknown as { [K in Key]?: readonly Item[] };
}

/** An object with the value, or without the key where there is none. */
export function defined<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}
