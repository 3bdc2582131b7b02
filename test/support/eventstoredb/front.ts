import { connect, type Socket } from 'node:net';
import { LoopbackFront } from '../loopback-front.js';

/**
 * For tests: a TCP front before a server, which passes everything on until it is told otherwise. It can cut all
 * connections, refuse new ones, and fall silent without closing anything. It stands before a real server as well.
 */
export class Front extends LoopbackFront {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private refusing = false;
  private silent = false;

  private constructor(private target: { readonly host: string; readonly port: number }) {
    super();
  }

  static before(target: { readonly host: string; readonly port: number }): Promise<Front> {
    return new Front(target).listen();
  }

  /** Where connections lead from now on. */
  leadTo(port: number): void {
    this.target = { ...this.target, port };
  }

  cut(): void {
    for (const [client, server] of this.pairs) {
      client.resetAndDestroy();
      server.destroy();
    }
  }

  /** Whether new connections are cut as soon as they are made. */
  refuse(refusing: boolean): void {
    this.refusing = refusing;
  }

  /** Nothing passes any more in either direction, and nobody is told; what was held back passes afterwards. */
  fallSilent(silent: boolean): void {
    this.silent = silent;
    for (const socket of [...this.pairs].flat()) {
      if (silent) socket.pause();
      else socket.resume();
    }
  }

  protected join(client: Socket): void {
    if (this.refusing) return void client.resetAndDestroy();
    const server = connect(this.target.port, this.target.host);
    const pair = [client, server] as const;
    this.pairs.add(pair);
    for (const [from, to] of [pair, [server, client] as const]) {
      from.setNoDelay(true);
      from.on('error', () => undefined);
      from.on('data', (chunk) => {
        if (!to.write(chunk)) from.pause();
      });
      to.on('drain', () => {
        if (!this.silent) from.resume();
      });
      from.on('close', () => {
        this.pairs.delete(pair);
        to.destroy();
      });
      if (this.silent) from.pause();
    }
  }
}
