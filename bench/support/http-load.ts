import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A whole HTTP/1.1 request, ready to be written. */
export type RawRequest = Buffer;

const headEnd = Buffer.from('\r\n\r\n');
/** Longest wait for one answer, in milliseconds. */
const answerWithin = 30_000;

export function get(path: string): RawRequest {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
}

export function post(path: string, body: object, headers: Readonly<Record<string, string>> = {}): RawRequest {
  const text = JSON.stringify(body);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n${lines.join('')}` +
      `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
}

/** A GraphQL request. */
export function graphql(
  query: string,
  variables: object,
  headers: Readonly<Record<string, string>> = {},
): RawRequest {
  return post('/graphql', { query, variables }, headers);
}

/** One whose answer is made anew each time. */
export function anew(query: string, variables: object): RawRequest {
  return graphql(query, variables, { 'Cache-Control': 'no-store' });
}

const errors = Buffer.from('"errors":[{');

/** @throws where a GraphQL answer tells of errors */
export function assertNoErrors(body: Buffer): void {
  if (body.includes(errors)) throw new Error(`An answer with errors: ${body.toString().slice(0, 1_000)}`);
}

/**
 * One keep-alive connection that sends a request after the other. It does as little as it can (it shares the machine with
 * what is measured): whole requests are written, and answers are told apart by their Content-Length.
 */
export class HttpConnection {
  private parts: Buffer[] = [];
  private size = 0;
  private waiting: { resolve(answer: Buffer): void; reject(error: Error): void } | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.setTimeout(answerWithin, () => socket.destroy(new Error(`No answer within ${answerWithin} ms`)));
    socket.on('data', (part: Buffer) => this.take(part));
    socket.on('error', (error) => this.waiting?.reject(error));
    socket.on('close', () => this.waiting?.reject(new Error('The server closed the connection')));
  }

  static async open(port: number): Promise<HttpConnection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new HttpConnection(socket);
  }

  /** @returns head and body */
  send(request: RawRequest): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.waiting = undefined;
    this.socket.destroy();
  }

  private take(part: Buffer): void {
    this.parts.push(part);
    this.size += part.length;
    const first = this.parts[0]!;
    const end = first.indexOf(headEnd);
    if (end < 0) {
      this.parts = [Buffer.concat(this.parts)];
      return;
    }
    const length = /\r\ncontent-length: (\d+)/i.exec(first.toString('latin1', 0, end));
    if (!length) return void this.socket.destroy(new Error('An answer without Content-Length'));
    if (this.size < end + headEnd.length + Number(length[1])) return;
    const answer = this.parts.length === 1 ? first : Buffer.concat(this.parts);
    this.parts = [];
    this.size = 0;
    this.waiting?.resolve(answer);
  }
}

/** Sends one request. @returns the answer's JSON @throws when its status is not 200 */
export async function ask(port: number, request: RawRequest): Promise<unknown> {
  const connection = await HttpConnection.open(port);
  try {
    return JSON.parse(bodyOf(await connection.send(request)).toString()) as unknown;
  } finally {
    connection.close();
  }
}

/**
 * Keeps `connections` busy for `milliseconds` with requests taken in turn.
 * @param check looks at each answer's body; throws when it is not what was asked for
 * @returns answers per second
 */
export async function loadFor(
  port: number,
  connections: number,
  milliseconds: number,
  next: () => RawRequest,
  check?: (body: Buffer) => void,
): Promise<number> {
  const all = await Promise.all(Array.from({ length: connections }, () => HttpConnection.open(port)));
  const start = performance.now();
  let answers = 0;
  try {
    await Promise.all(
      all.map(async (connection) => {
        while (performance.now() - start < milliseconds) {
          const body = bodyOf(await connection.send(next()));
          check?.(body);
          answers += 1;
        }
      }),
    );
    return (answers / (performance.now() - start)) * 1_000;
  } finally {
    for (const connection of all) connection.close();
  }
}

/** The status of an answer. */
export function statusOf(answer: Buffer): number {
  return Number(answer.toString('latin1', 9, 12));
}

function bodyOf(answer: Buffer): Buffer {
  if (statusOf(answer) !== 200) throw new Error(`Not answered: ${answer.toString().slice(0, 500)}`);
  return answer.subarray(answer.indexOf(headEnd) + headEnd.length);
}
