import { z } from 'zod';
import type { CommandDefinitions } from '../../kernel/commands.js';
import { limits, text } from '../../kernel/fields.js';
import { parseStreamId } from '../../kernel/ids.js';
import { didYouMean } from './near-miss.js';
import type { Problem } from './records.js';
import { keyOf } from './speak.js';

/** Longest idempotency key that a line may give. */
const MAX_KEY = 200;

/** `{"command": "RecordInitiative", "data": {…}, "idempotencyKey": "…", "reason": "…"}`; the last two may be missing. */
const commandLine = z.strictObject({
  command: z
    .string()
    .regex(/^[A-Z][A-Za-z]{0,99}$/, 'must be the name of a command, such as RecordInitiative'),
  data: z.record(z.string(), z.unknown()),
  idempotencyKey: text(MAX_KEY).optional(),
  reason: text(limits.reason).optional(),
});

export interface CommandLine {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** As given, else derived from the command and its data, so that the same line has the same key in every file. */
  readonly key: string;
  readonly reason?: string;
}

export function readCommandLine(value: unknown): CommandLine | Problem[] {
  const result = commandLine.safeParse(value);
  if (!result.success) return result.error.issues.map(lineProblem);
  const { command, data, idempotencyKey, reason } = result.data;
  return {
    name: command,
    input: data,
    key: idempotencyKey ?? keyOf(command, data),
    ...(reason === undefined ? {} : { reason }),
  };
}

function lineProblem(issue: z.core.$ZodIssue): Problem {
  const hint =
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => didYouMean(key, Object.keys(commandLine.shape))).join('')
      : '';
  return { code: 'INVALID_LINE', message: `${issue.message}${hint}`, path: issue.path.map(pathPart) };
}

export function pathPart(part: PropertyKey): string | number {
  return typeof part === 'symbol' ? String(part) : part;
}

/** Stream ids that stand anywhere in the data, as whole texts. */
export function streamIdsIn(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (typeof value === 'string') {
    if (value.length >= 38 && value.length <= 100 && parseStreamId(value)) found.add(value);
  } else if (value !== null && typeof value === 'object') {
    for (const part of Object.values(value)) streamIdsIn(part, found);
  }
  return found;
}

/** What is wrong with a command's data, as far as that can be told without the log. */
export type CommandCheck = (name: string, input: Readonly<Record<string, unknown>>) => Problem[];

/** Checks against the definitions of all slices; where two share a name (TranslateText), the data's id says which is meant. */
export function commandCheck(definitions: readonly CommandDefinitions[]): CommandCheck {
  const names = new Set(definitions.flatMap(({ commands }) => Object.keys(commands)));
  return (name, input) => {
    const candidates = definitions.filter(({ commands }) => Object.hasOwn(commands, name));
    if (candidates.length === 0) {
      return [
        {
          code: 'INVALID_INPUT',
          message: `There is no command "${name}"${didYouMean(name, names)}`,
          path: ['command'],
        },
      ];
    }
    const category = typeof input['id'] === 'string' ? parseStreamId(input['id'])?.category : undefined;
    const meant = candidates.find((candidate) => candidate.category === category) ?? candidates[0]!;
    const result = meant.commands[name]!.schema.safeParse(input);
    if (result.success) return [];
    return result.error.issues.map(({ message, path }) => ({
      code: 'INVALID_INPUT',
      message,
      path: path.map(pathPart),
    }));
  };
}
