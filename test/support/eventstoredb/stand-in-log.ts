import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';

/** One event as the stand-in keeps it; data and metadata are bytes, as they came. */
export interface StoredEvent {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Buffer;
  readonly metadata: Buffer;
  /** Commit and prepare position: where its bytes begin. They rise, with gaps. */
  readonly position: bigint;
  /** Ticks of 100 ns since 1970. */
  readonly created: bigint;
}

export type ProposedEvent = Pick<StoredEvent, 'id' | 'type' | 'contentType' | 'data' | 'metadata'>;
export type Expected = bigint | 'any' | 'no_stream' | 'stream_exists';

export type AppendOutcome =
  /** Revision and position of the last of them; the first ones' when they were known. `null` when nothing was to be written. */
  | { readonly kind: 'success'; readonly revision: bigint; readonly position: bigint | null }
  | { readonly kind: 'wrong-version'; readonly actual: bigint | null }
  | { readonly kind: 'tombstoned' }
  /** Known, but not readable yet: such a repetition gets no answer but the server's time-out. */
  | { readonly kind: 'dropped' };
export type AnswerableOutcome = Exclude<AppendOutcome, { kind: 'dropped' }>;

/** What a record costs beside its texts, in bytes. */
const recordOverhead = 137n;
/** A log begins with records of the server's own. */
const firstPosition = 1_204n;

/**
 * A log with the rules that EventStoreDB 22.10 was seen to keep (docs/guide/event-stores.md): idempotence by event ids after
 * the expected revision, ids that need not be unique, positions that are byte offsets. With a file, what was answered
 * survives: an append is one line, written before it is answered.
 */
export class StandInLog {
  readonly events: StoredEvent[] = [];
  private readonly streams = new Map<string, StoredEvent[]>();
  /** Streams that were deleted softly: readers see only later revisions. */
  private readonly hiddenBefore = new Map<string, number>();
  private readonly tombstoned = new Set<string>();
  private readonly listeners = new Set<() => void>();
  private end = firstPosition;
  /** So many of {@link events} can be read; what comes after them is written, and decides appends already. */
  private committed = 0;

  constructor(private readonly file?: string) {
    if (file && existsSync(file)) {
      this.load(file);
      this.commit();
    } else this.system('$stats-127.0.0.1:2113', '$statsCollected');
  }

  /** What is written can be read after the next {@link commit}. */
  append(stream: string, expected: Expected, proposed: readonly ProposedEvent[]): AppendOutcome {
    if (this.tombstoned.has(stream)) return { kind: 'tombstoned' };
    const known = this.streams.get(stream) ?? [];
    const current = known.length - 1;
    const decision = this.decide(stream, known, expected, proposed);
    if (decision === 'wrong-version') {
      return { kind: decision, actual: current < 0 ? null : BigInt(current) };
    }
    if (decision !== 'write') {
      return decision.position < this.readableEnd ? success(decision) : { kind: 'dropped' };
    }
    // Seen: success with revision 0, and yet no stream.
    if (proposed.length === 0) return { kind: 'success', revision: 0n, position: null };
    const written = this.write(stream, current + 1, proposed, BigInt(Date.now()) * 10_000n);
    this.persist(written);
    return success(written.at(-1)!);
  }

  /** Makes readable whatever is written. */
  commit(): void {
    this.committed = this.events.length;
    for (const listener of this.listeners) listener();
  }

  /** How many of {@link events} can be read. */
  get readable(): number {
    return this.committed;
  }

  private get readableEnd(): bigint {
    return this.events[this.committed]?.position ?? this.end;
  }

  /** An event of the server's own, such as its statistics: nothing that a client wrote. */
  system(stream: string, type: string, data: object = {}, metadata?: object): void {
    const bytes = Buffer.from(JSON.stringify(data));
    const about = metadata ? Buffer.from(JSON.stringify(metadata)) : Buffer.alloc(0);
    const known = this.streams.get(stream) ?? [];
    const event = { id: crypto.randomUUID(), type, contentType: 'application/json', data: bytes };
    const created = BigInt(Date.now()) * 10_000n;
    this.persist(this.write(stream, known.length, [{ ...event, metadata: about }], created));
    this.commit();
  }

  /** Hides what a stream holds; an append then goes on after the old revisions. */
  softDelete(stream: string): bigint {
    this.hiddenBefore.set(stream, this.streams.get(stream)?.length ?? 0);
    this.system(`$$${stream}`, '$metadata', { $tb: Number.MAX_SAFE_INTEGER });
    return this.events.at(-1)!.position;
  }

  tombstone(stream: string): bigint {
    this.tombstoned.add(stream);
    this.system(stream, '$streamDeleted');
    return this.events.at(-1)!.position;
  }

  isTombstoned(stream: string): boolean {
    return this.tombstoned.has(stream);
  }

  /** What a reader sees of a stream; null when there is nothing. */
  stream(name: string): readonly StoredEvent[] | null {
    const end = this.readableEnd;
    const known = this.streams.get(name) ?? [];
    const visible = known.slice(
      this.hiddenBefore.get(name) ?? 0,
      known.findLastIndex(({ position }) => position < end) + 1,
    );
    return visible.length > 0 ? visible : null;
  }

  /** Index in {@link events} of the first event whose position is `from` or greater. */
  indexOf(from: bigint): number {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.events[middle]!.position < from) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  onCommitted(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** What an append comes to: the rules of the server's index writer. A stored event: it was known, this is the last of it. */
  private decide(
    stream: string,
    known: readonly StoredEvent[],
    expected: Expected,
    proposed: readonly ProposedEvent[],
  ): 'write' | 'wrong-version' | StoredEvent {
    const current = known.length - 1;
    if (expected === 'any') {
      const places = proposed.map(({ id }) => this.streams.get(stream)?.findLast((event) => event.id === id));
      if (places.length === 0 || places[0] === undefined) return 'write';
      return places.every((place) => place !== undefined) ? places.at(-1)! : 'wrong-version';
    }
    if (expected === 'stream_exists') return current < 0 ? 'wrong-version' : 'write';
    const after = expected === 'no_stream' ? -1 : Number(expected);
    if (expected === 'no_stream' && this.hiddenBefore.get(stream) === known.length) return 'write';
    if (after === current) return 'write';
    if (after > current || proposed.length === 0) return after > current ? 'wrong-version' : 'write';
    const same = proposed.every(({ id }, n) => known[after + 1 + n]?.id === id);
    return same ? known[after + proposed.length]! : 'wrong-version';
  }

  private write(
    stream: string,
    firstRevision: number,
    proposed: readonly ProposedEvent[],
    created: bigint,
  ): StoredEvent[] {
    const known = this.streams.get(stream) ?? [];
    this.streams.set(stream, known);
    return proposed.map((event, n) => {
      const stored = { ...event, stream, revision: firstRevision + n, created, position: this.end };
      this.end += recordOverhead + BigInt(event.data.length + event.metadata.length + 2 * stream.length);
      known.push(stored);
      this.events.push(stored);
      return stored;
    });
  }

  private persist(written: readonly StoredEvent[]): void {
    if (!this.file) return;
    const line = written.map((event) => ({
      ...event,
      data: event.data.toString('base64'),
      metadata: event.metadata.toString('base64'),
      position: undefined,
      created: String(event.created),
    }));
    appendFileSync(this.file, `${JSON.stringify(line)}\n`, { flush: true });
  }

  /** A line that a kill cut off was never answered: it goes. */
  private load(file: string): void {
    const text = readFileSync(file, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
    for (const line of whole.split('\n').filter(Boolean)) {
      const events = JSON.parse(line) as (Record<'stream' | 'id' | 'type' | 'contentType', string> &
        Record<'data' | 'metadata' | 'created', string> & { revision: number })[];
      const [first] = events;
      if (!first) continue;
      const proposed = events.map(({ id, type, contentType, data, metadata }) => ({
        id,
        type,
        contentType,
        data: Buffer.from(data, 'base64'),
        metadata: Buffer.from(metadata, 'base64'),
      }));
      this.write(first.stream, first.revision, proposed, BigInt(first.created));
      if (first.type === '$streamDeleted') this.tombstoned.add(first.stream);
      if (first.type === '$metadata') {
        const deleted = first.stream.slice(2);
        this.hiddenBefore.set(deleted, this.streams.get(deleted)?.length ?? 0);
      }
    }
  }
}

function success(last: StoredEvent): AppendOutcome {
  return { kind: 'success', revision: BigInt(last.revision), position: last.position };
}
