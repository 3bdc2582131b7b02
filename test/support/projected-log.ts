import { randomUUID } from 'node:crypto';
import type { ObjectLiteral } from 'typeorm';
import { PostgresEventStore } from '../../src/platform/event-store/postgres/postgres-event-store.js';
import { hashOf } from '../../src/platform/projections/canonical-hash.js';
import { defineReadModel } from '../../src/platform/projections/definition.js';
import type { Documents } from '../../src/platform/projections/documents.js';
import type { Generation } from '../../src/platform/projections/generation.js';
import type { RunningReadModel } from '../../src/platform/projections/running-read-model.js';
import { startReadModel } from '../../src/platform/projections/start-read-model.js';
import { textTypes } from '../../src/platform/read-side/types.js';
import { migratedDatabase, testDatabaseLike } from './database.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const visibleWithin = 15_000;

interface Told {
  readonly type: string;
  readonly data: unknown;
}

/** A log and the read model that follows it, on a real PostgreSQL: what a projection makes of events. */
export class ProjectedLog {
  /** Events so far: the ordinal of the last. */
  ordinal = 0;
  private readonly revisions = new Map<string, number>();

  private constructor(
    private readonly store: PostgresEventStore,
    private readonly running: RunningReadModel,
    private readonly drop: () => Promise<void>,
  ) {}

  static async open(...documents: readonly Documents[]): Promise<ProjectedLog> {
    const definition = defineReadModel(documents);
    const start = async (databaseUrl: string) => {
      const store = new PostgresEventStore(databaseUrl);
      const running = await startReadModel({
        log: store,
        databaseUrl,
        definition,
        logger: quiet,
        pollInterval: 200,
      });
      await running.ready;
      return { store, running };
    };
    const prepare = async (url: string) => {
      const { store, running } = await start(url);
      await running.close();
      await store.close();
    };
    const database = await testDatabaseLike(`projected_${definition.hash}`, prepare, migratedDatabase);
    const { store, running } = await start(database.url);
    return new ProjectedLog(store, running, () => database.drop());
  }

  /**
   * Appends events to a stream, and waits until the read model shows them.
   * @returns the ordinal of the last
   */
  async tell(streamId: string, ...events: readonly Told[]): Promise<number> {
    const revision = this.revisions.get(streamId) ?? -1;
    const firstEvent = randomUUID();
    const { position } = await this.store.append(
      streamId,
      revision < 0 ? 'none' : revision,
      events.map(({ type, data }, index) => ({
        id: index === 0 ? firstEvent : randomUUID(),
        type,
        schemaVersion: 1,
        data,
        metadata: {
          actor: 'person-1',
          role: 'editor',
          command: 'Tell',
          fingerprint: firstEvent,
          firstEvent,
          correlationId: firstEvent,
        },
      })),
    );
    this.revisions.set(streamId, revision + events.length);
    if (!(await this.running.projector.waitFor(position, visibleWithin)))
      throw new Error(`Not visible within ${visibleWithin} ms`);
    return (this.ordinal += events.length);
  }

  /** What is read now. */
  get generation(): Generation {
    return this.running.readModel.current();
  }

  /** All rows of a table. */
  async rows<Row extends ObjectLiteral>(table: string): Promise<Row[]> {
    const { pool, schema } = this.running.readModel.current();
    const text = `SELECT * FROM ${schema}.${table}`;
    return (await pool.query<Row>({ text, types: textTypes })).rows;
  }

  /** Fails unless a rebuild gives the same rows. */
  async expectSameWhenRebuilt(): Promise<void> {
    const live = await hashOf(this.running.readModel.current());
    await this.running.rebuild();
    expect(await hashOf(this.running.readModel.current())).toEqual(live);
    expect(await this.running.projector.parked()).toEqual([]);
  }

  async close(): Promise<void> {
    await this.running.close();
    await this.store.close();
    await this.drop();
  }
}
