import { prepareAppend } from '../append-check.js';
import { BrokenLog } from '../copy/fingerprint.js';
import type { LogTarget } from '../copy/log-target.js';
import type { RecordedEvent } from '../event-store.js';
import { EventStoreDbEventStore } from './eventstoredb-event-store.js';
import { limits } from './limits.js';
import { roughBytes } from './stored-event.js';

/** The log in EventStoreDB. Events are written one append after the other, for their order is that of their ordinals. */
export function eventStoreDbLogTarget(url: string): LogTarget {
  const store = new EventStoreDbEventStore(url);
  return {
    store,
    begin: (lineage, former) => store.begin(lineage, former),
    write: async (events) => {
      for (const run of runsOf(events)) await append(store, run);
    },
    close: () => store.close(),
  };
}

async function append(store: EventStoreDbEventStore, run: readonly RecordedEvent[]): Promise<void> {
  const { streamId, revision } = run[0]!;
  const prepared = prepareAppend(streamId, revision === 0 ? 'none' : revision - 1, run);
  const { status } = await store.appendPrepared(
    prepared,
    run.map(({ recordedAt }) => recordedAt),
  );
  if (status === 'duplicate') throw new BrokenLog('Somebody else writes into the log that is copied to');
}

/** Events that follow each other in one stream make one append, as far as the server takes it. */
function* runsOf(events: readonly RecordedEvent[]): Generator<readonly RecordedEvent[]> {
  let run: RecordedEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const size = 2 * (roughBytes(event.data) + roughBytes(event.metadata)) + 500;
    if (run[0] && (run[0].streamId !== event.streamId || bytes + size > limits.appendBytes / 2)) {
      yield run;
      run = [];
      bytes = 0;
    }
    run.push(event);
    bytes += size;
  }
  if (run.length > 0) yield run;
}
