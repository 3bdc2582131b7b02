import { beginning, type EventStore, type RecordedEvent } from '../event-store.js';
import { BrokenLog, contentOf, LogFingerprint, type LogSummary } from './fingerprint.js';
import type { LogTarget } from './log-target.js';

/** Events that are written at once, at most. */
const batchSize = 1_000;

export interface CopyOptions {
  readonly signal: AbortSignal;
  /** How many events are there, those of an earlier copy included. */
  readonly onProgress?: (copied: number) => void;
}

/** The log that is copied to holds something else. */
export class OtherLog extends Error {
  override readonly name = 'OtherLog';
}

/**
 * Copies what is committed now. A copy that was broken off goes on where it was: what is there already is compared, event by
 * event. At the end both logs are read once more and compared.
 * @throws OtherLog, BrokenLog, StoreUnavailable, the signal's reason
 */
export async function copyLog(from: EventStore, to: LogTarget, options: CopyOptions): Promise<LogSummary> {
  const { signal, onProgress } = options;
  const lineage = await from.lineage();
  const has = await to.begin(lineage, (await from.formerLineages?.()) ?? []);
  if (has !== lineage) throw new OtherLog(`The log that is copied to is ${has}, not a copy of ${lineage}`);
  const until = await from.head();
  const source = new LogFingerprint();
  const there = eventsOf(to.store.readAll({ batchSize, signal }))[Symbol.asyncIterator]();
  let existing = await there.next();
  for await (const batch of from.readAll({ until, batchSize, signal })) {
    const missing: RecordedEvent[] = [];
    for (const event of batch) {
      source.add(event);
      if (existing.done) missing.push(event);
      else {
        assertSame(event, existing.value, source.events);
        existing = await there.next();
      }
    }
    if (missing.length > 0) await to.write(missing, source.events - missing.length);
    onProgress?.(source.events);
  }
  if (!existing.done) {
    throw new OtherLog(`The log that is copied to has more than the ${source.events} events of the source`);
  }
  const copy = await readLog(to.store, signal);
  const wanted = source.summary(lineage);
  if (copy.hash !== wanted.hash || copy.events !== wanted.events) {
    throw new BrokenLog(`The copy has ${copy.events} events, not the ${wanted.events} that were written`);
  }
  return copy;
}

/** Reads and checks a whole log. @throws BrokenLog */
export async function readLog(
  store: EventStore,
  signal: AbortSignal,
  visit: (event: RecordedEvent) => Promise<void> = async () => undefined,
): Promise<LogSummary> {
  const lineage = await store.lineage();
  const fingerprint = new LogFingerprint();
  for await (const event of eventsOf(store.readAll({ after: beginning, batchSize, signal }))) {
    fingerprint.add(event);
    await visit(event);
  }
  return fingerprint.summary(lineage);
}

function assertSame(source: RecordedEvent, copied: RecordedEvent, ordinal: number): void {
  if (contentOf(source) === contentOf(copied)) return;
  throw new OtherLog(
    `The log that is copied to holds another event ${ordinal}: revision ${copied.revision} of ${copied.streamId}`,
  );
}

async function* eventsOf(
  batches: AsyncIterable<readonly RecordedEvent[]>,
): AsyncGenerator<RecordedEvent, void, void> {
  for await (const batch of batches) yield* batch;
}
