import type { CasebookRuntime } from '../runtime/casebook-runtime.js';

/** How long a look at the database may take before it counts as gone, in milliseconds. */
const PATIENCE = 2_000;

export interface ReadinessReport {
  readonly ready: boolean;
  readonly readModel: { readonly state: string; readonly ordinal: number; readonly lag: number | null };
  readonly database: 'ok' | 'unavailable';
  readonly parkedStreams: number | null;
}

export class Readiness {
  constructor(private readonly runtime: CasebookRuntime) {}

  async check(): Promise<ReadinessReport> {
    const { state, ordinal, lag } = this.runtime.projector.status();
    const parked = await this.parkedStreams();
    return {
      ready: this.runtime.running.isReady && parked !== null,
      readModel: { state, ordinal, lag },
      database: parked === null ? 'unavailable' : 'ok',
      parkedStreams: parked,
    };
  }

  /** Streams left out of the read model; null when the database does not answer. */
  private async parkedStreams(): Promise<number | null> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), PATIENCE)));
    try {
      return await Promise.race([this.runtime.projector.parked().then((streams) => streams.length), late]);
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }
}
