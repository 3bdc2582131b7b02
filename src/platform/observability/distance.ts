import type { EventStore } from '../event-store/event-store.js';
import type { CasebookRuntime } from '../runtime/casebook-runtime.js';

/** What is looked at of a base: the log, and the rows that follow it. */
export type Followed = Pick<CasebookRuntime, 'store' | 'projector' | 'running' | 'readModel' | 'admission'>;

/** How far the rows are behind the log, in whichever process they are written. */
export interface Distance {
  readonly events: number;
  /** Age of the oldest event that the rows do not hold; 0 when they hold all. */
  readonly seconds: number;
}

/** @throws ReadModelNotReady, or whatever the database says */
export async function distanceOfRows({ store, readModel }: Followed): Promise<Distance> {
  // The rows first: what is appended meanwhile makes the distance larger, never negative.
  const { position, ordinal } = await readModel.current().checkpoint();
  const head = await store.head();
  if (position >= head) return { events: 0, seconds: 0 };
  const [events, since] = await Promise.all([store.ordinalOf(head), recordedNext(store, position)]);
  return {
    events: Math.max(0, events - ordinal),
    seconds: since === undefined ? 0 : Math.max(0, (Date.now() - Date.parse(since)) / 1_000),
  };
}

/** When the first event after a position was recorded. */
async function recordedNext(store: EventStore, after: bigint): Promise<string | undefined> {
  for await (const [event] of store.readAll({ after: after as never, batchSize: 1 }))
    return event?.recordedAt;
  return undefined;
}
