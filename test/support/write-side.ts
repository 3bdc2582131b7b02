import type { EventDefinitions } from '../../src/kernel/events.js';
import { AggregateRunner } from '../../src/platform/commands/aggregate-runner.js';
import { EventRegistry } from '../../src/platform/event-store/event-codec.js';
import { EventLog } from '../../src/platform/event-store/event-log.js';
import type { EventStore } from '../../src/platform/event-store/event-store.js';
import { PostgresEventStore } from '../../src/platform/event-store/postgres/postgres-event-store.js';
import type { VaultPersonalData } from '../../src/platform/privacy/vault-personal-data.js';
import { migratedDatabase } from './database.js';
import { openVault } from './vault.js';

/** What a test puts between a runner and the store: each is awaited, and may throw as the store would. */
export interface Interference {
  beforeAppend?: (streamId: string) => Promise<void>;
  afterAppend?: (streamId: string) => Promise<void>;
  beforeRead?: (streamId: string, from: number) => Promise<void>;
}

/** A log of its own on a real PostgreSQL, and what says commands to it. */
export interface WriteSide {
  readonly databaseUrl: string;
  readonly store: EventStore;
  readonly log: EventLog;
  readonly registry: EventRegistry;
  readonly runner: AggregateRunner;
  /** Under a master key of this base's own. */
  readonly personal: VaultPersonalData;
  /** Another runner, as another process has it, with something in its way. */
  runnerWith(interference: Interference): AggregateRunner;
  /** Types of a stream's events, in order. */
  typesOf(streamId: string): Promise<string[]>;
  close(): Promise<void>;
}

export async function openWriteSide(definitions: readonly EventDefinitions[]): Promise<WriteSide> {
  const database = await migratedDatabase();
  const vault = await openVault(database.url);
  const { personal } = vault;
  const store = new PostgresEventStore(database.url);
  const registry = new EventRegistry(definitions);
  const log = new EventLog(store, registry, personal);
  return {
    databaseUrl: database.url,
    store,
    log,
    registry,
    personal,
    runner: new AggregateRunner(log, personal),
    runnerWith: (interference) =>
      new AggregateRunner(new EventLog(behind(interference, store), registry, personal), personal),
    typesOf: async (streamId) => (await log.readStream(streamId)).map(({ type }) => type),
    close: async () => {
      await store.close();
      await vault.close();
      await database.drop();
    },
  };
}

function behind(interference: Interference, store: EventStore): EventStore {
  const changed: Pick<EventStore, 'append' | 'readStream'> = {
    async append(streamId, expected, events) {
      await interference.beforeAppend?.(streamId);
      const result = await store.append(streamId, expected, events);
      await interference.afterAppend?.(streamId);
      return result;
    },
    async readStream(streamId, options) {
      await interference.beforeRead?.(streamId, options?.from ?? 0);
      return store.readStream(streamId, options);
    },
  };
  return new Proxy(store, {
    get(target, key) {
      const value: unknown = Reflect.get(key in changed ? changed : target, key);
      return typeof value === 'function' ? value.bind(key in changed ? changed : target) : value;
    },
  });
}
