import type { EventToAppend } from '../event-store/event-log.js';
import { maxAppendBytes, RevisionConflict } from '../event-store/event-store.js';
import type { AggregateRunner } from './aggregate-runner.js';
import type { Aggregate, AnyCommand } from './aggregate.js';
import type { CommandContext, CommandOutcome } from './command-executor.js';
import type { LoadedStream } from './loaded-stream.js';
import { assertExpectedRevision, findRepetition, say, toAppend, type Said } from './said-command.js';
import { asError, translateFaults } from './store-faults.js';

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

/** Runs many commands of one stream with one read and few appends. */
export class BatchRunner {
  constructor(private readonly runner: AggregateRunner) {}

  /**
   * Commands of one stream, decided one after the other and appended together. A refused one does not stop the others.
   * @returns an outcome or the error of each, in their order
   */
  async run(aggregate: Aggregate, commands: readonly BatchItem[]): Promise<(CommandOutcome | Error)[]> {
    const { results, decided, stream } = await this.decide(aggregate, commands);
    let revision = stream?.revision ?? -1;
    for (const chunk of chunksOf(decided)) {
      const { streamId } = chunk[0]!.said;
      try {
        const { status, position } = await this.runner.write(
          streamId,
          revision,
          chunk.flatMap(({ events }) => events),
        );
        for (const { index, events, said } of chunk) {
          revision += events.length;
          results[index] =
            status === 'appended'
              ? { id: said.streamId, revision, position, status: 'done' }
              : await this.alone(aggregate, commands[index]!);
        }
      } catch (error) {
        // Somebody else wrote in between, or the store is away: nothing from here on was written, nor what was decided on
        // it (an answer «unchanged» among it) holds. On a conflict all of it is said one by one.
        const alone = error instanceof RevisionConflict;
        for (let index = chunk[0]!.index; index < commands.length; index++) {
          results[index] = alone ? await this.alone(aggregate, commands[index]!) : asError(error);
        }
        break;
      }
    }
    return results;
  }

  private alone(
    aggregate: Aggregate,
    { name, input, context, prepare }: BatchItem,
  ): Promise<CommandOutcome | Error> {
    return this.runner.run(aggregate, name, input, context, prepare).catch(asError);
  }

  private async decide(aggregate: Aggregate, commands: readonly BatchItem[]) {
    const results: (CommandOutcome | Error)[] = [];
    const decided: Decided[] = [];
    const inBatch = new Map<string, { fingerprint: string; revision: number; position: null }>();
    let stream: LoadedStream | undefined;
    let streamId: string | undefined;
    let state: unknown;
    let revision = -1;
    for (const [index, { name, input, context, prepare }] of commands.entries()) {
      try {
        const said = await translateFaults(say(aggregate, name, input, context, this.runner.vault));
        if (!stream) {
          stream = await translateFaults(this.runner.load(aggregate, said.streamId));
          ({ state, revision } = stream);
          streamId = said.streamId;
        }
        if (said.streamId !== streamId)
          throw new TypeError(`A batch is about one stream, not ${said.streamId} too`);
        const earlier = inBatch.get(said.firstEvent);
        const written = earlier ? new Map([[said.firstEvent, earlier]]) : stream.said;
        const repeated = await translateFaults(findRepetition(written, said));
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
        const toWrite = await translateFaults(toAppend(said, events));
        inBatch.set(said.firstEvent, { fingerprint: await said.fingerprint(), revision, position: null });
        decided.push({ index, said, events: toWrite });
      } catch (error) {
        results[index] = asError(error);
      }
    }
    return { results, decided, stream };
  }
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
