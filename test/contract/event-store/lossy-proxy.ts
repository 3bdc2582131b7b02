import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * For tests: stands between a client and PostgreSQL, passes everything on, and can lose answers: a statement that
 * appends then reaches the server, and the connection breaks before its answer comes back.
 */
export class LossyProxy {
  private toLose = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async before(target: string): Promise<LossyProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(target);
    url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const proxy = new LossyProxy(server, url.href);
    server.on('connection', (client) => proxy.pass(client, new URL(target)));
    return proxy;
  }

  /** Of so many appends from now on. */
  loseAnswers(count: number): void {
    this.toLose = count;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private pass(client: Socket, target: URL): void {
    const server = connect(Number(target.port), target.hostname);
    let lost = false;
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.on('data', (chunk) => {
      // The names of the statements that append.
      if (this.toLose > 0 && /append (one|many)/.test(chunk.toString('latin1'))) {
        this.toLose--;
        lost = true;
      }
      server.write(chunk);
    });
    server.on('data', (chunk) => {
      if (lost) client.destroy();
      else client.write(chunk);
    });
  }
}
