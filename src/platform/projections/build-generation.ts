import type pg from 'pg';
import {
  advisoryKey,
  connectClient,
  endClient,
  tryLock,
  withClient,
  type ConnectionSettings,
} from '../database/read-model-connection.js';
import type { EventStore, RecordedEvent } from '../event-store/event-store.js';
import { lineagesOf } from '../event-store/lineages.js';
import type { Decode } from './batch-fold.js';
import { isPoison } from './batch-processor.js';
import { bulkLoad } from './bulk-load.js';
import { generationChannel, type ControlConnection } from './control-connection.js';
import type { ReadModelDefinition } from './definition.js';
import { dropUnleased, generations } from './generation-catalogue.js';
import { createBookkeeping, generationSchema } from './generation-schema.js';
import { Generation, type PoolSettings } from './generation.js';
import type { ProjectionLogger } from './logger.js';
import { Projector } from './projector.js';
import { analyzeStatements, runAll, sliceIndexes } from './table-indexes.js';
import { tablesOf } from './tables.js';

export interface BuildProgress {
  /** Events folded so far. */
  readonly done: number;
  /** Events in the log, as far as it is known: where it cannot be asked, what an earlier generation had counted. */
  readonly total?: number;
}

export interface BuildContext {
  readonly log: EventStore;
  readonly databaseUrl: string;
  readonly definition: ReadModelDefinition;
  readonly logger: ProjectionLogger;
  readonly decode?: Decode;
  readonly pool?: PoolSettings;
  /** Events in a batch of the projector. Default 1,000. */
  readonly batchSize?: number;
  readonly onProgress?: (progress: BuildProgress) => void;
}

/** A generation that is followed by a projector of this process. */
export interface Followed {
  readonly generation: Generation;
  readonly projector: Projector;
}

const buildTimeout = 30 * 60_000;
const progressInterval = 1_000;
/**
 * How closely the first ANALYZE looks; PostgreSQL's own choice is 100, which takes four times as long. Autovacuum looks again
 * within minutes, for a table of which some columns alone were analyzed still counts as changed.
 */
const firstLook = '25';

/** Another process (or this one) is building a generation of this definition. */
export class BuildUnderWay extends Error {
  override readonly name = 'BuildUnderWay';
}

/**
 * Builds the next generation from nothing, beside those that serve, catches up with the log, and marks it complete.
 * Whatever fails, its schema is dropped again. The caller holds the lease, and ends projector and generation.
 * @param isNeeded asked once nobody else builds one of this definition
 * @throws BuildUnderWay
 */
export async function buildGeneration(
  context: BuildContext,
  control: ControlConnection,
  signal: AbortSignal,
  isNeeded: () => Promise<boolean> = () => Promise.resolve(true),
): Promise<Followed> {
  const { databaseUrl, definition } = context;
  const lost = new AbortController();
  const lock = await connectClient(databaseUrl, {
    name: 'casebook build',
    onEnd: () => lost.abort(new Error('The build lost its lock')),
  });
  try {
    if (!(await tryLock(lock, advisoryKey('build', definition.hash))))
      throw new BuildUnderWay('A rebuild is under way already');
    if (!(await isNeeded())) throw new BuildUnderWay('Another process has built one meanwhile');
    const either = AbortSignal.any([signal, lost.signal]);
    try {
      return await new Build(context, control, either).run('bulk');
    } catch (error) {
      if (!isPoison(error)) throw error;
      context.logger.warn(
        { err: error },
        'An event stands in the way of the fast rebuild; rebuilding in batches',
      );
      return await new Build(context, control, either).run('batches');
    }
  } finally {
    await endClient(lock);
  }
}

class Build {
  #total: number | undefined;

  constructor(
    private readonly context: BuildContext,
    private readonly control: ControlConnection,
    private readonly signal: AbortSignal,
  ) {}

  async run(way: 'bulk' | 'batches'): Promise<Followed> {
    const { databaseUrl, definition, log, logger, pool } = this.context;
    const started = Date.now();
    const lineages = await lineagesOf(log);
    const lineage = lineages.current;
    const records = await generations(databaseUrl);
    this.#total =
      Math.max(0, ...records.filter((one) => one.lineage === lineage).map(({ ordinal }) => ordinal)) ||
      undefined;
    const number =
      1 + Math.max(0, ...records.filter(({ hash }) => hash === definition.hash).map((one) => one.number));
    const schema = generationSchema(definition.hash, number);
    await this.control.lease(schema);
    let generation: Generation | undefined;
    let projector: Projector | undefined;
    try {
      await withClient(databaseUrl, { name: 'casebook build' }, (client) =>
        createBookkeeping(client, schema, lineage),
      );
      generation = await Generation.open(databaseUrl, schema, definition, lineages, logger, pool);
      await this.#fill(generation, way);
      projector = this.#follow(generation);
      await this.#catchUp(projector);
      await this.#complete(generation);
      logger.info(
        { schema, milliseconds: Date.now() - started, ordinal: projector.status().ordinal },
        'Read model built',
      );
      return { generation, projector };
    } catch (error) {
      await projector?.stop();
      await generation?.close();
      await this.control.release(schema);
      await dropUnleased(databaseUrl, schema);
      throw error;
    }
  }

  async #fill(generation: Generation, way: 'bulk' | 'batches'): Promise<void> {
    const { log, databaseUrl, definition, decode = (event: RecordedEvent) => event } = this.context;
    await generation.createTables();
    this.signal.throwIfAborted();
    if (way === 'bulk') {
      await bulkLoad({
        log,
        databaseUrl,
        generation,
        decode,
        signal: this.signal,
        onProgress: (done, total) => this.#report(done, total),
      });
    }
    await this.#onTwo((clients) => runAll(clients, sliceIndexes(definition, generation)));
    this.signal.throwIfAborted();
  }

  #follow(generation: Generation): Projector {
    const { log, databaseUrl, logger, decode, batchSize } = this.context;
    const projector = new Projector({ log, databaseUrl, generation, logger, decode, batchSize });
    projector.start();
    return projector;
  }

  async #catchUp(projector: Projector): Promise<void> {
    const stop = (): void => void projector.stop();
    this.signal.addEventListener('abort', stop, { once: true });
    const report = setInterval(() => this.#report(projector.status().ordinal), progressInterval);
    try {
      await projector.caughtUp;
    } finally {
      clearInterval(report);
      this.signal.removeEventListener('abort', stop);
    }
    this.signal.throwIfAborted();
    this.#report(projector.status().ordinal);
  }

  /** Marked by an ordinary commit, which also makes durable all that the projector wrote before. */
  async #complete({ quoted, schema, routes }: Generation): Promise<void> {
    await this.#onTwo(async (clients) => {
      await runAll(clients, await analyzeStatements(clients[0]!, tablesOf(routes)));
      await clients[0]!.query('SET synchronous_commit = on');
      await clients[0]!.query(`UPDATE ${quoted}.checkpoint SET complete = true`);
      await clients[0]!.query('SELECT pg_notify($1, $2)', [generationChannel, schema]);
    });
  }

  async #onTwo(work: (clients: readonly pg.Client[]) => Promise<void>): Promise<void> {
    const settings: ConnectionSettings = {
      name: 'casebook build',
      statementTimeout: buildTimeout,
      synchronousCommit: 'off',
      server: { default_statistics_target: firstLook },
    };
    await withClient(this.context.databaseUrl, settings, (one) =>
      withClient(this.context.databaseUrl, settings, (two) => work([one, two])),
    );
  }

  #report(done: number, total = this.#total): void {
    this.#total = total === undefined ? undefined : Math.max(total, done);
    this.context.onProgress?.({ done, total: this.#total });
  }
}
