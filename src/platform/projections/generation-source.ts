import { lineagesOf } from '../event-store/lineages.js';
import { buildGeneration, BuildUnderWay, type BuildContext, type Followed } from './build-generation.js';
import type { ControlConnection } from './control-connection.js';
import { generations, isOf, newestUsable } from './generation-catalogue.js';
import type { GenerationRecord } from './generation-schema.js';
import { Generation } from './generation.js';
import { Projector } from './projector.js';
import { sleep } from './waiting.js';

const buildPoll = 500;

/** Where a process gets generations from: those that stand in the database, and those that it builds. All come leased and followed. */
export class GenerationSource {
  constructor(
    private readonly context: BuildContext,
    private readonly control: ControlConnection,
    private readonly signal: AbortSignal,
  ) {}

  /** The newest that fits definition and log, be it that it must be built first, by this process or another. */
  async adoptOrBuild(onProgress: BuildContext['onProgress']): Promise<Followed> {
    const { databaseUrl, definition, log } = this.context;
    for (;;) {
      this.signal.throwIfAborted();
      const usable = await newestUsable(databaseUrl, definition, log);
      const adopted = usable && (await this.#adopt(usable));
      if (adopted) return adopted;
      try {
        // Looked at again: whoever built until now may have just completed it.
        return await this.build(onProgress, async () => !(await newestUsable(databaseUrl, definition, log)));
      } catch (error) {
        if (!(error instanceof BuildUnderWay)) throw error;
        await sleep(buildPoll, this.signal);
      }
    }
  }

  /** @throws BuildUnderWay */
  build(onProgress: BuildContext['onProgress'], isNeeded?: () => Promise<boolean>): Promise<Followed> {
    return buildGeneration({ ...this.context, onProgress }, this.control, this.signal, isNeeded);
  }

  /** The newest one after `serving`, if another process has completed any. */
  async adoptNewer(serving: Generation): Promise<Followed | undefined> {
    const { databaseUrl, definition, log } = this.context;
    const newest = await newestUsable(databaseUrl, definition, log);
    return newest && newest.number > serving.number ? this.#adopt(newest) : undefined;
  }

  async exists({ schema }: { readonly schema: string }): Promise<boolean> {
    return (await this.#record(schema)) !== undefined;
  }

  /** False once the log is another than the one that a generation was folded from; true while the generation is gone. */
  async follows({ schema }: Generation): Promise<boolean> {
    const record = await this.#record(schema);
    return record === undefined || isOf(this.context.log, record);
  }

  async #record(schema: string): Promise<GenerationRecord | undefined> {
    return (await generations(this.context.databaseUrl)).find((one) => one.schema === schema && one.complete);
  }

  /** Ends a generation for this process: projector, pool, lease. */
  async end({ generation, projector }: Followed): Promise<void> {
    await projector.stop();
    await generation.close();
    await this.control.release(generation.schema);
  }

  /** @returns undefined when the schema was dropped before the lease was held */
  async #adopt(record: GenerationRecord): Promise<Followed | undefined> {
    const { databaseUrl, definition, logger, pool, log, decode, batchSize } = this.context;
    const { schema } = record;
    await this.control.lease(schema);
    try {
      if (await this.exists(record)) {
        const lineages = await lineagesOf(log);
        const generation = await Generation.open(databaseUrl, schema, definition, lineages, logger, pool);
        const projector = new Projector({ log, databaseUrl, generation, logger, decode, batchSize });
        projector.start();
        return { generation, projector };
      }
    } catch (error) {
      await this.control.release(schema);
      throw error;
    }
    await this.control.release(schema);
    return undefined;
  }
}
