import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { isKnown, type KeptAnswer } from './answer-cache.js';
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

const nothingElse = varying.join(', ');

/** Of every answer and refusal. */
export const headersOfCaching = { 'cache-control': caching, vary: nothingElse } as const;

/** Sends one GraphQL response, a refusal too; `headers` are added to those that are set already. */
export function sendResponse(
  reply: FastifyReply,
  type: ResponseType,
  status: number,
  body: GraphqlResponseBody,
  headers: Readonly<Record<string, string>> = {},
): FastifyReply {
  return withHeaders(reply, headers).code(status).type(`${type}; charset=utf-8`).send(responseJson(body));
}

/**
 * Sends an answer that is kept: 304 without it to a GET that has it already. A POST has no version of its own, so it is told
 * none.
 */
export function sendKept(
  request: FastifyRequest,
  reply: FastifyReply,
  type: ResponseType,
  { body, etag }: KeptAnswer,
): FastifyReply {
  if (request.method === 'POST') {
    return withHeaders(reply, {}).code(200).type(`${type}; charset=utf-8`).send(body);
  }
  void withHeaders(reply, { etag });
  if (isKnown(etag, request.headers['if-none-match'])) return reply.code(304).send();
  return reply.code(200).type(`${type}; charset=utf-8`).send(body);
}

export function responseJson({ errors, data, extensions }: GraphqlResponseBody): string {
  return JSON.stringify({ errors, data, extensions });
}

function withHeaders(reply: FastifyReply, headers: Readonly<Record<string, string>>): FastifyReply {
  return reply.headers({
    ...headers,
    'cache-control': caching,
    vary: varyingToo(reply.getHeader('vary')),
  });
}

function varyingToo(vary: number | string | string[] | undefined): string {
  if (vary === undefined) return nothingElse;
  const set = String(vary)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !varying.some((own) => own.toLowerCase() === name.toLowerCase()));
  return [...set, ...varying].join(', ');
}
