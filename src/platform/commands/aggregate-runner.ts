import { createHash, randomUUID } from 'node:crypto';
import { DomainError } from '../../kernel/errors.js';
import { derivedId, derivedUuid } from '../../kernel/ids.js';
import type { EventLog, EventToAppend } from '../event-store/event-log.js';
import {
  AppendTooLarge,
  maxAppendBytes,
  OutcomeUnknown,
  RevisionConflict,
  StoreUnavailable,
  type AppendResult,
} from '../event-store/event-store.js';
import type { Aggregate, AnyCommand, AnyEvent } from './aggregate.js';
import { canonicalJson } from './canonical-json.js';
import type { CommandContext, CommandOutcome } from './command-executor.js';
import { parseInput } from './parse-input.js';
import { StreamLoader, type LoadedStream } from './loaded-stream.js';

/** Tries of read, decide and append before a conflict is handed to the caller. */
const MAX_ATTEMPTS = 5;

/** Takes a command from its input to the log: check, read, decide, append; again on a conflict, a bounded number of times. */
export class AggregateRunner {
  private readonly loader: StreamLoader;

  constructor(private readonly log: EventLog) {
    this.loader = new StreamLoader(log);
  }

  /** The folded stream as it stands now: for checks that look across streams. */
  async load(aggregate: Aggregate, streamId: string): Promise<LoadedStream> {
    return this.loader.load(aggregate, streamId);
  }

  /**
   * @param prepare checks and completes the parsed command with what lies outside its stream
   * @throws DomainError
   */
  async run(
    aggregate: Aggregate,
    name: string,
    input: unknown,
    context: CommandContext,
    prepare: (command: AnyCommand) => Promise<AnyCommand> = async (command) => command,
  ): Promise<CommandOutcome> {
    const said = say(aggregate, name, input, context);
    for (let attempt = 1; ; attempt++) {
      const stream = await translateFaults(this.loader.load(aggregate, said.streamId));
      const repeated = findRepetition(stream.said, said);
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
        if (!(error instanceof RevisionConflict)) throw error;
        if (said.replacesText || attempt === MAX_ATTEMPTS) throw conflict(error);
      }
    }
  }

  /**
   * Commands of one stream, decided one after the other and appended together. A refused one does not stop the others.
   * @returns an outcome or the error of each, in their order
   */
  async runBatch(aggregate: Aggregate, commands: readonly BatchItem[]): Promise<(CommandOutcome | Error)[]> {
    const { results, decided, stream } = await this.decideBatch(aggregate, commands);
    let revision = stream?.revision ?? -1;
    const chunks = chunksOf(decided);
    for (const [number, chunk] of chunks.entries()) {
      const { streamId } = chunk[0]!.said;
      try {
        const { status, position } = await translateFaults(
          this.log.append(
            streamId,
            revision < 0 ? 'none' : revision,
            chunk.flatMap(({ events }) => events),
          ),
        );
        for (const { index, events, said } of chunk) {
          revision += events.length;
          results[index] =
            status === 'appended'
              ? { id: said.streamId, revision, position, status: 'done' }
              : await this.runAlone(aggregate, commands[index]!);
        }
      } catch (error) {
        // Somebody else wrote in between, or the batch was refused as a whole: what is left is said one by one.
        const alone = error instanceof RevisionConflict;
        for (const { index } of chunks.slice(number).flat()) {
          results[index] = alone ? await this.runAlone(aggregate, commands[index]!) : asError(error);
        }
        break;
      }
    }
    return results;
  }

  private runAlone(
    aggregate: Aggregate,
    { name, input, context, prepare }: BatchItem,
  ): Promise<CommandOutcome | Error> {
    return this.run(aggregate, name, input, context, prepare).catch(asError);
  }

  private async decideBatch(aggregate: Aggregate, commands: readonly BatchItem[]) {
    const results: (CommandOutcome | Error)[] = [];
    const decided: Decided[] = [];
    const inBatch = new Map<string, { said: Said; revision: number }>();
    let stream: LoadedStream | undefined;
    let state: unknown;
    let revision = -1;
    for (const [index, { name, input, context, prepare }] of commands.entries()) {
      try {
        const said = say(aggregate, name, input, context);
        if (!stream) {
          stream = await translateFaults(this.loader.load(aggregate, said.streamId));
          ({ state, revision } = stream);
        }
        const earlier = inBatch.get(said.firstEvent);
        const repeated = findRepetition(
          earlier
            ? new Map([[said.firstEvent, { ...earlier.said, revision: earlier.revision, position: null }]])
            : stream.said,
          said,
        );
        if (repeated) {
          results[index] = repeated;
          continue;
        }
        assertExpectedRevision(revision, context);
        const command = prepare ? await prepare(said.command) : said.command;
        const events = aggregate.decider.decide(command, state);
        state = events.reduce((folded, event) => aggregate.decider.evolve(folded, event), state);
        revision += events.length;
        if (events.length === 0) {
          results[index] = { id: said.streamId, revision, position: null, status: 'unchanged' };
          continue;
        }
        inBatch.set(said.firstEvent, { said, revision });
        decided.push({ index, said, events: toAppend(said, events) });
      } catch (error) {
        results[index] = asError(error);
      }
    }
    return { results, decided, stream };
  }

  private async append(
    aggregate: Aggregate,
    said: Said,
    stream: LoadedStream,
    events: readonly AnyEvent[],
  ): Promise<CommandOutcome> {
    const result: AppendResult = await translateFaults(
      this.log.append(said.streamId, stream.revision < 0 ? 'none' : stream.revision, toAppend(said, events)),
    );
    if (result.status === 'duplicate') {
      // Somebody said something with this key since the stream was read; the store does not compare what it was.
      const written = await translateFaults(this.loader.load(aggregate, said.streamId));
      findRepetition(written.said, said);
    }
    return { id: said.streamId, revision: result.revision, position: result.position, status: 'done' };
  }
}

export interface BatchItem {
  readonly name: string;
  readonly input: unknown;
  readonly context: CommandContext;
  readonly prepare?: (command: AnyCommand) => Promise<AnyCommand>;
}

interface Decided {
  readonly index: number;
  readonly said: Said;
  readonly events: EventToAppend[];
}

function toAppend(said: Said, events: readonly AnyEvent[]): EventToAppend[] {
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

/** Groups decided commands into appends of at most half the size that the store takes. A command is never split. */
function chunksOf(decided: readonly Decided[]): Decided[][] {
  const chunks: Decided[][] = [];
  let bytes = Infinity;
  for (const entry of decided) {
    const size = Buffer.byteLength(JSON.stringify(entry.events));
    if (bytes + size > maxAppendBytes / 2) {
      chunks.push([]);
      bytes = 0;
    }
    chunks.at(-1)!.push(entry);
    bytes += size;
  }
  return chunks;
}

/** A command that has been checked and has found its stream; the same for every attempt, so that ids repeat. */
interface Said {
  readonly command: AnyCommand;
  readonly context: CommandContext;
  readonly streamId: string;
  readonly fingerprint: string;
  readonly firstEvent: string;
  readonly replacesText: boolean;
  eventId(index: number): string;
}

function say(aggregate: Aggregate, name: string, input: unknown, context: CommandContext): Said {
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
    replacesText: definition.replacesText,
    eventId: (index) => (index === 0 ? firstEvent : derive(index)),
  };
}

function findRepetition(
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

function assertExpectedRevision(actual: number, context: CommandContext): void {
  const expected = context.expectedRevision;
  if (expected === undefined || expected === actual) return;
  throw conflict({ expected, actual });
}

function conflict({ expected, actual }: { expected: number | 'none'; actual: number | 'none' }): DomainError {
  return new DomainError(
    'REVISION_CONFLICT',
    `The record has changed since: expected revision ${expected}, it is at ${actual}`,
    ['expectedRevision'],
    { expected, actual },
  );
}

/** Faults of the store as the codes that users know. */
async function translateFaults<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof OutcomeUnknown) {
      throw new DomainError(
        'OUTCOME_UNKNOWN',
        'It is not known whether this was recorded: say it again with the same idempotency key',
      );
    }
    if (error instanceof StoreUnavailable) {
      throw new DomainError(
        'UNAVAILABLE',
        'The event log cannot be reached; nothing was recorded. Try again later',
      );
    }
    if (error instanceof AppendTooLarge) {
      throw new DomainError(
        'INVALID_INPUT',
        `This is more than one command may record (${maxAppendBytes} bytes)`,
      );
    }
    throw error;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
