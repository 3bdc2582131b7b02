import { DomainError } from '../../kernel/errors.js';
import { streamId, type StreamId } from '../../kernel/ids.js';
import type { CommandContext } from '../../platform/commands/command-executor.js';
import type { PersonalData } from '../../platform/privacy/personal-data.js';
import { forbidden, isSignedIn } from './speakers.js';

const VERSION_4 = /-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/;

/**
 * The stream of a new participant or note, as the runner of commands finds it: the id given, or the one that follows from
 * the key. An id is given by the command line and the samples alone: to whoever signs in, that it is taken would tell of a record which they
 * may not see.
 * @throws FORBIDDEN, INVALID_INPUT, IDEMPOTENCY_KEY_REQUIRED
 */
export async function newId<Category extends string>(
  personal: PersonalData,
  category: Category,
  command: { readonly type: string; readonly id?: string },
  context: CommandContext,
): Promise<StreamId<Category>> {
  const { type, id } = command;
  if (id !== undefined) {
    if (isSignedIn(context)) throw forbidden(`Casebook makes the id of what ${type} begins: leave it out`);
    if (VERSION_4.test(id)) return id as StreamId<Category>;
    throw new DomainError('INVALID_INPUT', 'must be a random UUID (version 4), which tells no time', ['id']);
  }
  const { actor, idempotencyKey } = context;
  if (idempotencyKey === undefined) {
    throw new DomainError('IDEMPOTENCY_KEY_REQUIRED', `${type} needs an idempotency key`, ['idempotencyKey']);
  }
  return streamId(category, await personal.secretUuid(category, actor, type, idempotencyKey));
}

/** A part's id that has to be there in some way. @throws IDEMPOTENCY_KEY_REQUIRED */
export function requiredKey({ idempotencyKey }: CommandContext, type: string, field: string): string {
  if (idempotencyKey !== undefined) return idempotencyKey;
  throw new DomainError('IDEMPOTENCY_KEY_REQUIRED', `${type} needs an idempotency key or a ${field}`, [
    'idempotencyKey',
  ]);
}
