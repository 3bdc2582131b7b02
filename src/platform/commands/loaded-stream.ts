import { LRUCache } from 'lru-cache';
import type { Decider } from '../../kernel/decider.js';
import { UnreadableEvent } from '../event-store/event-codec.js';
import type { EventLog } from '../event-store/event-log.js';
import { maxReadStream, type EnginePosition, type RecordedEvent } from '../event-store/event-store.js';
import type { Aggregate } from './aggregate.js';

/** What one command left in a stream, by the id of its first event: how a repetition of it is recognised. */
export interface Said {
  readonly fingerprint: string;
  readonly actor: string;
  revision: number;
  position: EnginePosition;
}

/** A stream folded up to `revision`. */
export interface LoadedStream {
  state: unknown;
  /** -1: there is no such stream. */
  revision: number;
  readonly said: Map<string, Said>;
}

/** A stream holds an event that no command of this program can be decided on. */
export class UnreadableStream extends Error {
  override readonly name = 'UnreadableStream';
}

/** Whether a command could not be decided because an event of its streams cannot be read: until a program can, it stays so. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof UnreadableStream || error instanceof UnreadableEvent;
}

/** Streams longer than this are kept folded, so that the next command reads only what came since. */
const KEEP_FROM_REVISION = 200;
const KEPT_STREAMS = 32;

/**
 * Reads and folds streams for commands. A kept fold is brought up to date by a read at every use; its map of what was
 * said is shared, and only ever gains what the log holds.
 */
export class StreamLoader {
  private readonly kept = new LRUCache<string, LoadedStream>({ max: KEPT_STREAMS });

  constructor(private readonly log: EventLog) {}

  async load(aggregate: Aggregate, streamId: string): Promise<LoadedStream> {
    const kept = this.kept.get(streamId);
    const stream: LoadedStream = kept
      ? { ...kept }
      : { state: aggregate.decider.initialState, revision: -1, said: new Map() };
    for (;;) {
      const rest = stream.revision < 0 ? undefined : { from: stream.revision + 1 };
      const events = aggregate.personal
        ? await this.log.openStream(streamId, rest)
        : await this.log.readStream(streamId, rest);
      for (const event of events) advance(aggregate, stream, event);
      if (events.length < maxReadStream) break;
    }
    // What is open must not outlive its keys.
    if (stream.revision >= KEEP_FROM_REVISION && !aggregate.personal) this.kept.set(streamId, { ...stream });
    return stream;
  }
}

/** @throws UnreadableStream where the decider fails on a recorded event */
export function evolved<State, Event extends { type: string }>(
  decider: Pick<Decider<State, never, Event>, 'evolve'>,
  state: State,
  event: RecordedEvent,
): State {
  try {
    return decider.evolve(state, event as unknown as Event);
  } catch (cause) {
    throw new UnreadableStream(`${event.type} of ${event.streamId} cannot be folded`, { cause });
  }
}

/**
 * Folds one recorded event. Events of one command share its fingerprint and follow each other.
 * @throws UnreadableStream
 */
export function advance(aggregate: Aggregate, stream: LoadedStream, event: RecordedEvent): void {
  stream.state = evolved(aggregate.decider, stream.state, event);
  stream.revision = event.revision;
  const { firstEvent, fingerprint, actor } = event.metadata;
  const said = stream.said.get(firstEvent);
  if (said) {
    said.revision = event.revision;
    said.position = event.position;
  } else {
    stream.said.set(firstEvent, { fingerprint, actor, revision: event.revision, position: event.position });
  }
}
