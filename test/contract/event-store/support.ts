import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import type {
  EnginePosition,
  EventStore,
  NewEvent,
  RecordedEvent,
} from '../../../src/platform/event-store/event-store.js';
import type { OpenedLog } from '../event-store.contract.js';

/** No single wait of a test takes longer, in milliseconds. */
const deadline = 20_000;

export const newStream = (category = 'thing') => `${category}-${uuidv7()}`;

export function newEvent(data: unknown = { text: 'something happened' }, id: string = uuidv4()): NewEvent {
  return {
    id,
    type: 'SomethingHappened',
    schemaVersion: 1,
    data,
    metadata: {
      actor: 'person-1',
      role: 'editor',
      command: 'DoSomething',
      fingerprint: 'f',
      firstEvent: id,
      correlationId: 'correlation-1',
    },
  };
}

export const newEvents = (count: number): NewEvent[] =>
  Array.from({ length: count }, (_, n) => newEvent({ n }));

/** What was appended, without what the store adds. */
export function asNew({ id, type, schemaVersion, data, metadata }: RecordedEvent): NewEvent {
  return { id, type, schemaVersion, data, metadata };
}

export const ids = (events: readonly { id: string }[]) => events.map(({ id }) => id);

export async function readAll(
  store: EventStore,
  after: EnginePosition,
  batchSize = 100,
): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const batch of store.readAll({ after, batchSize })) events.push(...batch);
  return events;
}

/** A log that is opened before the tests of a group and closed after them. */
export function useLog(open: () => Promise<OpenedLog>): {
  readonly log: OpenedLog;
  readonly store: EventStore;
} {
  let opened: OpenedLog;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened?.close());
  return {
    get log() {
      return opened;
    },
    get store() {
      return opened.store;
    },
  };
}

/** A subscription that runs beside the test and keeps what it was given. */
export class Follower {
  readonly events: RecordedEvent[] = [];
  readonly batchSizes: number[] = [];
  private readonly abort = new AbortController();
  private readonly ended: Promise<void>;
  private failure: Error | undefined;

  constructor(
    store: EventStore,
    after: EnginePosition,
    {
      batchSize = 100,
      onBatch = async () => undefined,
    }: { batchSize?: number; onBatch?: () => Promise<void> } = {},
  ) {
    this.ended = this.follow(store.subscribe({ after, batchSize, signal: this.abort.signal }), onBatch).catch(
      (error: unknown) => {
        this.failure = error instanceof Error ? error : new Error(String(error));
      },
    );
  }

  /** Until it has at least `count` events. */
  async has(count: number): Promise<void> {
    const end = Date.now() + deadline;
    while (this.events.length < count) {
      if (this.failure) throw this.failure;
      if (Date.now() > end) throw new Error(`${this.events.length} of ${count} events came`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await within(this.ended);
    if (this.failure) throw this.failure;
  }

  private async follow(
    batches: AsyncIterable<readonly RecordedEvent[]>,
    onBatch: () => Promise<void>,
  ): Promise<void> {
    for await (const batch of batches) {
      this.batchSizes.push(batch.length);
      this.events.push(...batch);
      await onBatch();
    }
  }
}

/** Looks every few milliseconds. @throws when it does not come to hold in time */
export async function untilTrue(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + deadline; !holds(); await new Promise((resolve) => setTimeout(resolve, 5))) {
    if (Date.now() > end) throw new Error(`Not within ${deadline} ms: ${String(holds)}`);
  }
}

export async function within<T>(promise: Promise<T>, milliseconds = deadline): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Nothing within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
