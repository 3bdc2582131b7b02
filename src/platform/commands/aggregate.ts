import type { CommandDefinition } from '../../kernel/commands.js';
import type { Decider } from '../../kernel/decider.js';
import type { CommandContext } from './command-executor.js';

/** A command as deciders see it. */
export type AnyCommand = { readonly type: string } & Readonly<Record<string, unknown>>;
export type AnyEvent = { readonly type: string; readonly data: unknown };

/** What runs one kind of stream: its decider, and how a command finds its stream. */
export interface Aggregate<State = unknown> {
  readonly category: string;
  readonly decider: Decider<State, AnyCommand, AnyEvent>;
  readonly commands: Readonly<Record<string, CommandDefinition>>;
  /** Stream of a parsed command. `derived` is the id that follows from the idempotency key, for commands that create. */
  streamOf(command: AnyCommand, derived: () => string): string;
  /**
   * Its stream tells of persons: values are opened for its decider, ids and fingerprints are made with keys, neither reason
   * nor text of a command stands in metadata, and nothing of it is kept in memory.
   */
  readonly personal: boolean;
}

/** Erases the types of one aggregate, so that all fit in one registry. */
export function aggregate<
  State,
  Command extends { type: string },
  Event extends { type: string; data: unknown },
>(definition: {
  category: string;
  decider: Decider<State, Command, Event>;
  commands: { commands: Readonly<Record<string, CommandDefinition>> };
  streamOf?: (command: Command, derived: () => string) => string;
  personal?: boolean;
}): Aggregate {
  return {
    category: definition.category,
    decider: definition.decider,
    commands: definition.commands.commands,
    personal: definition.personal ?? false,
    streamOf:
      definition.streamOf ?? ((command, derived) => (command['id'] as string | undefined) ?? derived()),
  };
}

/** Checks and completes a command before it is decided: what it needs from outside its own stream. */
export type Prepare<Tools> = (
  command: AnyCommand,
  context: CommandContext,
  tools: Tools,
) => Promise<AnyCommand>;
