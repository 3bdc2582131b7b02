import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DomainError } from '../../kernel/errors.js';
import { derivedId, derivedUuid, streamId as streamIdOf } from '../../kernel/ids.js';
import { canonicalJson, omit } from '../../kernel/values.js';
import type { EventToAppend } from '../event-store/event-log.js';
import { sameFingerprint, type PersonalData } from '../privacy/personal-data.js';
import type { Aggregate, AnyCommand, AnyEvent } from './aggregate.js';
import type { CommandContext, CommandOutcome } from './command-executor.js';
import { parseInput } from './parse-input.js';

/** A command that has been checked and has found its stream; the same for every attempt, so that ids repeat. */
export interface Said {
  readonly command: AnyCommand;
  readonly context: CommandContext;
  readonly streamId: string;
  readonly personal: boolean;
  /** Asked for when it is needed: that of a personal stream takes a key. */
  fingerprint(): Promise<string>;
  readonly firstEvent: string;
  eventId(index: number): string;
}

/**
 * Checks an input and finds its stream and event ids. A key is compared within the stream alone: see
 * {@link CommandContext.idempotencyKey}.
 * @param vault for personal aggregates
 * @throws INVALID_INPUT; IDEMPOTENCY_KEY_REQUIRED when a record is created with neither an id nor a key;
 * PersonalDataClosed
 */
export async function say(
  aggregate: Aggregate,
  name: string,
  input: unknown,
  context: CommandContext,
  vault?: PersonalData,
): Promise<Said> {
  const definition = aggregate.commands[name];
  if (!definition)
    throw new DomainError('INVALID_INPUT', `There is no command ${name} for ${aggregate.category}`);
  const parsed = parseInput(definition.schema, input) as Record<string, unknown>;
  const { personal } = aggregate;
  const command: AnyCommand = {
    ...(personal ? withReason(definition.schema, parsed, context) : parsed),
    type: name,
  };
  const streamId = await streamOf(aggregate, command, context, vault);
  const key = await keyOfEvents(aggregate, streamId, name, context, vault);
  const derive = (index: number) => derivedUuid(streamId, context.actor, name, key, String(index));
  const firstEvent = derive(0);
  const words = canonicalJson([name, personal ? omit(command, 'type') : parsed]);
  const fingerprint = once(() =>
    personal
      ? vaultOf(aggregate, vault).fingerprint(streamId, words)
      : Promise.resolve(createHash('sha256').update(words).digest('base64url')),
  );
  return {
    command,
    context,
    streamId,
    personal,
    fingerprint,
    firstEvent,
    eventId: (index) => (index === 0 ? firstEvent : derive(index)),
  };
}

/**
 * What the ids of a command's events follow from. They stand in clear and outlive an erasure, so on a personal stream they
 * do not tell whether somebody has guessed a key: it may be made of a name.
 */
async function keyOfEvents(
  aggregate: Aggregate,
  streamId: string,
  name: string,
  { actor, idempotencyKey: key }: CommandContext,
  vault: PersonalData | undefined,
): Promise<string> {
  if (key === undefined) return randomUUID();
  return aggregate.personal
    ? vaultOf(aggregate, vault).secretUuid('events', streamId, actor, name, key)
    : key;
}

async function streamOf(
  aggregate: Aggregate,
  command: AnyCommand,
  { actor, idempotencyKey }: CommandContext,
  vault: PersonalData | undefined,
): Promise<string> {
  const { category, personal } = aggregate;
  const isNew = aggregate.commands[command.type]!.creates && idempotencyKey !== undefined;
  // Of a person, an id must not follow from what somebody could guess.
  const secret =
    personal && isNew
      ? await vaultOf(aggregate, vault).secretUuid(category, actor, command.type, idempotencyKey)
      : null;
  return aggregate.streamOf(command, () => {
    if (idempotencyKey === undefined) {
      throw new DomainError('IDEMPOTENCY_KEY_REQUIRED', `${command.type} needs an idempotency key or an id`, [
        'idempotencyKey',
      ]);
    }
    if (!personal) return derivedId(category, actor, command.type, idempotencyKey);
    if (secret === null) throw new TypeError(`${command.type} creates nothing, and needs an id`);
    return streamIdOf(category, secret);
  });
}

/**
 * Metadata of a personal stream are in clear, so a reason that was said beside the command becomes a field of it, which its
 * decider seals.
 */
function withReason(
  schema: z.ZodType,
  parsed: Record<string, unknown>,
  { reason }: CommandContext,
): Record<string, unknown> {
  const given = parsed['reason'];
  if (reason === undefined || given === reason) return parsed;
  if (given === undefined && schema instanceof z.ZodObject && 'reason' in schema.shape)
    return { ...parsed, reason };
  const message = given === undefined ? 'This command has no reason' : 'There are two reasons: give one';
  throw new DomainError('INVALID_INPUT', message, ['reason']);
}

function vaultOf({ category }: Aggregate, vault: PersonalData | undefined): PersonalData {
  if (!vault) throw new TypeError(`This process has no keys for ${category}`);
  return vault;
}

/** A promise that is made when it is first asked for; one that fails is made anew. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/**
 * The outcome of the same command with the same key, if its stream has it.
 * @throws IDEMPOTENCY_KEY_REUSED when the key was used there with another input
 */
export async function findRepetition(
  written: ReadonlyMap<string, Written>,
  said: Said,
): Promise<CommandOutcome | null> {
  const before = written.get(said.firstEvent);
  if (!before) return null;
  const fingerprint = await said.fingerprint();
  const same = said.personal
    ? sameFingerprint(before.fingerprint, fingerprint)
    : before.fingerprint === fingerprint;
  if (!same) {
    throw new DomainError(
      'IDEMPOTENCY_KEY_REUSED',
      `This idempotency key has been used for another ${said.command.type} before`,
      ['idempotencyKey'],
    );
  }
  return { id: said.streamId, revision: before.revision, position: before.position, status: 'repeated' };
}

/** What a command left in its stream. */
interface Written {
  readonly fingerprint: string;
  readonly revision: number;
  readonly position: CommandOutcome['position'];
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
export async function toAppend(said: Said, events: readonly AnyEvent[]): Promise<EventToAppend[]> {
  const { context, command } = said;
  const reason = said.personal ? undefined : (context.reason ?? (command['reason'] as string | undefined));
  const fingerprint = await said.fingerprint();
  return events.map((event, index) => ({
    id: said.eventId(index),
    type: event.type,
    data: event.data,
    metadata: {
      actor: context.actor,
      role: context.role,
      command: command.type,
      fingerprint,
      firstEvent: said.firstEvent,
      correlationId: context.correlationId,
      ...(reason === undefined ? {} : { reason }),
    },
  }));
}
