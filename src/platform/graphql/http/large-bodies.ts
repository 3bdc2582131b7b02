import type { IncomingMessage } from 'node:http';
import { Transform, type Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { overloaded, type Admission } from './admission.js';

/** Bodies of at most this many bytes are not counted: that there are so many connections bounds them. */
const small = 16_384;

/**
 * The body of a request, counted by the admission from its first byte until the request is answered, unless it announces that
 * it is small: one that would make too much of all that are held is refused, wherever it is. For Fastify's hook `preParsing`.
 */
export function countedBody(
  admission: Admission,
  { headers }: FastifyRequest,
  reply: FastifyReply,
  payload: Readable,
): Readable {
  const inChunks = headers['transfer-encoding'] !== undefined;
  if (!inChunks && Number(headers['content-length'] ?? 0) <= small) return payload;
  let held = 0;
  const counted: Transform & { receivedEncodedLength?: number } = new Transform({
    transform(chunk: Buffer, _encoding, taken) {
      if (!admission.holds(chunk.length)) return taken(overloaded());
      held += chunk.length;
      counted.receivedEncodedLength = held;
      taken(null, chunk);
    },
  });
  // Where nobody reads the body (another method, another content type) nobody listens for its refusal, which would end the process.
  counted.on('error', () => undefined);
  payload.pipe(counted);
  // What is broken off by the client; a pipe passes no errors on.
  payload.once('error', (error) => counted.destroy(error));
  reply.raw.once('close', () => {
    admission.letsGo(held);
    drop(payload as IncomingMessage, counted);
  });
  return counted;
}

/** The rest of a body that nobody reads is thrown away: some of these connections are used again. */
function drop(payload: IncomingMessage, counted: Transform): void {
  if (payload.readableEnded) return;
  payload.unpipe(counted);
  payload.resume();
  counted.destroy();
}
