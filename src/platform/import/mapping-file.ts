import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { language, limits, text } from '../../kernel/fields.js';
import { ImportFileError, unopened } from './import-error.js';
import { didYouMean } from './near-miss.js';
import { formats } from './open-source.js';
import type { SourceRecord } from './records.js';
import { isEncoding } from './text-file.js';
import { readValues, simplifyToken, valueRule, type Reading, type ValueRule } from './value-rules.js';

/** Rows that fulfil one of these are passed over: `equals` any of the texts, or `empty`. */
const condition = z
  .strictObject({
    column: z.string().min(1),
    equals: z.array(z.string()).min(1).optional(),
    not: z.boolean().optional(),
  })
  .describe('without "equals": the cell is empty');
export type Condition = z.infer<typeof condition>;
export const conditions = z.array(condition).max(50);

/** What every mapping file says, whatever it imports. */
export const mappingHead = {
  /** For people: what the file is, its licence, its traps. */
  about: z.string().optional(),
  /** Name of the register: `system` of the external references that records are found by. */
  system: text(limits.code),
  format: z.enum(formats).optional(),
  delimiter: z
    .string()
    .regex(/^[^"\r\n]$/, 'must be one character, and neither a quotation mark nor an end of line')
    .optional(),
  encoding: z
    .string()
    .refine(isEncoding, 'is no encoding that is known here (utf-8, windows-1252, utf-16le, gbk and the like)')
    .optional(),
  /** Language that the texts are written in. */
  language,
  /** Cells that mean "nothing", beside the empty one. */
  empty: z.array(z.string()).max(200).default([]),
  skipWhen: conditions.default([]),
  /** The row's id in the register. */
  id: valueRule,
  fictional: z.boolean().optional(),
};

/** A text from one place, in the mapping's language, or `{"languages": {"fr": …, "en": …}}`, the original first. */
export const localizedRule = z.union([
  z.strictObject({ languages: z.record(z.string(), valueRule) }),
  valueRule,
]);
export type LocalizedRule = z.infer<typeof localizedRule>;

/** The rules of a localized text by language. */
export function rulesByLanguage(
  rule: LocalizedRule | undefined,
  defaultLanguage: string,
): [string, ValueRule][] {
  if (rule === undefined) return [];
  return 'languages' in rule ? Object.entries(rule.languages) : [[defaultLanguage, rule]];
}

/**
 * Reads and checks a mapping file.
 * @throws ImportFileError that lists every mistake
 */
export async function loadMapping<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw unopened(path, error);
  });
  return parseMapping(path, content, schema);
}

export function parseMapping<Schema extends z.ZodType>(
  path: string,
  content: string,
  schema: Schema,
): z.output<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(content.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new ImportFileError(path, `The mapping is not JSON: ${(error as Error).message}`);
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const mistakes = result.error.issues.flatMap((issue) => explain(issue, [], schema));
  throw new ImportFileError(
    path,
    `The mapping has mistakes:\n${[...new Set(mistakes)].map((m) => `  - ${m}`).join('\n')}`,
  );
}

function explain(issue: z.core.$ZodIssue, base: readonly PropertyKey[], schema: z.ZodType): string[] {
  const path = [...base, ...issue.path];
  const where = path.length === 0 ? 'the mapping' : path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (key) => `${where}: there is no "${key}" here${didYouMean(key, keysAt(schema, path))}`,
    );
  }
  if (issue.code === 'invalid_union') {
    // The variant with the fewest complaints is the one that was meant.
    const best = [...issue.errors].sort((a, b) => a.length - b.length)[0] ?? [];
    return best.flatMap((inner) => explain(inner, path, schema));
  }
  return [`${where}: ${issue.message}`];
}

/** Keys that an object at a path of the schema may have, where that can be told. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current: unknown = schema;
  for (const step of path) current = shapeOf(current)?.[String(step)];
  return Object.keys(shapeOf(current) ?? {});
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return shapeOf(schema.unwrap());
  return schema instanceof z.ZodObject ? schema.shape : undefined;
}

export function fulfils(list: readonly Condition[], record: SourceRecord, reading: Reading): boolean {
  return list.some(({ column, equals, not }) => {
    const { values } = readValues({ column }, record, reading);
    const wanted = new Set(equals?.map(simplifyToken));
    const holds = equals ? values.some((value) => wanted.has(simplifyToken(value))) : values.length === 0;
    return holds !== (not ?? false);
  });
}
