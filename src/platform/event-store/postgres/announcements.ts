import type { Client } from 'pg';
import { answer } from '../../database/answer.js';
import { Connection, connectionConfig } from './connection.js';
import { limits } from './limits.js';
import { backOff, pause } from './waiting.js';

const CHANNEL = 'casebook_event_log';

/** Who appended what a subscription may read: this process, or some other. */
interface Rung {
  readonly own: boolean;
  readonly others: boolean;
}

const nobody: Rung = { own: false, others: false };

/** Tells one subscription that there may be more to read. */
export class Wake {
  private rung = nobody;
  private wake: ((rung: boolean) => void) | undefined;

  ring(by: 'own' | 'others'): void {
    this.rung = { ...this.rung, [by]: true };
    this.wake?.(true);
  }

  /** Before looking: what has rung since it was taken last. What rings from here on ends the next wait. */
  take(): Rung {
    const { rung } = this;
    this.rung = nobody;
    return rung;
  }

  /** True once it rings, or at once when it has rung since the last `take`; false after `milliseconds`, or when `signal` aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      if (this.rung !== nobody) return resolve(true);
      if (signal.aborted) return resolve(false);
      const end = (rung: boolean) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        this.wake = undefined;
        resolve(rung);
      };
      const abort = () => end(false);
      const timer = setTimeout(abort, milliseconds);
      signal.addEventListener('abort', abort, { once: true });
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

  /** How many subscriptions this process has. */
  get subscribers(): number {
    return this.wakes.size;
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
    this.ringAll('own');
    this.due = true;
    this.announcing ??= this.notifyOthers().finally(() => (this.announcing = undefined));
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.ringAll('others');
    await Promise.all([this.connected, this.announcing]);
    await this.connection.close();
  }

  private ringAll(by: 'own' | 'others'): void {
    for (const wake of this.wakes) wake.ring(by);
  }

  private async notifyOthers(): Promise<void> {
    const { signal } = this.closing;
    while (this.due && !signal.aborted) {
      await pause(limits.announceDelay, signal);
      this.due = false;
      let client: Client | undefined;
      try {
        client = await this.connection.use();
        await answer(client, { text: `NOTIFY ${CHANNEL}` }, limits.answerTime);
      } catch {
        // Others then find the events when they look by themselves. One that did not answer is not asked again.
        if (client) this.connection.discard(client);
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
      if (processId !== (client as unknown as { processID: number }).processID) this.ringAll('others');
    });
    client.on('end', () => {
      if (!this.closing.signal.aborted) this.stayConnected();
    });
    await answer(client, { text: `LISTEN ${CHANNEL}` }, limits.answerTime);
    // Something may have been announced while nobody listened.
    this.ringAll('others');
  }
}
