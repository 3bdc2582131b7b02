import type { Logger } from 'pino';
import type { TokenStore } from '../access/token-store.js';
import type { Config } from '../config/config.js';
import type { EventDefinitions } from '../../kernel/events.js';
import { EventRegistry } from '../event-store/event-codec.js';
import { EventLog } from '../event-store/event-log.js';
import type { EnginePosition, EventStore } from '../event-store/event-store.js';
import { PostgresEventStore } from '../event-store/postgres/postgres-event-store.js';
import { RequestContexts } from '../graphql/request-contexts.js';
import type { CurrentProjector } from '../projections/current-projector.js';
import type { ReadModelDefinition } from '../projections/definition.js';
import { ReadModel } from '../projections/read-model.js';
import type { RunningReadModel } from '../projections/running-read-model.js';
import { startReadModel } from '../projections/start-read-model.js';
import { openStorage, type Storage } from './open-storage.js';

/** What the slices bring: the events that may be stored, and the documents made of them. */
export interface Definitions {
  readonly events: readonly EventDefinitions[];
  readonly readModel: ReadModelDefinition;
}

/** What a process runs on, opened before the Nest application: the database, the log and the read model. */
export class CasebookRuntime {
  readonly requestContexts: RequestContexts;
  private lineage: Promise<string> | undefined;

  private constructor(
    readonly config: Config,
    readonly logger: Logger,
    private readonly storage: Storage,
    readonly store: EventStore,
    readonly log: EventLog,
    private readonly following: RunningReadModel | null,
  ) {
    this.requestContexts = new RequestContexts(following?.readModel ?? new ReadModel(), storage.tokens);
  }

  /**
   * Resolves before the read model is ready: `running.ready` says when.
   * @param signal ends the opening between two of its steps; what was opened is closed again
   */
  static async open(
    config: Config,
    role: 'service' | 'command',
    definitions: Definitions,
    logger: Logger,
    signal?: AbortSignal,
  ): Promise<CasebookRuntime> {
    const storage = await openStorage(config, role, logger, signal);
    const store = new PostgresEventStore(storage.databaseUrl);
    const registry = new EventRegistry(definitions.events);
    try {
      signal?.throwIfAborted();
      const running = await startReadModel({
        log: store,
        databaseUrl: storage.databaseUrl,
        definition: definitions.readModel,
        decode: (event) => registry.decode(event),
        logger,
      });
      return new CasebookRuntime(config, logger, storage, store, new EventLog(store, registry), running);
    } catch (error) {
      await store.close();
      await storage.close();
      throw error;
    }
  }

  /** For commands alone: nothing can be asked, and the rows follow only where a service runs, or when one starts. */
  static async openWithoutReadModel(
    config: Config,
    role: 'service' | 'command',
    events: Definitions['events'],
    logger: Logger,
  ): Promise<CasebookRuntime> {
    const storage = await openStorage(config, role, logger);
    const store = new PostgresEventStore(storage.databaseUrl);
    const log = new EventLog(store, new EventRegistry(events));
    return new CasebookRuntime(config, logger, storage, store, log, null);
  }

  /** @throws Error in a process that was opened without it */
  get running(): RunningReadModel {
    if (!this.following) throw new Error('This process was opened without a read model');
    return this.following;
  }

  get readModel(): ReadModel {
    return this.running.readModel;
  }

  get projector(): CurrentProjector {
    return this.running.projector;
  }

  get tokens(): TokenStore {
    return this.storage.tokens;
  }

  /** Settles only when the database's server is lost for good. */
  get lost(): Promise<Error> {
    return this.storage.lost;
  }

  /** The position that users see and cite: `<lineage>:<ordinal>`. */
  async positionOf(position: EnginePosition): Promise<string> {
    return this.positionAt(await this.store.ordinalOf(position));
  }

  /** The same of an event that is known by its ordinal. */
  async positionAt(ordinal: number): Promise<string> {
    // A log keeps its lineage as long as a process may run on it; a failed look is not kept.
    this.lineage ??= this.store.lineage().catch((error: unknown) => {
      this.lineage = undefined;
      throw error;
    });
    return `${await this.lineage}:${ordinal}`;
  }

  async close(): Promise<void> {
    await this.following?.close();
    await this.store.close();
    await this.storage.close();
  }
}
