import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors.js';
import { databaseAway, isDatabaseAway } from '../errors/database-away.js';
import type { Policy } from '../access/policy.js';
import { BusCommandExecutor } from '../commands/bus-command-executor.js';
import type { CommandContext, CommandOutcome } from '../commands/command-executor.js';
import { parkedAmong } from '../projections/parked-streams.js';
import { isUnreadable } from '../commands/loaded-stream.js';
import { CasebookRuntime } from '../runtime/casebook-runtime.js';
import { ReadBack } from './record-loaders.js';
import { commandContext, type RequestContext } from './request-context.js';
import { userErrors, type UserErrorView } from './user-error.js';

/** How long a mutation waits until its own change can be read, in milliseconds. */
export const visibleWithin = 2_000;

const unreadable =
  'Something that was recorded before cannot be read, for a fault of the program: until an operator has mended it this cannot be decided. Nothing was recorded';

export interface Envelope {
  readonly idempotencyKey?: string | null;
  readonly reason?: string | null;
  readonly expectedRevision?: number | null;
}

/** What every mutation answers, beside the record itself. */
export interface Written<Row> {
  readonly record: Row | null;
  readonly revision: number | null;
  readonly position: string | null;
  readonly visibility: Visibility | null;
  readonly errors: readonly UserErrorView[];
}

export const visibilities = ['VISIBLE', 'COMMITTED_NOT_YET_VISIBLE'] as const;
export type Visibility = (typeof visibilities)[number];

/** Says a command for a viewer, waits until the read model shows it, and reads the record back. */
@Injectable()
export class RecordWriter {
  private readonly readBack = new ReadBack();

  constructor(
    private readonly executor: BusCommandExecutor,
    private readonly runtime: CasebookRuntime,
  ) {}

  /**
   * @param policyOf policy of a category: that of the command's record says who may command
   * @returns the record of the command's stream, as this viewer may see it
   * @throws UNAUTHENTICATED and faults; everything that the caller can mend is in `errors`
   */
  async write<Row>(
    name: string,
    input: Record<string, unknown>,
    envelope: Envelope,
    context: RequestContext,
    policyOf: (category: string) => Policy | undefined,
  ): Promise<Written<Row>> {
    try {
      const said = commandContext(context, envelope);
      const { category } = this.executor.find(name, input);
      if (!policyOf(category)?.mayCommand(context.viewer, name)) {
        throw new DomainError('FORBIDDEN', `The role ${context.viewer.role} may not say ${name}`);
      }
      return await this.execute<Row>(category, name, input, said, context);
    } catch (error) {
      const errors = userErrors(this.asRefusal(error, input));
      context.retryAfter = longest(context.retryAfter, errors);
      return { record: null, revision: null, position: null, visibility: null, errors };
    }
  }

  private async execute<Row>(
    category: string,
    name: string,
    input: Record<string, unknown>,
    said: CommandContext,
    context: RequestContext,
  ): Promise<Written<Row>> {
    const outcome = await this.executor.execute(name, input, said);
    const written = { revision: outcome.revision, errors: [] };
    let position: string | null = null;
    try {
      position = await this.positionOf(outcome);
      const reached =
        outcome.position === null || (await this.runtime.projector.waitFor(outcome.position, visibleWithin));
      const record = await this.read<Row>(category, outcome.id, context);
      const visible = reached && !(await isParked(outcome.id, context));
      return { ...written, record, position, visibility: visible ? 'VISIBLE' : 'COMMITTED_NOT_YET_VISIBLE' };
    } catch (error) {
      // It is recorded: that it cannot be shown now must not look as if it had failed.
      this.runtime.logger.warn({ err: error, id: outcome.id }, 'A recorded change could not be read back');
      return { ...written, record: null, position, visibility: 'COMMITTED_NOT_YET_VISIBLE' };
    }
  }

  private async read<Row>(category: string, id: string, context: RequestContext): Promise<Row | null> {
    await this.runtime.requestContexts.refresh(context, category);
    return this.readBack.load<Row>(context.generation, context.viewer, category, id);
  }

  /** @throws what is no refusal */
  private asRefusal(error: unknown, { id }: Record<string, unknown>): DomainError {
    if (error instanceof DomainError) return error;
    if (isDatabaseAway(error)) return new DomainError('UNAVAILABLE', databaseAway);
    if (!isUnreadable(error)) throw error;
    this.runtime.logger.error(
      { err: error, id },
      'A record cannot be changed: an event of it cannot be read',
    );
    return new DomainError('UNAVAILABLE', unreadable);
  }

  private async positionOf({ position }: CommandOutcome): Promise<string | null> {
    return position === null ? null : this.runtime.positionOf(position);
  }
}

function longest(former: number | undefined, errors: readonly UserErrorView[]): number | undefined {
  const seconds = Math.max(former ?? 0, ...errors.map(({ retryAfter }) => retryAfter ?? 0));
  return seconds > 0 ? seconds : undefined;
}

/** Where the rows have passed a write without it: its stream is parked. Most of the time none is, and nothing is asked. */
async function isParked(id: string, { generation }: RequestContext): Promise<boolean> {
  return generation.hasParked && (await parkedAmong(generation, [id])).has(id);
}
