import { once } from 'node:events';
import type { ServerWritableStream } from '@grpc/grpc-js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { callError, checkpoint, identifier, readEvent, streamName } from './messages.js';
import type { StandInLog, StoredEvent } from './stand-in-log.js';

export type ReadCall = ServerWritableStream<streams.ReadReq, streams.ReadResp>;

/** What a reading is slowed or stopped by. */
export interface ReadFaults {
  /** Waits before each event; never settles when reads have been told to stop. */
  beforeEvent(): Promise<void> | undefined;
  /** Whether a subscription that runs since before gives nothing any more. */
  isStalled(): boolean;
}

type Options = streams.ReadReq.Options;

const backwards = streams.ReadReq.Options.ReadDirection.BACKWARDS;

export async function answerRead(log: StandInLog, call: ReadCall, faults: ReadFaults): Promise<void> {
  const options = call.request.getOptions()!;
  const all = options.getAll();
  if (all && options.getSubscription()) return subscribe(log, call, options, faults);
  const found = all ? readAll(log, options, all) : readStream(log, call, options);
  if (!found) return;
  for (const event of limited(found, options)) {
    await faults.beforeEvent();
    if (!(await send(call, readEvent(event)))) return;
  }
  call.end();
}

/** Null when the call has been answered. */
function readStream(log: StandInLog, call: ReadCall, options: Options): Iterable<StoredEvent> | null {
  const wanted = options.getStream()!;
  const name = streamName(wanted.getStreamIdentifier());
  if (log.isTombstoned(name)) {
    call.emit('error', callError('stream-deleted', name));
    return null;
  }
  const events = log.stream(name);
  if (!events) {
    const missing = new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifier(name));
    call.end(call.write(new streams.ReadResp().setStreamNotFound(missing)) ? undefined : undefined);
    return null;
  }
  const isBackwards = options.getReadDirection() === backwards;
  const from = wanted.hasRevision() ? BigInt(wanted.getRevision()) : null;
  const inOrder = isBackwards ? events.toReversed() : events;
  return inOrder.filter(({ revision }) => {
    if (from === null) return isBackwards || !wanted.hasEnd();
    return isBackwards ? BigInt(revision) <= from : BigInt(revision) >= from;
  });
}

/** A filter is silently ignored here. Forwards the position is inclusive. */
function* readAll(log: StandInLog, options: Options, all: streams.ReadReq.Options.AllOptions) {
  const from = all.hasPosition() ? BigInt(all.getPosition()!.getCommitPosition()) : null;
  if (options.getReadDirection() === backwards) {
    for (let n = from === null ? log.readable : log.indexOf(from); n-- > 0;) yield log.events[n]!;
    return;
  }
  if (from === null && all.hasEnd()) return;
  const end = log.readable;
  for (let n = from === null ? 0 : log.indexOf(from); n < end; n++) yield log.events[n]!;
}

function* limited(events: Iterable<StoredEvent>, options: Options): Generator<StoredEvent> {
  let left = BigInt(options.getCount());
  for (const event of events) {
    if (left-- <= 0n) return;
    yield event;
  }
}

/** From after a position, for ever. No word says that it has caught up; checkpoints come now and then. */
async function subscribe(
  log: StandInLog,
  call: ReadCall,
  options: Options,
  faults: ReadFaults,
): Promise<void> {
  const all = options.getAll()!;
  const passes = filterOf(options);
  const confirmation = new streams.ReadResp.SubscriptionConfirmation();
  await send(
    call,
    new streams.ReadResp().setConfirmation(confirmation.setSubscriptionId(crypto.randomUUID())),
  );
  let next = all.hasEnd() ? log.readable : 0;
  if (all.hasPosition()) next = log.indexOf(BigInt(all.getPosition()!.getCommitPosition()) + 1n);
  let skipped = 0;
  let wake = () => {};
  const forget = log.onCommitted(() => wake());
  call.once('cancelled', () => wake());
  call.once('close', () => wake());
  try {
    while (!call.cancelled && !call.destroyed) {
      const event = next < log.readable ? log.events[next] : undefined;
      if (!event || faults.isStalled()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      next += 1;
      if (passes(event)) {
        await faults.beforeEvent();
        if (!(await send(call, readEvent(event)))) return;
      } else if (++skipped % 32 === 0) {
        if (!(await send(call, checkpoint(event.position)))) return;
      }
    }
  } finally {
    forget();
  }
}

function filterOf(options: Options): (event: StoredEvent) => boolean {
  const filter = options.getFilter();
  if (!filter) return () => true;
  const byStream = filter.getStreamIdentifier();
  const expression = byStream ?? filter.getEventType()!;
  const pattern = expression.getRegex();
  const prefixes = expression.getPrefixList();
  const regex = pattern ? new RegExp(pattern) : null;
  return ({ stream, type }) => {
    const text = byStream ? stream : type;
    return regex ? regex.test(text) : prefixes.some((prefix) => text.startsWith(prefix));
  };
}

/** False when the reader has gone. Waits for a slow one. */
async function send(call: ReadCall, message: streams.ReadResp): Promise<boolean> {
  if (call.cancelled || call.destroyed) return false;
  if (call.write(message)) return true;
  const gone = new AbortController();
  const stop = () => gone.abort();
  call.once('cancelled', stop);
  call.once('close', stop);
  try {
    await once(call, 'drain', { signal: gone.signal });
    return true;
  } catch {
    return false; // only the abort rejects it
  } finally {
    call.off('cancelled', stop);
    call.off('close', stop);
  }
}
