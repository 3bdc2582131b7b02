import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DomainError } from '../../kernel/errors.js';
import { parseStreamId } from '../../kernel/ids.js';
import { AggregateRunner } from './aggregate-runner.js';
import type { CommandClass } from './command-class.js';
import type { CommandContext, CommandExecutor, CommandOutcome } from './command-executor.js';
import type { AggregateCommandHandler } from './command-handlers.js';

/** All commands of all slices by name; see {@link find} for names that several slices share. */
@Injectable()
export class BusCommandExecutor implements CommandExecutor {
  private readonly classes = new Map<string, CommandClass[]>();
  private readonly handlers = new Map<CommandClass, AggregateCommandHandler>();

  constructor(
    private readonly bus: CommandBus,
    private readonly runner: AggregateRunner,
  ) {}

  /**
   * Slices make their commands known here when their module starts.
   * @param handlers of the commands that may be part of a batch; all others are said through the bus, one by one
   */
  register(commands: readonly CommandClass[], handlers: readonly AggregateCommandHandler[]): void {
    for (const command of commands) {
      this.classes.set(command.commandName, [...(this.classes.get(command.commandName) ?? []), command]);
    }
    for (const handler of handlers) this.handlers.set(handler.command, handler);
  }

  async execute(name: string, input: unknown, context: CommandContext): Promise<CommandOutcome> {
    return this.bus.execute(new (this.find(name, input))(input, context));
  }

  async executeBatch(
    commands: readonly { name: string; input: unknown; context: CommandContext }[],
  ): Promise<(CommandOutcome | Error)[]> {
    const handlers = commands.map(({ name, input }) => {
      try {
        return this.handlers.get(this.find(name, input));
      } catch {
        return undefined;
      }
    });
    const first = handlers[0];
    if (!first || handlers.some((handler) => handler?.aggregate !== first.aggregate)) {
      return this.oneByOne(commands);
    }
    return this.runner.runBatch(
      first.aggregate,
      commands.map((command, index) => ({
        ...command,
        prepare: (said) => handlers[index]!.prepare(said, command.context),
      })),
    );
  }

  /**
   * The class of the command with this name. Where several categories have one, the category of the input's `id` decides.
   * @throws INVALID_INPUT when there is no such command, or none for such an id
   */
  find(name: string, input: unknown): CommandClass {
    const candidates = this.classes.get(name) ?? [];
    if (candidates.length > 1) {
      const id = (input as { id?: unknown } | null)?.id;
      const category = typeof id === 'string' ? parseStreamId(id)?.category : undefined;
      const found = candidates.find((candidate) => candidate.category === category);
      if (found) return found;
      throw new DomainError('INVALID_INPUT', `${name} needs the id of a record that has texts`, ['id']);
    }
    if (!candidates[0]) throw new DomainError('INVALID_INPUT', `There is no command "${name}"`, ['command']);
    return candidates[0];
  }

  private async oneByOne(
    commands: readonly { name: string; input: unknown; context: CommandContext }[],
  ): Promise<(CommandOutcome | Error)[]> {
    const results: (CommandOutcome | Error)[] = [];
    for (const { name, input, context } of commands) {
      results.push(
        await this.execute(name, input, context).catch((error: unknown) =>
          error instanceof Error ? error : new Error(String(error)),
        ),
      );
    }
    return results;
  }
}
