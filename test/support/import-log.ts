import type { EventDefinitions } from '../../src/kernel/events.js';
import { parseStreamId } from '../../src/kernel/ids.js';
import type { Aggregate } from '../../src/platform/commands/aggregate.js';
import { AggregateRunner } from '../../src/platform/commands/aggregate-runner.js';
import type {
  CommandCall,
  CommandContext,
  CommandExecutor,
  CommandOutcome,
} from '../../src/platform/commands/command-executor.js';
import { EventRegistry } from '../../src/platform/event-store/event-codec.js';
import { EventLog } from '../../src/platform/event-store/event-log.js';
import { PostgresEventStore } from '../../src/platform/event-store/postgres/postgres-event-store.js';
import { migratedDatabase } from './database.js';

export const speaker = { actor: 'person-1', role: 'editor', correlationId: 'import-1' };

/** Says commands to a real log, and can tell how its streams stand: what an import needs of the service, and no more. */
export class ImportLog implements CommandExecutor {
  /** How many events were written. */
  written = 0;

  private constructor(
    private readonly aggregates: readonly Aggregate[],
    private readonly runner: AggregateRunner,
    private readonly log: EventLog,
    readonly close: () => Promise<void>,
  ) {}

  static async open(
    aggregates: readonly Aggregate[],
    definitions: readonly EventDefinitions[],
  ): Promise<ImportLog> {
    const database = await migratedDatabase();
    const store = new PostgresEventStore(database.url);
    const log = new EventLog(store, new EventRegistry(definitions));
    return new ImportLog(aggregates, new AggregateRunner(log), log, async () => {
      await store.close();
      await database.drop();
    });
  }

  async execute(name: string, input: unknown, context: CommandContext): Promise<CommandOutcome> {
    const outcome = await this.runner.run(this.aggregateOf(name, input), name, input, context);
    if (outcome.status === 'done') this.written++;
    return outcome;
  }

  async executeBatch(commands: readonly CommandCall[]): Promise<(CommandOutcome | Error)[]> {
    const answers = await this.runner.runBatch(
      this.aggregateOf(commands[0]!.name, commands[0]!.input),
      commands.map(({ name, input, context }) => ({ name, input, context })),
    );
    this.written += answers.filter((answer) => !(answer instanceof Error) && answer.status === 'done').length;
    return answers;
  }

  /** State and revision of every stream of a category. */
  async streams<State>(category: string): Promise<{ id: string; state: State; revision: number }[]> {
    const ids = new Set<string>();
    for await (const batch of this.log.readAll()) for (const { streamId } of batch) ids.add(streamId);
    const mine = [...ids].filter((id) => parseStreamId(id)?.category === category);
    const aggregate = this.aggregates.find((candidate) => candidate.category === category)!;
    return Promise.all(
      mine.map(async (id) => {
        const { state, revision } = await this.runner.load(aggregate, id);
        return { id, state: state as State, revision };
      }),
    );
  }

  private aggregateOf(name: string, input: unknown): Aggregate {
    const id = (input as { id?: string } | null)?.id;
    const category = typeof id === 'string' ? parseStreamId(id)?.category : undefined;
    const candidates = this.aggregates.filter(({ commands }) => Object.hasOwn(commands, name));
    return candidates.find((candidate) => candidate.category === category) ?? candidates[0]!;
  }
}
