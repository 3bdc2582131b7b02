import type { PreparedAppend } from '../append-check.js';
import {
  AppendTooLarge,
  maxReadStream,
  OutcomeUnknown,
  RevisionConflict,
  type AppendResult,
  type ExpectedRevision,
  type RecordedEvent,
} from '../event-store.js';
import { pause } from '../postgres/waiting.js';
import type { Appends } from './appends.js';
import { KnownIds } from './known-ids.js';
import { limits, type Times } from './limits.js';
import type { Reads } from './reads.js';
import { engineBytes, toEngineEvent } from './stored-event.js';
import { backOff } from './waiting.js';

/** Makes of what the engine answers what the port promises: each event once, and a word on whether it was there before. */
export class StreamWriter {
  private readonly ids = new KnownIds();
  /** The last append to each stream that is not settled yet. */
  private readonly unsettled = new Map<string, Promise<unknown>>();

  constructor(
    private readonly appends: Appends,
    private readonly reads: Reads,
    private readonly times: Times,
  ) {}

  /** @param recordedAt of events that were recorded elsewhere before */
  async append(append: PreparedAppend, recordedAt?: readonly string[]): Promise<AppendResult> {
    const bytes = append.events.reduce((sum, event) => sum + engineBytes(event), 0);
    if (bytes > limits.appendBytes) {
      throw new AppendTooLarge(
        `An append to ${append.streamId} has ${bytes} bytes with what is kept of each event, at most ${limits.appendBytes} are taken`,
      );
    }
    // One after the other in a stream, so that those that are not awaited keep their order.
    const before = this.unsettled.get(append.streamId);
    const settled = before
      ? before.then(() => this.write(append, recordedAt))
      : this.write(append, recordedAt);
    const quiet = settled.catch(() => undefined);
    this.unsettled.set(append.streamId, quiet);
    try {
      return await settled;
    } finally {
      if (this.unsettled.get(append.streamId) === quiet) this.unsettled.delete(append.streamId);
    }
  }

  /** Resolves when all appends that are under way have come to an end. */
  async settled(): Promise<void> {
    await Promise.all(this.unsettled.values());
  }

  /** What was read of a stream, forwards. */
  remember(streamId: string, events: readonly RecordedEvent[]): void {
    if (events[0])
      this.ids.add(
        streamId,
        events[0].revision,
        events.map(({ id }) => id),
      );
  }

  private async write(append: PreparedAppend, recordedAt?: readonly string[]): Promise<AppendResult> {
    const { streamId, expected, firstRevision, events } = append;
    const last = firstRevision + events.length - 1;
    const { unknownFrom, repeated } = this.look(append);
    if (unknownFrom < firstRevision || repeated) await this.refuseKnown(append, unknownFrom, repeated);
    const engineEvents = events.map((event, n) => toEngineEvent(event, recordedAt?.[n]));
    const written = await this.appends.append(streamId, expected, engineEvents, this.times);
    if (written.status === 'elsewhere') return this.alreadyThere(append, written.at);
    if (written.revision !== last) {
      throw new Error(`Stream ${streamId} was deleted in EventStoreDB: it went on at ${written.revision}`);
    }
    this.ids.add(
      streamId,
      firstRevision,
      events.map(({ id }) => id),
    );
    this.reads.saw(written.position);
    return { status: 'appended', revision: last, position: written.position };
  }

  /**
   * The engine would take an event a second time after a later revision. All that stands before these events is known when
   * they are sent: if one of them comes to stand there meanwhile, the revision that is expected has passed.
   * @returns from which revision on the ids of the stream are not known, and whether those that are hold one of these
   */
  private look({ streamId, firstRevision, events }: PreparedAppend): {
    readonly unknownFrom: number;
    readonly repeated: boolean;
  } {
    const known = this.ids.revisionOf(streamId);
    // The stream has gone on: the engine refuses, and what stands there is looked at.
    if (known >= firstRevision) return { unknownFrom: firstRevision, repeated: false };
    return { unknownFrom: known + 1, repeated: events.some(({ id }) => this.ids.has(streamId, id)) };
  }

  /** Reads what is not known. @throws RevisionConflict when one of these stands there already */
  private async refuseKnown(
    { streamId, expected, firstRevision, events }: PreparedAppend,
    unknownFrom: number,
    repeated: boolean,
  ): Promise<void> {
    const said = new Set(events.map(({ id }) => id));
    for (let from = unknownFrom; from < firstRevision; from += maxReadStream) {
      const count = Math.min(maxReadStream, firstRevision - from);
      const more = await this.reads.stream(streamId, from, 'forwards', count);
      repeated ||= more.some(({ id }) => said.has(id));
      this.remember(streamId, more);
      // A stream that is shorter than expected is refused by the engine, too.
      if (more.length < count) return;
    }
    if (repeated) throw new RevisionConflict(streamId, expected, firstRevision - 1);
  }

  /** The stream stands elsewhere: because these events are there already, or others. */
  private async alreadyThere(append: PreparedAppend, at: ExpectedRevision): Promise<AppendResult> {
    const { streamId, expected, firstRevision, events } = append;
    if (at === 'none' || at < firstRevision) throw new RevisionConflict(streamId, expected, at);
    const there = await this.readable(append, Math.min(events.length, at - firstRevision + 1));
    if (there.length === events.length && there.every(({ id }, n) => id === events[n]!.id)) {
      const { revision, position } = there.at(-1)!;
      return { status: 'duplicate', revision, position };
    }
    throw new RevisionConflict(streamId, expected, at);
  }

  /**
   * So many events after the expected revision. The engine refuses an append because of events that no reader sees yet; whoever
   * is told of a conflict must see it when the stream is read again.
   * @throws OutcomeUnknown when they do not come to be seen: whoever wrote them may have failed, or may not
   */
  private async readable(
    { streamId, firstRevision }: PreparedAppend,
    count: number,
  ): Promise<RecordedEvent[]> {
    const end = Date.now() + this.times.appendRetryTime;
    for (let attempt = 1; ; attempt++) {
      const there = await this.reads.stream(streamId, firstRevision, 'forwards', count);
      if (there.length === count) return there;
      if (Date.now() > end) throw new OutcomeUnknown(`What stands in ${streamId} cannot be read yet`);
      await pause(backOff(attempt));
    }
  }
}
