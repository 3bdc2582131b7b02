import type { EventStore } from '../../src/platform/event-store/event-store.js';
import { appendContract } from './event-store/append.contract.js';
import { concurrencyContract } from './event-store/concurrency.contract.js';
import { modelContract } from './event-store/model.contract.js';
import { readContract } from './event-store/read.contract.js';
import { subscriptionContract } from './event-store/subscription.contract.js';

/** A log of its own for one group of tests. */
export interface OpenedLog {
  readonly store: EventStore;
  /** One more store on the same log, as another process would have it; closed by `close` with the rest. */
  another(): Promise<EventStore>;
  /** Cuts every connection to the log from the server's side. Absent where the engine cannot. */
  breakConnections?(): Promise<void>;
  /** Whether the engine can read a category by stream; the adapter must then offer it, and else not. */
  readonly readsByStream: boolean;
  close(): Promise<void>;
}

/** What every adapter of the port {@link EventStore} must do. `open` makes a fresh, empty log each time. */
export function eventStoreContract(name: string, open: () => Promise<OpenedLog>): void {
  describe(`${name} keeps the event store's contract`, () => {
    appendContract(open);
    readContract(open);
    subscriptionContract(open);
    concurrencyContract(open);
    modelContract(open);
  });
}
