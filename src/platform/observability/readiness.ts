import type { CasebookRuntime } from '../runtime/casebook-runtime.js';
import { inTime } from './in-time.js';

export interface ReadinessReport {
  readonly ready: boolean;
  /** Whether the service was told to stop. */
  readonly stopping: boolean;
  /** How far the rows are: the last event's ordinal, and in milliseconds how old it was when it was folded. */
  readonly readModel: { readonly state: string; readonly ordinal: number; readonly lag: number | null };
  readonly database: 'ok' | 'unavailable';
  /** Streams left out of the read model; null while none is there to ask. */
  readonly parkedStreams: number | null;
}

export class Readiness {
  constructor(private readonly runtime: CasebookRuntime) {}

  async check(): Promise<ReadinessReport> {
    const { running, projector, store, admission } = this.runtime;
    const stopping = admission.leaving;
    const { state, ordinal, lag } = projector.status();
    const [head, parked] = await Promise.all([inTime(store.head()), inTime(projector.parkedCount())]);
    return {
      ready: !stopping && running.isReady && head !== null && parked !== null,
      stopping,
      readModel: { state, ordinal, lag },
      database: head === null ? 'unavailable' : 'ok',
      parkedStreams: parked,
    };
  }
}
