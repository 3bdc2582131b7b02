import { Front } from './front.js';
import { StandIn } from './stand-in.js';

/** A server to test against: the real one that EVENTSTORE_TEST_URL names, or the stand-in. */
export interface Engine {
  readonly url: string;
  /** What can be told to fail. Absent before a real server. */
  readonly standIn?: StandIn;
  /** Cuts every connection. Absent before a real server that is reached by TLS, or is more than one. */
  breakConnections?(): Promise<void>;
  close(): Promise<void>;
}

export const realUrl = process.env['EVENTSTORE_TEST_URL']?.trim() || undefined;

export async function startEngine(): Promise<Engine> {
  if (realUrl !== undefined) return frontOf(realUrl);
  const standIn = await StandIn.start();
  return {
    url: standIn.url,
    standIn,
    breakConnections: async () => standIn.front.cut(),
    close: () => standIn.close(),
  };
}

async function frontOf(url: string): Promise<Engine> {
  const plain = /^esdb:\/\/([A-Za-z0-9._-]+):(\d+)\/?\?tls=false$/.exec(url);
  if (!plain) return { url, close: async () => undefined };
  const front = await Front.before({ host: plain[1]!, port: Number(plain[2]) });
  return {
    url: `esdb://127.0.0.1:${front.port}?tls=false`,
    breakConnections: async () => front.cut(),
    close: () => front.close(),
  };
}
