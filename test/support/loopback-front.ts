import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** What stands between a program and a server, on loopback. */
export abstract class LoopbackFront {
  private readonly server = createServer((client) => this.join(client));

  /** Joins a client that has come to the server. */
  protected abstract join(client: Socket): void;

  /** Cuts every connection at once. */
  abstract cut(): unknown;

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  /** To be called once, by whoever makes one. */
  protected async listen(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }
}

/** One before a database. */
export abstract class DatabaseLoopbackFront extends LoopbackFront {
  protected constructor(protected readonly target: URL) {
    super();
  }

  /** The database's address through the front. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }
}
