import type { EnginePosition } from '../event-store/event-store.js';

/** Who says a command, and under which key it may be said again. Never part of the input. */
export interface CommandContext {
  /** Opaque id of the person. */
  readonly actor: string;
  readonly role: string;
  /**
   * Stands for one actor, one command type and one stream. Streams do not know each other: the same key with another
   * record's id in the input is another command, and is not noticed.
   */
  readonly idempotencyKey?: string;
  readonly correlationId: string;
  readonly reason?: string;
  /**
   * The caller has not said it before, as far as they know: what begins a record may then be tried before its stream is read.
   * Nothing else follows from it.
   */
  readonly likelyNew?: boolean;
  /** Revision that the caller has read; another one that stands now is a REVISION_CONFLICT. */
  readonly expectedRevision?: number;
}

export interface CommandOutcome {
  /** Stream that the command was about. */
  readonly id: string;
  /** Revision after it; -1 where nothing was ever written. */
  readonly revision: number;
  /** Position of the last event that it wrote (or had written, said before); null when it changed nothing. */
  readonly position: EnginePosition | null;
  /** `unchanged`: all that it asks for was so already. `repeated`: the same key had said it before. */
  readonly status: 'done' | 'repeated' | 'unchanged';
}

/** Runs any command by its name: what imports and tools use beside GraphQL. */
export interface CommandExecutor {
  /**
   * @param name command type, `RecordInitiative`
   * @param input checked against the command's schema
   * @throws DomainError
   */
  execute(name: string, input: unknown, context: CommandContext): Promise<CommandOutcome>;
  /**
   * Commands of one stream, decided one after the other and appended together; a refused one does not stop the others.
   * @returns an outcome or the error of each, in their order
   */
  executeBatch?(commands: readonly CommandCall[]): Promise<(CommandOutcome | Error)[]>;
}

/** A command with all that running it takes. */
export interface CommandCall {
  readonly name: string;
  readonly input: unknown;
  readonly context: CommandContext;
}
