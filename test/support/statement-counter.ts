import { connect, type Socket } from 'node:net';
import { DatabaseLoopbackFront } from './loopback-front.js';

/** The name that a connection of a read model gives itself: `casebook rm_<hash>_<n>`. */
const ofReadModel = 'casebook rm_';

/** Between a service and its PostgreSQL: counts the statements that the service sends to its read model. */
export class StatementCounter extends DatabaseLoopbackFront {
  private count = 0;
  private readonly sockets = new Set<Socket>();

  /** @param url of the database */
  static before(url: string): Promise<StatementCounter> {
    return new StatementCounter(new URL(url)).listen();
  }

  /** How many statements were sent while `work` ran. */
  async during(work: () => Promise<unknown>): Promise<number> {
    const before = this.count;
    await work();
    return this.count - before;
  }

  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  protected join(client: Socket): void {
    const database = connect(Number(this.target.port || 5432), this.target.hostname);
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      this.sockets.add(one);
      // A connection that breaks off ends the other half; who sent through it sees that himself.
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
      one.pipe(other);
    }
    let left = Buffer.alloc(0);
    let counted: boolean | null = null;
    client.on('data', (bytes: Buffer) => {
      left = Buffer.concat([left, bytes]);
      for (;;) {
        // The first message has no type: only a length, and the settings of the connection.
        const head = counted === null ? 0 : 1;
        if (left.length < head + 4) return;
        const end = head + left.readInt32BE(head);
        if (left.length < end) return;
        if (counted === null) counted = left.subarray(0, end).toString('latin1').includes(ofReadModel);
        // Bind of a prepared statement, or a plain query.
        else if (counted && /[BQ]/.test(String.fromCharCode(left[0]!))) this.count += 1;
        left = left.subarray(end);
      }
    });
  }
}
