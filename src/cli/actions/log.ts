import { casebookEvents } from '../../events.js';
import { checkPayload } from '../../platform/event-store/copy/check-payload.js';
import { copyLog, OtherLog, readLog } from '../../platform/event-store/copy/copy-log.js';
import { BrokenLog, type LogSummary } from '../../platform/event-store/copy/fingerprint.js';
import { openLogTarget } from '../../platform/event-store/copy/open-log-target.js';
import { EventRegistry } from '../../platform/event-store/event-codec.js';
import type { EventStore } from '../../platform/event-store/event-store.js';
import { complaintOfEventStoreUrl } from '../../platform/event-store/eventstoredb/connection-string.js';
import { openEventStore } from '../../platform/event-store/open-event-store.js';
import { loadConfig } from '../../platform/config/config.js';
import { terminalProgress } from '../../platform/import/progress.js';
import { OperatorError } from '../../platform/observability/operator-error.js';
import { interruptionSignal, unlessInterrupted } from '../interruption.js';
import { logPlaces } from '../log-places.js';
import { withStorage } from './storage.js';

/** How long a copy that is interrupted has to end the batch in hand, in milliseconds. */
const endingWithin = 5_000;

export async function copy({ from, to }: { from: string; to: string }): Promise<void> {
  assertUrl('--to', to);
  await withLog('--from', from, (source) => copied(source, to));
}

export async function verify({ log: url }: { log: string }): Promise<void> {
  await withLog('--log', url, verified);
}

export async function fork(): Promise<void> {
  await withLog('', 'base', forked);
}

async function copied(source: EventStore, to: string): Promise<void> {
  const target = await openLogTarget(to);
  const progress = terminalProgress();
  let shown = 0;
  try {
    // Where positions are no ordinals, to count the events would be to read them all.
    progress.start(source.numbering ? 0 : await source.ordinalOf(await source.head()), 'events');
    const summary = await foreseen(
      copyLog(source, target, {
        signal: interruptionSignal,
        onProgress: (copied) => {
          progress.advance(copied - shown);
          shown = copied;
        },
      }),
    );
    progress.stop();
    process.stdout.write(`Copied and compared: ${told(summary)}\n`);
  } finally {
    progress.stop();
    await target.close();
  }
}

async function verified(store: EventStore): Promise<void> {
  const registry = new EventRegistry(casebookEvents);
  let sealed = 0;
  const summary = await foreseen(
    readLog(store, interruptionSignal, async (event) => {
      if (!(await checkPayload(registry, event))) sealed += 1;
    }),
  );
  process.stdout.write(`Nothing is wrong: ${told(summary)}\n`);
  if (sealed > 0) {
    process.stderr.write(`${sealed} events hold sealed personal data; their payloads were not looked at\n`);
  }
}

async function forked(store: EventStore): Promise<void> {
  if (!store.fork) throw new OperatorError('a log on EventStoreDB cannot be given another lineage');
  const until = await store.ordinalOf(await store.head());
  const former = await store.lineage();
  await store.fork(former, until);
  process.stdout.write(
    `Positions after ${former}:${until} are forked; the log is ${await store.lineage()} now\n`,
  );
}

function told({ lineage, events, streams, hash }: LogSummary): string {
  return `${events} events in ${streams} streams, up to ${lineage}:${events}, sha256 ${hash}`;
}

async function withLog(
  option: string,
  url: string,
  work: (store: EventStore) => Promise<void>,
): Promise<void> {
  if (url === 'base') {
    const { eventStoreUrl } = loadConfig(process.env);
    return withStorage(
      async ({ databaseUrl }) => using(await openEventStore(databaseUrl, eventStoreUrl), work),
      endingWithin,
    );
  }
  assertUrl(option, url);
  const store = await (url.startsWith('esdb') ? openEventStore('', url) : openEventStore(url, undefined));
  await unlessInterrupted(using(store, work), endingWithin);
}

async function using(store: EventStore, work: (store: EventStore) => Promise<void>): Promise<void> {
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

/** The address is not shown: it may hold a password. */
function assertUrl(option: string, url: string): void {
  if (url.startsWith('esdb')) {
    const complaint = complaintOfEventStoreUrl(url);
    if (complaint !== null) throw new OperatorError(`${option} ${complaint}`);
  } else if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new OperatorError(`${option} must be ${logPlaces}`);
  }
}

async function foreseen<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BrokenLog || error instanceof OtherLog) throw new OperatorError(error.message);
    throw error;
  }
}
