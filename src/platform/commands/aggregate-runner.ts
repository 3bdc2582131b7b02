import { DomainError } from '../../kernel/errors.js';
import type { EventLog, EventToAppend } from '../event-store/event-log.js';
import { RevisionConflict, type AppendResult } from '../event-store/event-store.js';
import type { PersonalData } from '../privacy/personal-data.js';
import type { Aggregate, AnyCommand, AnyEvent } from './aggregate.js';
import { BatchRunner, type BatchItem } from './batch-runner.js';
import type { CommandContext, CommandOutcome } from './command-executor.js';
import { StreamLoader, type LoadedStream } from './loaded-stream.js';
import {
  assertExpectedRevision,
  conflict,
  findRepetition,
  say,
  toAppend,
  type Said,
} from './said-command.js';
import { isStoreFault, translateFaults } from './store-faults.js';

/** Tries of read, decide and append before a conflict is handed to the caller. */
const MAX_ATTEMPTS = 5;

type Prepare = (command: AnyCommand) => Promise<AnyCommand>;

/** Takes a command from its input to the log: check, read, decide, append; again on a conflict, a bounded number of times. */
export class AggregateRunner {
  private readonly loader: StreamLoader;
  private readonly listeners: ((streamId: string) => void)[] = [];

  /** @param vault for aggregates whose streams tell of persons */
  constructor(
    private readonly log: EventLog,
    readonly vault?: PersonalData,
  ) {
    this.loader = new StreamLoader(log);
  }

  /** The folded stream as it stands now: for checks that look across streams. */
  async load(aggregate: Aggregate, streamId: string): Promise<LoadedStream> {
    return this.loader.load(aggregate, streamId);
  }

  /**
   * @param prepare checks and completes the parsed command with what lies outside its stream
   * @param onlyLooks whether `prepare` writes nothing
   * @throws DomainError
   */
  async run(
    aggregate: Aggregate,
    name: string,
    input: unknown,
    context: CommandContext,
    prepare: Prepare = async (command) => command,
    onlyLooks = false,
  ): Promise<CommandOutcome> {
    const said = await translateFaults(say(aggregate, name, input, context, this.vault));
    if (onlyLooks && mayBegin(aggregate, said)) {
      const begun = await this.begin(aggregate, said, prepare);
      if (begun) return begun;
    }
    for (let attempt = 1; ; attempt++) {
      const stream = await translateFaults(this.loader.load(aggregate, said.streamId));
      const repeated = await translateFaults(findRepetition(stream.said, said));
      if (repeated) return repeated;
      assertExpectedRevision(stream.revision, context);
      const command = await prepare(said.command);
      const events = aggregate.decider.decide(command, stream.state);
      if (events.length === 0) {
        return { id: said.streamId, revision: stream.revision, position: null, status: 'unchanged' };
      }
      try {
        return await this.append(aggregate, said, stream, events);
      } catch (error) {
        // Decided again, a command is refused by what it names itself: the caller's expected revision, a text's version.
        if (!(error instanceof RevisionConflict)) throw error;
        if (attempt === MAX_ATTEMPTS) throw conflict(error);
      }
    }
  }

  /**
   * Decides for a stream that does not exist, and lets the append find out. Null when anything stands in the way: then the
   * stream is read, and what was said before is recognised before anything is refused.
   */
  private async begin(aggregate: Aggregate, said: Said, prepare: Prepare): Promise<CommandOutcome | null> {
    try {
      const command = await prepare(said.command);
      const events = aggregate.decider.decide(command, aggregate.decider.initialState);
      if (events.length === 0) return null;
      const { status, ...end } = await this.write(said.streamId, -1, await toAppend(said, events));
      return status === 'appended' ? { id: said.streamId, ...end, status: 'done' } : null;
    } catch (error) {
      const refused = error instanceof DomainError && !isStoreFault(error);
      if (refused || error instanceof RevisionConflict) return null;
      throw error;
    }
  }

  /** Many commands of one stream: see {@link BatchRunner}. */
  runBatch(aggregate: Aggregate, commands: readonly BatchItem[]): Promise<(CommandOutcome | Error)[]> {
    return new BatchRunner(this).run(aggregate, commands);
  }

  /** Tells of every stream that this process has written to: what was kept of it is old. */
  onWritten(listener: (streamId: string) => void): void {
    this.listeners.push(listener);
  }

  /** @throws RevisionConflict, DomainError for the store's faults */
  async write(streamId: string, revision: number, events: readonly EventToAppend[]): Promise<AppendResult> {
    const appending = this.log.append(streamId, revision < 0 ? 'none' : revision, events);
    try {
      return await translateFaults(appending);
    } finally {
      for (const listener of this.listeners) listener(streamId);
    }
  }

  private async append(
    aggregate: Aggregate,
    said: Said,
    stream: LoadedStream,
    events: readonly AnyEvent[],
  ): Promise<CommandOutcome> {
    const result = await this.write(
      said.streamId,
      stream.revision,
      await translateFaults(toAppend(said, events)),
    );
    if (result.status === 'duplicate') {
      // Somebody said something with this key since the stream was read; the store does not compare what it was.
      const written = await translateFaults(this.loader.load(aggregate, said.streamId));
      await translateFaults(findRepetition(written.said, said));
    }
    return { id: said.streamId, revision: result.revision, position: result.position, status: 'done' };
  }
}

/** Whether the command begins a record, probably for the first time; a personal one takes keys, and is not tried. */
function mayBegin({ commands, personal }: Aggregate, { command, context }: Said): boolean {
  const { likelyNew = false, expectedRevision } = context;
  return likelyNew && !personal && expectedRevision === undefined && commands[command.type]!.creates;
}
