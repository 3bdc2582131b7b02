import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DomainError } from '../../kernel/errors.js';
import { canonicalJson } from '../../kernel/values.js';
import type {
  CommandCall,
  CommandContext,
  CommandExecutor,
  CommandOutcome,
} from '../commands/command-executor.js';
import { isUnreadable } from '../commands/loaded-stream.js';
import type { Problem } from './records.js';

/** A command that an import is about to say. The key makes saying it again harmless. */
export interface PlannedCommand {
  readonly name: string;
  readonly input: unknown;
  readonly key: string;
}

/** Who imports: everything of a command's context but its key. */
export type Speaker = Omit<CommandContext, 'idempotencyKey'>;

/** The log cannot be written now: the import stops, and goes on when it is run again. */
export class ImportInterrupted extends Error {
  override readonly name = 'ImportInterrupted';
}

const MAX_TRIES = 6;
const FIRST_PAUSE_MS = 100;

/** A key that follows from what is said: the same words give the same key. */
export function keyOf(...parts: readonly unknown[]): string {
  return `import-${createHash('sha256').update(canonicalJson(parts)).digest('hex').slice(0, 40)}`;
}

/**
 * Says commands of one stream in their order. What has an unknown outcome is said again with the same key,
 * a bounded number of times.
 * @returns an outcome, or the rule that was broken, of each
 * @throws ImportInterrupted when the log stays out of reach
 */
export async function sayAll(
  executor: CommandExecutor,
  speaker: Speaker,
  commands: readonly (PlannedCommand & { reason?: string })[],
): Promise<(CommandOutcome | Error)[]> {
  const calls = commands.map(({ name, input, key, reason }) => ({
    name,
    input,
    context: { ...speaker, ...(reason === undefined ? {} : { reason }), idempotencyKey: key },
  }));
  const answers = await attempt(executor, calls);
  for (let tries = 1; ; tries++) {
    const open = answers.flatMap((answer, index) => (isFault(answer) ? [index] : []));
    if (open.length === 0) return answers;
    if (tries === MAX_TRIES)
      throw new ImportInterrupted((answers[open[0]!] as Error).message, { cause: answers[open[0]!] });
    await pause(FIRST_PAUSE_MS * 2 ** (tries - 1));
    const again = await attempt(
      executor,
      open.map((index) => calls[index]!),
    );
    open.forEach((index, place) => (answers[index] = again[place]!));
  }
}

async function attempt(
  executor: CommandExecutor,
  calls: readonly CommandCall[],
): Promise<(CommandOutcome | Error)[]> {
  try {
    if (calls.length > 1 && executor.executeBatch) return await executor.executeBatch(calls);
  } catch (error) {
    return calls.map(() => asError(error));
  }
  const answers: (CommandOutcome | Error)[] = [];
  for (const { name, input, context } of calls) {
    answers.push(await executor.execute(name, input, context).catch(asError));
  }
  return answers;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function isFault(answer: CommandOutcome | Error): boolean {
  if (!(answer instanceof Error)) return false;
  const code = answer instanceof DomainError ? answer.code : answer.name;
  return ['OUTCOME_UNKNOWN', 'UNAVAILABLE', 'OutcomeUnknown', 'StoreUnavailable'].includes(code);
}

/** A refusal as a report shows it. What is no rule of the domain is a fault of the program, and is named as one. */
export function problemOf(error: Error): Problem {
  if (error instanceof DomainError) return { code: error.code, message: error.message, path: error.path };
  return isUnreadable(error)
    ? { code: 'UNAVAILABLE', message: `The record cannot be changed: ${error.message}` }
    : { code: 'INTERNAL', message: `${error.name}: ${error.message}` };
}
