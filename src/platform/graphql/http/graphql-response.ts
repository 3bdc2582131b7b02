import type { FastifyReply } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import type { ResponseType } from './media-types.js';

export interface GraphqlResponseBody {
  readonly errors?: readonly GraphQLFormattedError[];
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What an answer depends on besides the request's address: its media type, who asks, and in which languages. */
const varying = ['Accept', 'Authorization', 'Accept-Language'];

/** An answer is for its caller alone, and true only while the log stands still: it is asked for anew each time. */
const caching = 'private, no-cache';

/** Sends one GraphQL response, a refusal too; `headers` are added to those that are set already. */
export function sendResponse(
  reply: FastifyReply,
  type: ResponseType,
  status: number,
  body: GraphqlResponseBody,
  headers: Readonly<Record<string, string>> = {},
): FastifyReply {
  const { errors, data, extensions } = body;
  return reply
    .code(status)
    .headers({ ...headers, 'cache-control': caching, vary: varyingToo(reply.getHeader('vary')) })
    .type(`${type}; charset=utf-8`)
    .send(JSON.stringify({ errors, data, extensions }));
}

function varyingToo(vary: number | string | string[] | undefined): string {
  const set = String(vary ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !varying.some((own) => own.toLowerCase() === name.toLowerCase()));
  return [...set, ...varying].join(', ');
}
