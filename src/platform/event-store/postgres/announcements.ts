import type { Client } from 'pg';
import { answer } from '../../database/answer.js';
import { Connection, connectionConfig } from './connection.js';
import { limits } from './limits.js';
import { backOff, pause } from './waiting.js';

const CHANNEL = 'casebook_event_log';

/** Tells one subscription that there may be more to read. */
export class Wake {
  private rung = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  /** Before looking: what rings from here on ends the next wait. */
  reset(): void {
    this.rung = false;
  }

  /** Until it rings, or has rung since the last `reset`; at most `milliseconds`, or until `signal` aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (this.rung || signal.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal.addEventListener('abort', end, { once: true });
      this.wake = end;
    });
  }
}

/**
 * Tells subscriptions of new events: those of this process directly, those of others by NOTIFY. It is only ever a hint,
 * for notifications are lost while a connection is down: subscriptions look by themselves now and then.
 */
export class Announcements {
  private readonly wakes = new Set<Wake>();
  private readonly connection: Connection;
  private readonly closing = new AbortController();
  private due = false;
  private announcing: Promise<void> | undefined;
  private connected: Promise<void> | undefined;

  constructor(url: string) {
    this.connection = new Connection(connectionConfig(url, 'announcements'), (client) => this.listen(client));
  }

  /** A wake that rings from now on. End it with `forget`. */
  subscribe(): Wake {
    const wake = new Wake();
    this.wakes.add(wake);
    this.stayConnected();
    return wake;
  }

  forget(wake: Wake): void {
    this.wakes.delete(wake);
  }

  /** Events were committed by this process. */
  announce(): void {
    this.ringAll();
    this.due = true;
    this.announcing ??= this.notifyOthers().finally(() => (this.announcing = undefined));
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.ringAll();
    await Promise.all([this.connected, this.announcing]);
    await this.connection.close();
  }

  private ringAll(): void {
    for (const wake of this.wakes) wake.ring();
  }

  private async notifyOthers(): Promise<void> {
    const { signal } = this.closing;
    while (this.due && !signal.aborted) {
      await pause(limits.announceDelay, signal);
      this.due = false;
      try {
        const client = await this.connection.use();
        await answer(client, { text: `NOTIFY ${CHANNEL}` }, limits.answerTime);
      } catch {
        // Others then find the events when they look by themselves.
        this.stayConnected();
      }
    }
  }

  /** Keeps trying in the background while somebody subscribes; one loop at a time. */
  private stayConnected(): void {
    this.connected ??= this.connect().finally(() => (this.connected = undefined));
  }

  private async connect(): Promise<void> {
    const { signal } = this.closing;
    for (let attempt = 1; this.wakes.size > 0 && !signal.aborted; attempt++) {
      try {
        await this.connection.use();
        return;
      } catch {
        await pause(backOff(attempt), signal);
      }
    }
  }

  private async listen(client: Client): Promise<void> {
    client.on('notification', ({ processId }) => {
      // What this connection says itself was told to the subscriptions here already.
      if (processId !== (client as unknown as { processID: number }).processID) this.ringAll();
    });
    client.on('end', () => {
      if (!this.closing.signal.aborted) this.stayConnected();
    });
    await answer(client, { text: `LISTEN ${CHANNEL}` }, limits.answerTime);
    // Something may have been announced while nobody listened.
    this.ringAll();
  }
}
