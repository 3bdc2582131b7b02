import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { Admission } from './admission.js';
import { httpLimits } from './http-limits.js';
import { graphqlLimits, type GraphqlLimits } from '../limits/limits.js';
import type { AnswerKeepingOptions } from './answer-keeping.js';
import { GraphqlRequests } from './graphql-requests.js';
import { sendResponse } from './graphql-response.js';
import { countedBody } from './large-bodies.js';
import { responseType } from './media-types.js';
import { headersOfRefusal, publicErrors, statusOfCode, type FaultPlace } from './public-errors.js';
import { Refusal, refusal } from './refusal.js';
import { parametersOfBody, parametersOfUrl } from './request-parameters.js';

export interface GraphqlRouteOptions<Context extends object> {
  readonly path: string;
  /** The executable schema, asked for once, with the first request: under Mercurius `() => fastify.graphql.schema`. */
  readonly schema: () => GraphQLSchema;
  /**
   * Makes the context that the resolvers of one request share. A GraphQLError with a code refuses the request:
   * UNAUTHENTICATED with 401, UNAVAILABLE with 503.
   */
  readonly context: (request: FastifyRequest, reply: FastifyReply) => Promise<Context>;
  /** Bytes of a request's body; more is 413. Default 1 MiB. */
  readonly maxBodyBytes?: number;
  /** Milliseconds for context and execution together; then 503 with DEADLINE_EXCEEDED. Default 30,000. */
  readonly deadlineMs?: number;
  readonly limits?: Partial<GraphqlLimits>;
  /** Who may come in, and when. Default: one with the limits of http-limits.ts. */
  readonly admission?: Admission;
  /** How answers are kept; without it, none is. */
  readonly keeping?: AnswerKeepingOptions<Context>;
  /** Added to the answer's `extensions` beside `cost`. The same in every answer to one operation that is kept. */
  readonly extensions?: (context: Context, document: DocumentNode) => object | undefined;
  /**
   * Seconds after which what an answer refuses in its data may be said again: becomes the header `Retry-After`, whatever the
   * status. Refusals that are GraphQL errors have theirs by their code.
   */
  readonly retryAfter?: (context: Context) => number | undefined;
  /** Gets what drops the documents that are kept, to be called when nothing that was written may be. */
  readonly onErased?: (forget: () => void) => void;
  /** Names a fault in the log and in the answer. Default: a random UUID. */
  readonly correlationId?: (request: FastifyRequest) => string;
}

/**
 * Serves GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/) at `path`. To be called before
 * Fastify is ready.
 */
export function registerGraphqlRoute<Context extends object>(
  fastify: FastifyInstance,
  options: GraphqlRouteOptions<Context>,
): void {
  const { path, maxBodyBytes = httpLimits.bodyBytes, correlationId = () => randomUUID() } = options;
  const { admission = new Admission() } = options;
  // A scope of its own: neither the application's body parsers (forms!) nor its error pages apply here.
  fastify.register((scope, _, done) => {
    const requests = new GraphqlRequests<Context>(options.schema, {
      context: options.context,
      extensions: options.extensions,
      retryAfter: options.retryAfter,
      keeping: options.keeping,
      deadlineMs: options.deadlineMs ?? httpLimits.answerTime,
      deadlines: admission.deadlines,
      limits: { ...graphqlLimits, ...options.limits },
      correlationId,
    });
    options.onErased?.(() => requests.forget());
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, parsed) =>
      parsed(null, body),
    );
    scope.setErrorHandler<FastifyError | Refusal>((error, request, reply) =>
      answerError(error, request, reply, {
        correlationId: correlationId(request),
        operation: requests.failedOperation(request),
      }),
    );
    scope.addHook('onRequest', (request, _reply, next) =>
      next(admission.refusalAtOnce() ?? (responseType(request.headers.accept) ? undefined : notAcceptable())),
    );
    scope.addHook('preParsing', (request, reply, payload, next) =>
      next(null, countedBody(admission, request, reply, payload)),
    );
    scope.get(path, (request, reply) =>
      admission.run(reply, () => requests.answer(request, reply, parametersOfUrl(request.raw.url ?? ''))),
    );
    scope.post(path, { bodyLimit: maxBodyBytes }, (request, reply) =>
      admission.run(reply, () =>
        requests.answer(request, reply, parametersOfBody(request.body, request.headers['content-type'])),
      ),
    );
    scope.route({
      url: path,
      method: ['PUT', 'PATCH', 'DELETE'],
      bodyLimit: maxBodyBytes,
      handler: refuseMethod,
    });
    done();
  });
}

function refuseMethod(): never {
  throw refusal('GraphQL is served by GET and POST', 'METHOD_NOT_ALLOWED', {
    status: 405,
    headers: { allow: 'GET, HEAD, POST' },
  });
}

function notAcceptable(): Refusal {
  const message = 'Answers are application/graphql-response+json or application/json';
  return refusal(message, 'NOT_ACCEPTABLE', { status: 406 });
}

const codesOfStatus: Readonly<Record<number, string>> = {
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  503: 'UNAVAILABLE',
};

function answerError(
  error: FastifyError | Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
  place: FaultPlace,
): FastifyReply {
  const type = responseType(request.headers.accept) ?? 'application/json';
  const { errors, options } = error instanceof Refusal ? error : ofFramework(error);
  const { status, wellFormed = false, headers, extensions } = options;
  const actual = wellFormed && type === 'application/json' ? 200 : status;
  const shown = publicErrors(errors, request.log, place);
  // A fault that turns out to be the database's absence has a status of its own.
  const found = status === 500 ? statusOfCode(shown[0]?.extensions?.code) : actual;
  const body = { errors: shown, extensions };
  return sendResponse(reply, type, found, body, { ...headersOfRefusal(found, shown), ...headers });
}

/** Fastify's own refusals carry a status; anything without one is a fault. */
function ofFramework(error: FastifyError): { errors: readonly unknown[]; options: Refusal['options'] } {
  const status = error.statusCode ?? 500;
  const code = codesOfStatus[status] ?? (status >= 400 && status < 500 ? 'BAD_REQUEST' : undefined);
  const message =
    status === 415 ? 'The body must be JSON: say Content-Type: application/json' : error.message;
  return code ? refusal(message, code, { status }) : { errors: [error], options: { status: 500 } };
}
