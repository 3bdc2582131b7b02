import type pg from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { observedPool } from '../database/observed-pool.js';
import { quoteIdentifier, startupOptions } from '../database/read-model-connection.js';
import { boundSilenceOf } from '../database/silence.js';
import type { EnginePosition } from '../event-store/event-store.js';
import type { Lineages } from '../../kernel/lineages.js';
import { entitiesOf, type ReadModelDefinition } from './definition.js';
import type { ProjectionLogger } from './logger.js';
import { PositionWatch } from './position-watch.js';
import { routesOf, type Routes } from './tables.js';

/** How far a generation has come. `lineage:ordinal` is what users see and cite. */
export interface Checkpoint {
  readonly position: EnginePosition;
  readonly ordinal: number;
  readonly lineage: string;
  /** How many times rows were changed without moving the position: parked streams that were folded after all. */
  readonly replays: number;
}

/** A statement with its name: prepared once per connection and name, so one name stands for one text. */
export interface NamedStatement {
  readonly name: string | undefined;
  readonly text: string;
  readonly values: readonly unknown[];
  readonly types?: pg.CustomTypesConfig;
}

export interface PoolSettings {
  /** Connections at most. Default 10. */
  readonly size?: number;
  /** Milliseconds for one statement. Default 10,000. */
  readonly statementTimeout?: number;
}

/** The database fell back behind what this process has answered from, and did not come forward again in time. */
export class ReadModelBehind extends Error {
  override readonly name = 'ReadModelBehind';
}

const behindTimeout = 2_000;

/** One read model in one schema, with a pool of its own. A request takes one and reads only that. */
export class Generation {
  readonly hash: string;
  /** Counts the generations of one hash. */
  readonly number: number;
  readonly routes: Routes;
  /** What has been seen of the checkpoint; never goes back. */
  readonly watch: PositionWatch;
  /** Whether any stream was parked when this process saw the highest position that it knows of. */
  hasParked = false;
  #replays = 0;

  private constructor(
    readonly schema: string,
    readonly dataSource: DataSource,
    readonly definition: ReadModelDefinition,
    /** Those of the log that it follows: its cursors are judged by them. */
    readonly lineages: Lineages,
  ) {
    const [, hash, number] = schema.split('_');
    this.hash = hash!;
    this.number = Number(number);
    this.routes = routesOf(definition, dataSource);
    this.watch = new PositionWatch(async () => (await this.readCheckpoint()).position);
  }

  /** Opens the pool. The schema may still lack the documents' tables: see {@link createTables}. */
  static async open(
    databaseUrl: string,
    schema: string,
    definition: ReadModelDefinition,
    lineages: Lineages,
    logger: ProjectionLogger,
    pool: PoolSettings = {},
  ): Promise<Generation> {
    const { size = 10, statementTimeout = 10_000 } = pool;
    const dataSource = new DataSource({
      type: 'postgres',
      url: databaseUrl,
      schema,
      entities: entitiesOf(definition) as Function[], // eslint-disable-line @typescript-eslint/no-unsafe-function-type -- TypeORM's type for classes
      poolSize: size,
      connectTimeoutMS: 10_000,
      applicationName: `casebook ${schema}`,
      installExtensions: false,
      poolErrorHandler: (error: unknown) => {
        // A pool that is ended does not wait for its connections: the server may be the first to cut one.
        if (poolOf(dataSource)?.ending === false)
          logger.warn({ err: error, schema }, 'A read-model connection was lost');
      },
      extra: {
        // Prepared statements live as long as their connection: a new one now and then bounds what they hold.
        maxLifetimeSeconds: 600,
        options: startupOptions({ statement_timeout: statementTimeout }),
      },
    });
    await dataSource.initialize();
    boundSilenceOf(poolOf(dataSource)!, statementTimeout);
    observedPool('read model', poolOf(dataSource)!);
    return new Generation(schema, dataSource, definition, lineages);
  }

  /** The schema's name, quoted. */
  get quoted(): string {
    return quoteIdentifier(this.schema);
  }

  get pool(): pg.Pool {
    return poolOf(this.dataSource)!;
  }

  /** Sends one named statement. Its tables are named with this generation's schema. */
  async query<Row extends pg.QueryResultRow>(statement: NamedStatement): Promise<pg.QueryResult<Row>> {
    return this.pool.query<Row>(statement as pg.QueryConfig);
  }

  /**
   * Where the rows stand now: what a request reads first. Never lower than what this process answered before, be it from
   * another generation: after a switch, or after a crash of the database, which may lose the projector's last moments, it
   * waits (2 s at most) until the rows are there again.
   * @throws ReadModelBehind
   */
  async checkpoint(): Promise<Checkpoint> {
    const deadline = Date.now() + behindTimeout;
    for (;;) {
      const { floor } = this.watch;
      const checkpoint = await this.readCheckpoint();
      if (checkpoint.position >= floor) {
        this.watch.answered(checkpoint.position);
        return checkpoint;
      }
      if (Date.now() > deadline)
        throw new ReadModelBehind(`${this.schema} is behind what was answered from it before`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Replays that this process knows of; never more than there were. */
  get replays(): number {
    return this.#replays;
  }

  /** Makes the documents' tables with their keys and the indexes that the entities name. */
  async createTables(): Promise<void> {
    await this.dataSource.synchronize();
  }

  /** Ends the pool when its statements have ended. */
  async close(): Promise<void> {
    this.watch.close();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  private async readCheckpoint(): Promise<Checkpoint> {
    const { rows } = await this.query<CheckpointRow>({
      name: 'checkpoint',
      text: `SELECT position, ordinal, lineage, replays, EXISTS (SELECT FROM ${this.quoted}.parked_streams) AS parked
               FROM ${this.quoted}.checkpoint`,
      values: [],
    });
    const row = rows[0];
    if (!row) throw new Error(`${this.schema} has no checkpoint`);
    const position = BigInt(row.position) as EnginePosition;
    const replays = Number(row.replays);
    // An answer that was overtaken by another says nothing of what is known since.
    if (position >= this.watch.highest) this.hasParked = row.parked;
    this.#replays = Math.max(this.#replays, replays);
    return { position, ordinal: Number(row.ordinal), lineage: row.lineage, replays };
  }
}

interface CheckpointRow {
  readonly position: string;
  readonly ordinal: string;
  readonly lineage: string;
  readonly replays: string;
  readonly parked: boolean;
}

/** Undefined before it is made and after it is ended. */
function poolOf({ driver }: DataSource): pg.Pool | undefined {
  return (driver as PostgresDriver).master as pg.Pool | undefined;
}
