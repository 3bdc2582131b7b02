import { v4 as uuidv4 } from 'uuid';
import { prepareAppend } from '../append-check.js';
import { beginning, type EnginePosition, type EventMetadata, type RecordedEvent } from '../event-store.js';
import { Wake } from './announcements.js';
import { followLog } from './follow-log.js';
import { RecentAppends } from './recent-appends.js';

function committed(position: number) {
  const metadata = { actor: 'person-1' } as EventMetadata;
  const event = { id: uuidv4(), type: 'Noted', schemaVersion: 1, data: {}, metadata };
  const append = prepareAppend(`note-${uuidv4()}`, 'none', [event]);
  return { ...append, firstPosition: BigInt(position), recordedAt: '2026-01-31 09:05:00+00' };
}

/** A log of which only positions are told, how often it was read, and a follower of it. */
function following() {
  const log = { last: 0, reads: 0 };
  const reader = {
    pageOfAll: async (after: EnginePosition) => {
      log.reads += 1;
      const first = Math.max(Number(after), 0);
      return Array.from(
        { length: log.last - first },
        (_, n) => ({ position: BigInt(first + n + 1) }) as RecordedEvent,
      );
    },
  };
  const [recent, wake, gone] = [new RecentAppends(), new Wake(), new AbortController()];
  const options = {
    after: beginning,
    until: (2n ** 62n) as EnginePosition,
    batchSize: 100,
    signal: gone.signal,
  };
  const batches = followLog({ reader, recent, wake }, options);
  const next = async () => ((await batches.next()).value ?? []).map(({ position }) => Number(position));
  const append = (position: number) => {
    log.last = position;
    recent.add([committed(position)]);
    wake.ring('own');
  };
  return { log, wake, next, append, stop: () => gone.abort() };
}

it('what this process appends is followed without reading the log', async () => {
  const { log, next, append, stop } = following();
  const first = next();
  await new Promise((resolve) => setImmediate(resolve));
  append(1);
  expect(await first).toEqual([1]);
  append(2);
  append(3);
  expect(await next()).toEqual([2, 3]);
  // Once, to find that there was nothing.
  expect(log.reads).toBe(1);
  stop();
});

it('the log is read when others rang, and after a gap that they left', async () => {
  const { log, wake, next, append, stop } = following();
  const first = next();
  await new Promise((resolve) => setImmediate(resolve));
  append(1);
  expect(await first).toEqual([1]);
  log.last = 2;
  wake.ring('others');
  expect(await next()).toEqual([2]);
  // Another's event 3 stands before ours, and nobody has rung for it yet.
  append(4);
  expect(await next()).toEqual([3, 4]);
  stop();
});
