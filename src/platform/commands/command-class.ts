import type { z } from 'zod';
import type { CommandDefinition, CommandDefinitions } from '../../kernel/commands.js';
import type { CommandContext } from './command-executor.js';

/** Base of all commands on the bus. */
export abstract class CasebookCommand<Input = unknown> {
  constructor(
    /** As it came: the handler checks it against the definition's schema. */
    readonly input: Input,
    readonly context: CommandContext,
  ) {}
}

/** A command's class, with what the API, the importers and the handlers need to know of it. */
export interface CommandClass {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each class has an input type of its own; the schema checks it
  new (input: any, context: CommandContext): CasebookCommand;
  readonly category: string;
  readonly commandName: string;
  readonly definition: CommandDefinition;
}

/** Class of a defined command, to be extended under the command's name. */
export function commandClass<Map extends Record<string, CommandDefinition>, Name extends keyof Map & string>(
  definitions: CommandDefinitions<Map>,
  name: Name,
) {
  return class extends CasebookCommand<z.input<Map[Name]['schema']>> {
    static readonly category = definitions.category;
    static readonly commandName = name;
    static readonly definition: CommandDefinition = definitions.commands[name]!;
  };
}
