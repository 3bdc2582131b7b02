import type { BuildContext, BuildProgress, Followed } from './build-generation.js';
import type { ControlConnection } from './control-connection.js';
import { CurrentProjector } from './current-projector.js';
import { dropReplaced } from './generation-catalogue.js';
import { GenerationSource } from './generation-source.js';
import { ReadModel } from './read-model.js';
import { aborted, backoff, sleep, within } from './waiting.js';

export interface ReadModelOptions extends BuildContext {
  /** Milliseconds between looks for a generation that another process completed, when no notification came. Default 5,000. */
  readonly pollInterval?: number;
}

/** The log is not the one that the rows were folded from: it was put back to an earlier state, or exchanged. */
export class LogExchanged extends Error {
  override readonly name = 'LogExchanged';
}

const catchUpTimeout = 60_000;
const requestsTimeout = 5_000;

/** Serves a definition's read model: takes up a generation that fits or builds one, follows the log, and moves on to newer ones. */
export class RunningReadModel {
  readonly readModel = new ReadModel();
  readonly projector = new CurrentProjector(() => ({
    serving: this.#serving,
    progress: this.#progress,
    lastError: this.#lastError,
  }));
  /** Resolves once the rows hold all that stood in the log at the start; rejects when closed before. */
  readonly ready: Promise<void>;
  /** Settles only when the log was exchanged under this process. Nothing is served from then on: it must start again. */
  readonly lost: Promise<LogExchanged>;
  #lose!: (why: LogExchanged) => void;
  readonly #closing = new AbortController();
  readonly #source: GenerationSource;
  readonly #retiring = new Set<Promise<void>>();
  #serving: Followed | undefined;
  #progress: BuildProgress | undefined;
  #lastError: string | null = null;
  #isReady = false;
  /** Adopting, building and switching happen one after another. */
  #work: Promise<unknown> = Promise.resolve();
  #looking = false;

  constructor(
    private readonly options: ReadModelOptions,
    private readonly control: ControlConnection,
  ) {
    this.#source = new GenerationSource(options, control, this.#closing.signal);
    this.lost = new Promise((resolve) => (this.#lose = resolve));
    this.ready = this.#enqueue(() => this.#begin());
    this.ready.then(
      () => void this.#poll(),
      () => undefined, // whoever awaits it sees the error
    );
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** How far a build of this process has come, while it goes on. */
  get progress(): BuildProgress | undefined {
    return this.#progress;
  }

  /**
   * Builds the read model anew beside the one that serves, then serves the new one.
   * @returns the new generation's schema
   * @throws BuildUnderWay
   */
  rebuild(onProgress?: (progress: BuildProgress) => void): Promise<string> {
    return this.#enqueue(async () => {
      const built = await this.#reporting((report) => this.#source.build(report), onProgress);
      await this.#switchTo(built);
      return built.generation.schema;
    });
  }

  /** Looks for a newer generation that another process completed. */
  look(): void {
    if (this.#looking || !this.#isReady) return;
    this.#looking = true;
    this.#enqueue(() => this.#moveOn())
      .catch((error: unknown) => this.#warn(error, 'Looking for a newer read model failed'))
      .finally(() => (this.#looking = false));
  }

  /** Stops within seconds; requests under way have 5 s to end. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#work;
    if (this.#serving) this.#retire(this.#serving, this.readModel.switchTo(undefined));
    await within(Promise.all(this.#retiring), 2 * requestsTimeout);
    await this.control.close();
  }

  #enqueue<Result>(task: () => Promise<Result>): Promise<Result> {
    const run = this.#work.then(() => {
      if (this.#closing.signal.aborted) throw new Error('The read model is closed');
      return task();
    });
    this.#work = run.catch(() => undefined); // the caller has `run`
    return run;
  }

  async #begin(): Promise<void> {
    const { signal } = this.#closing;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        const first = await this.#adoptOrBuild();
        await this.#switchTo(first);
        await first.projector.caughtUp;
        this.#isReady = true;
        this.#lastError = null;
        return;
      } catch (error) {
        if (signal.aborted) break;
        this.#lastError = error instanceof Error ? error.message : String(error);
        this.options.logger.error({ err: error, attempt }, 'The read model could not be started');
        await sleep(backoff(attempt), signal);
      }
    }
    throw new Error('The read model was closed before it was ready');
  }

  #adoptOrBuild(): Promise<Followed> {
    return this.#reporting((report) => this.#source.adoptOrBuild(report));
  }

  async #reporting(
    build: (report: NonNullable<BuildContext['onProgress']>) => Promise<Followed>,
    onProgress = this.options.onProgress,
  ): Promise<Followed> {
    try {
      return await build((progress) => {
        this.#progress = progress;
        onProgress?.(progress);
      });
    } finally {
      this.#progress = undefined;
    }
  }

  async #moveOn(): Promise<void> {
    if (!this.#serving) return;
    const serving = this.#serving.generation;
    if (!(await this.#source.follows(serving))) return this.#stopServing(this.#serving);
    const newer = await this.#source.adoptNewer(serving);
    if (newer) return this.#switchTo(newer);
    if (await this.#source.exists(serving)) return;
    this.options.logger.error(
      { schema: serving.schema },
      'The read model that is served was dropped; getting another',
    );
    await this.#switchTo(await this.#adoptOrBuild());
  }

  /** What this process keeps in memory came from that log, too: it is not mended here. */
  async #stopServing(serving: Followed): Promise<void> {
    this.#serving = undefined;
    this.#isReady = false;
    const ended = this.readModel.switchTo(undefined);
    await serving.projector.stop();
    this.#retire(serving, ended);
    this.#lose(
      new LogExchanged('the event log was put back or exchanged while it was served; start Casebook again'),
    );
  }

  /** Serves `next` as soon as it holds all that the former is known to hold; until then the former serves. */
  async #switchTo(next: Followed): Promise<void> {
    const former = this.#serving;
    if (former) await this.#awaitLevel(next, former);
    this.#serving = next;
    if (former) next.generation.watch.inherit(former.generation.watch);
    const ended = this.readModel.switchTo(next.generation);
    this.options.logger.info(
      { schema: next.generation.schema, former: former?.generation.schema },
      'Read model switched',
    );
    if (former) this.#retire(former, ended);
    else void this.#dropReplaced();
  }

  /** After it, without a further wait, `next` may take the place of `former`. */
  async #awaitLevel(next: Followed, former: Followed): Promise<void> {
    const deadline = Date.now() + catchUpTimeout;
    for (;;) {
      const { highest } = former.generation.watch;
      if (next.generation.watch.highest >= highest) return;
      if (this.#closing.signal.aborted || Date.now() > deadline) break;
      await next.projector.waitFor(highest, 1_000);
    }
    await this.#source.end(next);
    throw new Error(`${next.generation.schema} did not catch up with what is served`);
  }

  /** The projector goes on until the last request has ended: it may be waiting for its own write. */
  #retire(former: Followed, requestsEnded: Promise<void>): void {
    const retired = Promise.race([requestsEnded, aborted(this.#closing.signal)])
      .then(() => within(requestsEnded, requestsTimeout))
      .then(() => this.#source.end(former))
      .then(() => this.#dropReplaced())
      .catch((error: unknown) => this.#warn(error, 'An old read model could not be closed'))
      .finally(() => this.#retiring.delete(retired));
    this.#retiring.add(retired);
  }

  async #dropReplaced(): Promise<void> {
    const { databaseUrl, logger } = this.options;
    const serving = this.#serving?.generation.schema;
    if (this.#closing.signal.aborted || serving === undefined) return;
    try {
      await dropReplaced(databaseUrl, serving, logger);
    } catch (error) {
      this.#warn(error, 'Old read models could not be dropped');
    }
  }

  /** What fails because it is being closed is as it should be. */
  #warn(error: unknown, what: string): void {
    if (!this.#closing.signal.aborted) this.options.logger.warn({ err: error }, what);
  }

  async #poll(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await sleep((this.options.pollInterval ?? 5_000) * (0.75 + Math.random() / 2), signal);
      if (!signal.aborted) this.look();
    }
  }
}
