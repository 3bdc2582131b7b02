import { EventStoreDBClient } from '@eventstore/db-client';
import { Duplex } from 'node:stream';
import { limits } from './limits.js';
import { within } from './waiting.js';

/**
 * A client of the server, replaced by a fresh one after repeated failures: the old one may hold a connection, a node or a
 * list of what the server can do that will never be right again.
 */
export class Client {
  private current: EventStoreDBClient | undefined;
  private failures = 0;
  private replacing: Promise<void> | undefined;

  constructor(private readonly url: string) {}

  /** Waits until an old one is gone. */
  async use(): Promise<EventStoreDBClient> {
    if (this.replacing) await this.replacing;
    this.current ??= EventStoreDBClient.connectionString(this.url);
    return this.current;
  }

  /** The call that appends are written into; undefined where none is open, or the client does not show it. */
  openCall(): Duplex | undefined {
    const { disposableStreams } = (this.current ?? {}) as { disposableStreams?: Iterable<unknown> };
    for (const call of disposableStreams ?? []) if (call instanceof Duplex && !call.destroyed) return call;
    return undefined;
  }

  succeeded(): void {
    this.failures = 0;
  }

  /** One more failure of this client, which may be the last that is borne; what failed of a former one does not count. */
  failed(client: EventStoreDBClient): void {
    if (client !== this.current) return;
    this.failures += 1;
    if (this.failures >= limits.failuresOfClient) this.replace(client);
  }

  /** Puts a fresh one in its place. All that is under way with the old one fails. */
  replace(client: EventStoreDBClient): void {
    if (client !== this.current) return;
    this.current = undefined;
    this.failures = 0;
    this.replacing = dispose(client).finally(() => {
      this.replacing = undefined;
    });
  }

  async close(): Promise<void> {
    if (this.current) this.replace(this.current);
    await this.replacing;
  }
}

/** Ends its calls. It is not waited for without end, and how it fails is of no interest any more. */
async function dispose(client: EventStoreDBClient): Promise<void> {
  // A call that is cancelled just now, and once more by this, would never be said to have ended.
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
  await within(client.dispose(), limits.disposeTime).catch(() => undefined);
}
