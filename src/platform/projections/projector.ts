import type pg from 'pg';
import { advisoryKey, connectClient, endClient, tryLock } from '../database/read-model-connection.js';
import type { EnginePosition, EventStore, RecordedEvent } from '../event-store/event-store.js';
import { batchFolded, secondsSince } from '../signals/signals.js';
import type { Decode } from './batch-fold.js';
import { BatchProcessor } from './batch-processor.js';
import { BatchWriter } from './batch-writer.js';
import { isOf } from './generation-catalogue.js';
import type { Generation } from './generation.js';
import type { ProjectionLogger } from './logger.js';
import { backoff, sleep, unlessAborted, within } from './waiting.js';

export interface ProjectorOptions {
  readonly log: EventStore;
  readonly databaseUrl: string;
  readonly generation: Generation;
  readonly logger: ProjectionLogger;
  /** Default: events are taken as the log gives them. */
  readonly decode?: Decode;
  /** Events written at once, at most. Default 1,000. */
  readonly batchSize?: number;
}

export interface ProjectorStatus {
  /** Whether this process is the one that writes. */
  readonly owner: boolean;
  /** Up to where this process knows the rows to stand. */
  readonly position: EnginePosition;
  readonly ordinal: number;
  /** Milliseconds: how old the last folded event was when it was folded. 0 when live, null when this process folds none. */
  readonly lag: number | null;
  readonly state: 'catching-up' | 'live' | 'stand-by' | 'failing';
  /** Why it is failing, or failed last. */
  readonly lastError: string | null;
}

/**
 * All that is read and written is named by key. A plan made while the tables were small, and kept, would go on reading
 * them whole when they are large.
 */
const planner = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  plan_cache_mode: 'force_generic_plan',
};
const standByInterval = 250;
const stopTimeout = 5_000;

/** The checkpoint, as whoever becomes the owner finds it. */
interface TakenOver {
  readonly epoch: string;
  readonly position: string;
  readonly ordinal: string;
  readonly lineage: string;
  readonly eventId: string | null;
}

/**
 * Follows the log into one generation. Among all processes one owns it: the one whose connection holds the
 * generation's lock and which raised the checkpoint's epoch last. The others stand by. The lock tells quickly that an owner is
 * gone; the epoch and the position, compared in the very statement that writes, are what keeps a stale owner out.
 */
export class Projector {
  readonly #stopping = new AbortController();
  readonly #batchSize: number;
  #running: Promise<void> | undefined;
  #caughtUp: Promise<void> | undefined;
  #state: ProjectorStatus['state'] = 'catching-up';
  #owner = false;
  #ordinal = 0;
  #lag: number | null = null;
  #lastError: string | null = null;

  constructor(private readonly options: ProjectorOptions) {
    this.#batchSize = options.batchSize ?? 1_000;
  }

  start(): void {
    this.#running ??= this.#run();
    this.#caughtUp ??= this.#catchUp();
    this.#caughtUp.catch(() => undefined); // whoever awaits it sees the error
  }

  /** Resolves when all that stood in the log at the start is in the rows; rejects when stopped before. */
  get caughtUp(): Promise<void> {
    return this.#caughtUp ?? Promise.reject(new Error('The projector is not started'));
  }

  status(): ProjectorStatus {
    return {
      owner: this.#owner,
      position: this.options.generation.watch.highest,
      ordinal: this.#ordinal,
      lag: this.#lag,
      state: this.#state,
      lastError: this.#lastError,
    };
  }

  /** True once rows up to `position` can be read, by whichever process they are written; false after `timeoutMs`. */
  waitFor(position: EnginePosition, timeoutMs: number): Promise<boolean> {
    return this.options.generation.watch.waitFor(position, timeoutMs);
  }

  /** Ends after the batch in hand, within 5 s; what is cut off is written again by the next owner. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await within(this.#running, stopTimeout);
  }

  async #run(): Promise<void> {
    const { logger, generation } = this.options;
    for (let failures = 0; !this.#stopping.signal.aborted;) {
      try {
        await this.#session(() => (failures = 0));
        this.#stepDown('stand-by');
        await sleep(standByInterval, this.#stopping.signal);
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        failures += 1;
        this.#lastError = error instanceof Error ? error.message : String(error);
        this.#stepDown('failing');
        logger.warn(
          { err: error, schema: generation.schema, failures },
          'The projector lost its way and tries again',
        );
        await sleep(backoff(failures), this.#stopping.signal);
      }
    }
  }

  /** One connection's life: stand by, own, fold. Returns when stopped or fenced; throws when anything breaks. */
  async #session(succeeded: () => void): Promise<void> {
    const { databaseUrl, generation } = this.options;
    const lost = new AbortController();
    const client = await connectClient(databaseUrl, {
      name: `casebook projector ${generation.schema}`,
      synchronousCommit: 'off',
      server: planner,
      onEnd: () => lost.abort(),
    });
    const signal = AbortSignal.any([this.#stopping.signal, lost.signal]);
    try {
      const key = advisoryKey('owner', generation.schema);
      while (!signal.aborted && !(await tryLock(client, key))) {
        succeeded();
        this.#stepDown('stand-by');
        await sleep(standByInterval * (0.75 + Math.random() / 2), signal);
      }
      // The lock is held as long as the connection lives: whoever raised the epoch meanwhile has done so in passing (replay.ts).
      while (!signal.aborted) await this.#own(client, signal, succeeded);
      if (lost.signal.aborted && !this.#stopping.signal.aborted) throw new Error('The connection was lost');
    } finally {
      this.#owner = false;
      generation.watch.told = false;
      await endClient(client);
    }
  }

  async #own(client: pg.Client, signal: AbortSignal, succeeded: () => void): Promise<void> {
    const processor = await this.#takeOver(client);
    const head = await this.options.log.head();
    this.#progress(processor, processor.position >= head, null);
    const ended = new AbortController();
    const batches = this.options.log.subscribe({
      after: processor.position,
      batchSize: this.#batchSize,
      signal: AbortSignal.any([signal, ended.signal]),
    });
    const iterator = batches[Symbol.asyncIterator]();
    try {
      let next = iterator.next();
      for (;;) {
        const result = await unlessAborted(next, signal);
        if (!result) return;
        if (result.done) throw new Error('The log ended its subscription');
        const events = result.value;
        const full = events.length >= this.#batchSize;
        // Reading ahead pays while there is a backlog; when live, a later read finds more in one batch.
        if (full) next = quiet(iterator.next());
        const started = performance.now();
        if (!(await processor.apply(events))) return;
        if (batchFolded.isHeard)
          batchFolded.tell({
            schema: this.options.generation.schema,
            seconds: secondsSince(started),
            events,
          });
        succeeded();
        this.#progress(processor, !full && processor.position >= head, events.at(-1));
        if (!full) next = iterator.next();
      }
    } finally {
      ended.abort();
      void iterator.return?.().then(undefined, () => undefined);
    }
  }

  async #takeOver(client: pg.Client): Promise<BatchProcessor> {
    const { generation, log, decode = (event: RecordedEvent) => event, logger } = this.options;
    const { rows } = await client.query<TakenOver>(
      `UPDATE ${generation.quoted}.checkpoint SET epoch = epoch + 1
       RETURNING epoch, position, ordinal, lineage, event_id AS "eventId"`,
    );
    const parked = await client.query<{ stream_id: string }>(
      `SELECT stream_id FROM ${generation.quoted}.parked_streams`,
    );
    const row = rows[0]!;
    const position = BigInt(row.position) as EnginePosition;
    // A log that was put back would be folded onto rows of what it had held.
    if (!(await isOf(log, { ...row, position }))) throw new Error('The rows are of another log');
    this.#owner = true;
    generation.watch.told = true;
    return new BatchProcessor(new BatchWriter(client, generation.schema), generation.routes, decode, logger, {
      epoch: BigInt(row.epoch),
      position,
      ordinal: Number(row.ordinal),
      parked: parked.rows.map(({ stream_id }) => stream_id),
    });
  }

  #progress(processor: BatchProcessor, live: boolean, last: RecordedEvent | null | undefined): void {
    this.#state = live ? 'live' : 'catching-up';
    this.#ordinal = processor.ordinal;
    this.#lag = live ? 0 : last ? Math.max(0, Date.now() - Date.parse(last.recordedAt)) : this.#lag;
    this.options.generation.hasParked = processor.hasParked;
    this.options.generation.watch.saw(processor.position);
  }

  #stepDown(state: 'stand-by' | 'failing'): void {
    this.#state = state;
    this.#lag = null;
  }

  async #catchUp(): Promise<void> {
    const { signal } = this.#stopping;
    let head: EnginePosition | undefined;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        head ??= await this.options.log.head();
        if (await this.waitFor(head, 1_000)) return;
      } catch (error) {
        this.#lastError = error instanceof Error ? error.message : String(error);
        await sleep(backoff(attempt), signal);
      }
    }
    throw new Error('The projector was stopped before it had caught up');
  }
}

/** A promise that is awaited later: until then its failure is nobody's. */
function quiet<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
}
