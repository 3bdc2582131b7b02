import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseLoopbackFront } from './loopback-front.js';

interface Pair {
  readonly client: Socket;
  readonly database: Socket;
  /** What the client said so far: the settings of its session stand at its beginning. */
  begun: string;
}

/** Between a program and its PostgreSQL, on loopback: passes everything on until it is told to do harm. */
export class DatabaseFront extends DatabaseLoopbackFront {
  private readonly pairs = new Set<Pair>();
  private refusing = false;
  private swallowing: ((settings: string) => boolean) | undefined;
  private latency = 0;
  private losing: { readonly statement: string; readonly lost: () => void } | undefined;

  /** @param url of the database */
  static before(url: string): Promise<DatabaseFront> {
    return new DatabaseFront(new URL(url)).listen();
  }

  /** Resets connections whose first words hold `settings` (an application name), all by default. @returns how many */
  cut(settings = ''): number {
    const chosen = [...this.pairs].filter(({ begun }) => begun.includes(settings));
    for (const { client, database } of chosen) {
      client.resetAndDestroy();
      database.destroy();
    }
    return chosen.length;
  }

  /** From now on the database is gone: what is connected is cut, and nobody gets in. Until `back`. */
  gone(): void {
    this.refusing = true;
    this.cut();
  }

  /** What is sent, either way, vanishes, and nobody is told; of connections that `chosen` picks by their first words. Until `back`. */
  swallow(chosen: (settings: string) => boolean = () => true): void {
    this.swallowing = chosen;
  }

  /** Answers come this much later, in milliseconds. Until `back`. */
  slow(milliseconds: number): void {
    this.latency = milliseconds;
  }

  /** Connections through which something was swallowed stay as they are: out of step. */
  back(): void {
    this.refusing = false;
    this.swallowing = undefined;
    this.latency = 0;
  }

  /**
   * The next statement that holds `statement` reaches the database; its connection is reset when the answer comes, in its place.
   * Resolves then.
   */
  loseAnswerTo(statement: string): Promise<void> {
    return new Promise((lost) => (this.losing = { statement, lost }));
  }

  protected join(client: Socket): void {
    if (this.refusing) return void client.resetAndDestroy();
    const database = connect(Number(this.target.port || 5432), this.target.hostname);
    const pair: Pair = { client, database, begun: '' };
    let lost: (() => void) | undefined;
    this.pairs.add(pair);
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.pairs.delete(pair);
        other.destroy();
      });
    }
    client.on('data', (bytes) => {
      if (pair.begun.length < 2_000) pair.begun += bytes.toString('latin1');
      if (this.swallowing?.(pair.begun)) return;
      if (this.losing && bytes.includes(this.losing.statement)) {
        ({ lost } = this.losing);
        this.losing = undefined;
      }
      database.write(bytes);
    });
    database.on('data', (bytes) => {
      if (this.swallowing?.(pair.begun)) return;
      if (lost) {
        lost();
        client.resetAndDestroy();
        return;
      }
      if (this.latency === 0) return void client.write(bytes);
      void delay(this.latency).then(() => client.write(bytes));
    });
  }
}
