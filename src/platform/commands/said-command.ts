import { createHash, randomUUID } from 'node:crypto';
import { DomainError } from '../../kernel/errors.js';
import { derivedId, derivedUuid } from '../../kernel/ids.js';
import { canonicalJson } from '../../kernel/values.js';
import type { EventToAppend } from '../event-store/event-log.js';
import type { Aggregate, AnyCommand, AnyEvent } from './aggregate.js';
import type { CommandContext, CommandOutcome } from './command-executor.js';
import { parseInput } from './parse-input.js';

/** A command that has been checked and has found its stream; the same for every attempt, so that ids repeat. */
export interface Said {
  readonly command: AnyCommand;
  readonly context: CommandContext;
  readonly streamId: string;
  readonly fingerprint: string;
  readonly firstEvent: string;
  eventId(index: number): string;
}

/**
 * Checks an input and finds its stream, fingerprint and event ids. A key is compared within the stream alone: see
 * {@link CommandContext.idempotencyKey}.
 * @throws INVALID_INPUT; IDEMPOTENCY_KEY_REQUIRED when a record is created with neither an id nor a key
 */
export function say(aggregate: Aggregate, name: string, input: unknown, context: CommandContext): Said {
  const definition = aggregate.commands[name];
  if (!definition)
    throw new DomainError('INVALID_INPUT', `There is no command ${name} for ${aggregate.category}`);
  const parsed = parseInput(definition.schema, input) as Record<string, unknown>;
  const command: AnyCommand = { ...parsed, type: name };
  const streamId = aggregate.streamOf(command, () => {
    if (context.idempotencyKey === undefined) {
      throw new DomainError('IDEMPOTENCY_KEY_REQUIRED', `${name} needs an idempotency key or an id`, [
        'idempotencyKey',
      ]);
    }
    return derivedId(aggregate.category, context.actor, name, context.idempotencyKey);
  });
  const key = context.idempotencyKey ?? randomUUID();
  const derive = (index: number) => derivedUuid(streamId, context.actor, name, key, String(index));
  const firstEvent = derive(0);
  return {
    command,
    context,
    streamId,
    fingerprint: createHash('sha256')
      .update(canonicalJson([name, parsed]))
      .digest('base64url'),
    firstEvent,
    eventId: (index) => (index === 0 ? firstEvent : derive(index)),
  };
}

/**
 * The outcome of the same command with the same key, if its stream has it.
 * @throws IDEMPOTENCY_KEY_REUSED when the key was used there with another input
 */
export function findRepetition(
  written: ReadonlyMap<
    string,
    { fingerprint: string; revision: number; position: CommandOutcome['position'] }
  >,
  said: Said,
): CommandOutcome | null {
  const before = written.get(said.firstEvent);
  if (!before) return null;
  if (before.fingerprint !== said.fingerprint) {
    throw new DomainError(
      'IDEMPOTENCY_KEY_REUSED',
      `This idempotency key has been used for another ${said.command.type} before`,
      ['idempotencyKey'],
    );
  }
  return { id: said.streamId, revision: before.revision, position: before.position, status: 'repeated' };
}

export function assertExpectedRevision(actual: number, context: CommandContext): void {
  const expected = context.expectedRevision;
  if (expected === undefined || expected === actual) return;
  throw conflict({ expected, actual });
}

export function conflict({
  expected,
  actual,
}: {
  expected: number | 'none';
  actual: number | 'none';
}): DomainError {
  return new DomainError(
    'REVISION_CONFLICT',
    `The record has changed since: expected revision ${expected}, it is at ${actual}`,
    ['expectedRevision'],
    { expected, actual },
  );
}

/** The events as the log takes them: ids that follow from the key, and who said the command. */
export function toAppend(said: Said, events: readonly AnyEvent[]): EventToAppend[] {
  const { context, command } = said;
  const reason = context.reason ?? (command['reason'] as string | undefined);
  return events.map((event, index) => ({
    id: said.eventId(index),
    type: event.type,
    data: event.data,
    metadata: {
      actor: context.actor,
      role: context.role,
      command: command.type,
      fingerprint: said.fingerprint,
      firstEvent: said.firstEvent,
      correlationId: context.correlationId,
      ...(reason === undefined ? {} : { reason }),
    },
  }));
}
