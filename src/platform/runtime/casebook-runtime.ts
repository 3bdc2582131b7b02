import type { Logger } from 'pino';
import type { TokenStore } from '../access/token-store.js';
import type { Config } from '../config/config.js';
import type { Lineages } from '../../kernel/lineages.js';
import type { EventDefinitions } from '../../kernel/events.js';
import { EventRegistry } from '../event-store/event-codec.js';
import { EventLog } from '../event-store/event-log.js';
import type { EnginePosition, EventStore } from '../event-store/event-store.js';
import { lineagesOf } from '../event-store/lineages.js';
import { openEventStore } from '../event-store/open-event-store.js';
import { Admission } from '../graphql/http/admission.js';
import { RequestContexts } from '../graphql/request-contexts.js';
import type { PersonalData } from '../privacy/personal-data.js';
import type { ReadRecords } from '../privacy/read-records.js';
import type { CurrentProjector } from '../projections/current-projector.js';
import type { ReadModelDefinition } from '../projections/definition.js';
import { numberedDefinition } from '../projections/numbered-definition.js';
import { ReadModel } from '../projections/read-model.js';
import type { RunningReadModel } from '../projections/running-read-model.js';
import { startReadModel } from '../projections/start-read-model.js';
import { FileClock, SystemClock, type Clock } from './clock.js';
import { openStorage, type Storage } from './open-storage.js';

/** What the slices bring: the events that may be stored, and the documents made of them. */
export interface Definitions {
  readonly events: readonly EventDefinitions[];
  readonly readModel: ReadModelDefinition;
}

/** What a process runs on, opened before the Nest application: the database, the log and the read model. */
export class CasebookRuntime {
  readonly requestContexts: RequestContexts;
  /** Of GraphQL requests. */
  readonly admission: Admission;
  readonly clock: Clock;
  private known: Promise<Lineages> | undefined;

  private constructor(
    readonly config: Config,
    readonly logger: Logger,
    private readonly storage: Storage,
    readonly store: EventStore,
    readonly log: EventLog,
    private readonly following: RunningReadModel | null,
  ) {
    this.clock = config.clockFile === undefined ? new SystemClock() : new FileClock(config.clockFile);
    if (config.clockFile !== undefined) {
      logger.warn(`CASEBOOK_CLOCK_FILE is set: the time is what stands in ${config.clockFile}`);
    }
    this.admission = new Admission(config.requests);
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
    const store = await openStore(storage, config);
    const registry = new EventRegistry(definitions.events);
    try {
      signal?.throwIfAborted();
      const running = await startReadModel({
        log: store,
        databaseUrl: storage.databaseUrl,
        definition: await numberedDefinition(definitions.readModel, store),
        decode: (event) => registry.decode(event),
        logger,
      });
      const log = new EventLog(store, registry, storage.personal);
      return new CasebookRuntime(config, logger, storage, store, log, running);
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
    const store = await openStore(storage, config);
    const log = new EventLog(store, new EventRegistry(events), storage.personal);
    return new CasebookRuntime(config, logger, storage, store, log, null);
  }

  /** @throws Error in a process that was opened without it */
  get running(): RunningReadModel {
    if (!this.following) throw new Error('This process was opened without a read model');
    return this.following;
  }

  /** Whether this process was opened with one. */
  get hasReadModel(): boolean {
    return this.following !== null;
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

  get personal(): PersonalData {
    return this.storage.personal;
  }

  get reads(): ReadRecords {
    return this.storage.reads;
  }

  /** Whether this start has made the base's master key. */
  get madeMasterKey(): boolean {
    return this.storage.madeMasterKey;
  }

  /** Settles only when the database's server is lost for good, or the log is another than it was. */
  get lost(): Promise<Error> {
    return this.following ? Promise.race([this.storage.lost, this.following.lost]) : this.storage.lost;
  }

  /** The position that users see and cite: `<lineage>:<ordinal>`. */
  async positionOf(position: EnginePosition): Promise<string> {
    return this.positionAt(await this.store.ordinalOf(position));
  }

  /** The same of an event that is known by its ordinal. */
  async positionAt(ordinal: number): Promise<string> {
    return (await this.lineages()).positionAt(ordinal);
  }

  /** A log keeps them as long as a process may run on it; a failed look is not kept. */
  lineages(): Promise<Lineages> {
    return (this.known ??= lineagesOf(this.store).catch((error: unknown) => {
      this.known = undefined;
      throw error;
    }));
  }

  /** Number of the log's events. */
  async headOrdinal(): Promise<number> {
    return this.store.ordinalOf(await this.store.head());
  }

  async close(): Promise<void> {
    await this.following?.close();
    await this.store.close();
    await this.storage.close();
  }
}

async function openStore(storage: Storage, { eventStoreUrl }: Config): Promise<EventStore> {
  try {
    return await openEventStore(storage.databaseUrl, eventStoreUrl);
  } catch (error) {
    await storage.close();
    throw error;
  }
}
