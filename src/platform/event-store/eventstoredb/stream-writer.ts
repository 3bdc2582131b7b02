import type { PreparedAppend } from '../append-check.js';
import {
  AppendTooLarge,
  maxReadStream,
  RevisionConflict,
  type AppendResult,
  type RecordedEvent,
} from '../event-store.js';
import type { Appends } from './appends.js';
import { KnownIds } from './known-ids.js';
import { limits, type Times } from './limits.js';
import type { Reads } from './reads.js';
import { engineBytes, toEngineEvent } from './stored-event.js';

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
    await this.refuseKnown(append);
    const engineEvents = events.map((event, n) => toEngineEvent(event, recordedAt?.[n]));
    const written = await this.appends.append(streamId, expected, engineEvents, this.times);
    if (!written) return this.alreadyThere(append);
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

  /** The engine would take an event a second time. @throws RevisionConflict when one of these stands there already */
  private async refuseKnown({ streamId, expected, firstRevision, events }: PreparedAppend): Promise<void> {
    for (let known = this.ids.revisionOf(streamId); known < firstRevision - 1;) {
      const more = await this.reads.stream(streamId, known + 1, 'forwards', maxReadStream);
      this.remember(streamId, more);
      // A stream that is shorter than expected is refused by the server; one that is too long is not remembered.
      if (more.length < maxReadStream) break;
      known = more.at(-1)!.revision;
    }
    if (this.ids.revisionOf(streamId) !== firstRevision - 1) return;
    if (events.some(({ id }) => this.ids.has(streamId, id))) {
      throw new RevisionConflict(streamId, expected, firstRevision - 1);
    }
  }

  /** The stream stands elsewhere: because these events are there already, or others. */
  private async alreadyThere({
    streamId,
    expected,
    firstRevision,
    events,
  }: PreparedAppend): Promise<AppendResult> {
    const there = await this.reads.stream(streamId, firstRevision, 'forwards', events.length);
    if (there.length === events.length && there.every(({ id }, n) => id === events[n]!.id)) {
      const { revision, position } = there.at(-1)!;
      return { status: 'duplicate', revision, position };
    }
    const [last] = await this.reads.stream(streamId, 'end', 'backwards', 1);
    throw new RevisionConflict(streamId, expected, last?.revision ?? 'none');
  }
}
