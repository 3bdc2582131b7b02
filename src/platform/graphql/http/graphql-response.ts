import type { FastifyReply } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import type { ResponseType } from './media-types.js';

export interface GraphqlResponseBody {
  readonly errors?: readonly GraphQLFormattedError[];
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Sends one GraphQL response; `headers` are added to those that are set already. */
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
    .headers({ ...headers, vary: varyingByAccept(reply.getHeader('vary')) })
    .type(`${type}; charset=utf-8`)
    .send(JSON.stringify({ errors, data, extensions }));
}

function varyingByAccept(vary: number | string | string[] | undefined): string {
  const names = String(vary ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return [...names.filter((name) => name.toLowerCase() !== 'accept'), 'Accept'].join(', ');
}
