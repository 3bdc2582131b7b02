import { Inject, Injectable, type Type } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Aggregate, AnyCommand } from './aggregate.js';
import { AggregateRunner } from './aggregate-runner.js';
import type { CasebookCommand, CommandClass } from './command-class.js';
import type { CommandContext, CommandOutcome } from './command-executor.js';

/**
 * Checks and completes a parsed command with what lies outside its stream: does this organization exist, is that
 * concept active? Runs before every attempt to decide.
 */
export abstract class CommandPreparation {
  /** It writes nothing, so it may prepare a command of which it is not known yet whether it was said before. */
  readonly onlyLooks: boolean = false;

  abstract prepare(command: AnyCommand, context: CommandContext): Promise<AnyCommand>;

  /**
   * Refuses whoever may know nothing of the stream, before a revision of it is compared with the one expected. `input` is as
   * it came, unchecked.
   */
  async authorize?(name: string, input: unknown, context: CommandContext): Promise<void>;

  /**
   * Does what follows outside the stream, once the command is in the log: what is recorded must not look as if it had
   * failed, so whatever cannot be done now is left for later. Not part of a batch.
   * @returns the outcome as it is to be answered
   */
  async conclude?(name: string, outcome: CommandOutcome): Promise<CommandOutcome>;
}

/** A handler that other code (imports, batches) can use without the bus. */
export interface AggregateCommandHandler extends ICommandHandler<CasebookCommand, CommandOutcome> {
  readonly command: CommandClass;
  readonly aggregate: Aggregate;
  prepare(command: AnyCommand, context: CommandContext): Promise<AnyCommand>;
}

/**
 * Handlers of commands that need nothing but their own stream and, with `preparation`, a look outside it.
 * One class a command, all from here.
 */
export function aggregateHandlers(
  aggregate: Aggregate,
  commands: readonly CommandClass[],
  preparation?: Type<CommandPreparation>,
): Type<AggregateCommandHandler>[] {
  return commands.map((command) => handlerClass(aggregate, command, preparation));
}

function handlerClass(
  aggregate: Aggregate,
  command: CommandClass,
  preparation?: Type<CommandPreparation>,
): Type<AggregateCommandHandler> {
  class Handler implements AggregateCommandHandler {
    readonly command = command;
    readonly aggregate = aggregate;

    constructor(
      private readonly runner: AggregateRunner,
      private readonly preparation?: CommandPreparation,
    ) {}

    prepare(said: AnyCommand, context: CommandContext): Promise<AnyCommand> {
      return this.preparation ? this.preparation.prepare(said, context) : Promise.resolve(said);
    }

    async execute({ input, context }: CasebookCommand): Promise<CommandOutcome> {
      await this.preparation?.authorize?.(command.commandName, input, context);
      const outcome = await this.runner.run(
        aggregate,
        command.commandName,
        input,
        context,
        (said) => this.prepare(said, context),
        this.preparation?.onlyLooks ?? true,
      );
      return this.preparation?.conclude?.(command.commandName, outcome) ?? outcome;
    }
  }
  Object.defineProperty(Handler, 'name', { value: `${command.name}Handler` });
  Inject(AggregateRunner)(Handler, undefined, 0);
  if (preparation) Inject(preparation)(Handler, undefined, 1);
  Reflect.defineMetadata(
    'design:paramtypes',
    preparation ? [AggregateRunner, preparation] : [AggregateRunner],
    Handler,
  );
  Injectable()(Handler);
  CommandHandler(command)(Handler);
  return Handler;
}
