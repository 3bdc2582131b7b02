import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, OperationTypeNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { GraphqlLimits } from '../limits/limits.js';
import { limitExceeded } from '../limits/limit-error.js';
import type { Variables } from '../limits/list-size.js';
import { operationCost } from '../limits/operation-cost.js';
import type { KeptAnswer } from './answer-cache.js';
import { AnswerKeeping, type Pending } from './answer-keeping.js';
import type { Deadlines } from './deadline.js';
import { responseJson, sendKept, sendResponse } from './graphql-response.js';
import type { GraphqlRouteOptions } from './graphql-route.js';
import { responseType, type ResponseType } from './media-types.js';
import { observed } from './observed-operation.js';
import { coercedVariables } from './operation-variables.js';
import { PreparedDocuments, type PreparedOperation } from './prepared-document.js';
import {
  isAboutRequest,
  headersOfRefusal,
  publicErrors,
  retryAfterHeader,
  statusOfCode,
  type FaultPlace,
} from './public-errors.js';
import { invalidRequest, Refusal, refusal } from './refusal.js';
import type { GraphqlParameters } from './request-parameters.js';

export type GraphqlRequestsOptions<Context extends object> = Pick<
  GraphqlRouteOptions<Context>,
  'context' | 'extensions' | 'keeping' | 'retryAfter'
> &
  Required<Pick<GraphqlRouteOptions<Context>, 'deadlineMs' | 'correlationId'>> & {
    readonly limits: GraphqlLimits;
    readonly deadlines: Deadlines;
  };

/** An answer that was executed, and where it may be kept. */
interface Executed<Context> {
  readonly context: Context;
  readonly result: ExecutionResult;
  readonly pending: Pending | null;
}

interface Cost {
  readonly requested: number;
  readonly limit: number;
}

/** Takes requests in good form from document to answer. */
export class GraphqlRequests<Context extends object> {
  private documents: PreparedDocuments | undefined;
  /** Of requests that broke off, for the log. */
  private readonly failed = new WeakMap<FastifyRequest, string>();
  private readonly keeping: AnswerKeeping<Context> | null;

  constructor(
    private readonly schema: () => GraphQLSchema,
    private readonly options: GraphqlRequestsOptions<Context>,
  ) {
    this.keeping = options.keeping ? new AnswerKeeping(options.keeping) : null;
  }

  /** @throws Refusal, or whatever the context throws without a code */
  async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    given: GraphqlParameters,
  ): Promise<FastifyReply> {
    // Built at the first request: the schema is complete only once the application has started.
    this.documents ??= new PreparedDocuments(this.schema(), this.options.limits);
    const operation = this.documents.operation(given.query, given.operationName);
    refuseWrongMethod(request.method, operation);
    const variables = coercedVariables(operation, given.variables);
    const cost = this.cost(operation, variables);
    const answering = observed(request, operation.definition, outcomeOf, () =>
      this.options.deadlines.within(this.options.deadlineMs, () =>
        this.keptOrExecuted(request, reply, operation, given, variables),
      ),
    );
    const answer = await answering.catch((error: unknown) => {
      this.failed.set(request, nameOf(operation));
      throw error;
    });
    if ('body' in answer) return sendKept(request, reply, typeFor(request), answer);
    const extensions = { ...this.extensionsOf(answer.context, operation, request), cost };
    if (answer.pending && !answer.result.errors?.length) {
      const kept = this.keep(answer.pending, answer, extensions);
      if (kept) return sendKept(request, reply, typeFor(request), kept);
    }
    const place = { correlationId: this.options.correlationId(request), operation: nameOf(operation) };
    return this.send(request, reply, place, answer, extensions);
  }

  /** Drops what is kept of documents and answers: their literals are what somebody wrote. */
  forget(): void {
    this.documents?.clear();
    this.keeping?.clear();
  }

  /** The operation of a request whose answer threw, once it was found. */
  failedOperation(request: FastifyRequest): string | undefined {
    return this.failed.get(request);
  }

  private cost(operation: PreparedOperation, variables: Variables): Cost {
    const { limits } = this.options;
    let requested = operation.fixedCost;
    if (requested === undefined) {
      const { schema, document, definition } = operation;
      const counted = operationCost(schema, document, definition, variables, limits);
      requested = counted.cost;
      if (!counted.variable) operation.fixedCost = requested;
    }
    const cost = { requested, limit: limits.cost };
    if (requested <= limits.cost) return cost;
    const error = limitExceeded('cost', limits.cost, { requested, nodes: operation.definition });
    throw new Refusal([error], { status: 400, wellFormed: true, extensions: { cost } });
  }

  private async keptOrExecuted(
    request: FastifyRequest,
    reply: FastifyReply,
    operation: PreparedOperation,
    given: GraphqlParameters,
    coerced: Variables,
  ): Promise<KeptAnswer | Executed<Context>> {
    const keeping = operation.keepable ? this.keeping : null;
    const found = keeping && (await refusing(() => keeping.find(request, given)));
    if (found && 'body' in found) return found;
    const context = await refusing(() => this.options.context(request, reply));
    const result = await operation.execution.run(context, given.variables, coerced);
    return { context, result, pending: found };
  }

  private keep(
    pending: Pending,
    { context, result: { data } }: Executed<Context>,
    extensions: Readonly<Record<string, unknown>>,
  ): KeptAnswer | null {
    return this.keeping?.keep(pending, context, () => responseJson({ data, extensions })) ?? null;
  }

  private extensionsOf(
    context: Context,
    { document }: PreparedOperation,
    request: FastifyRequest,
  ): object | undefined {
    try {
      return this.options.extensions?.(context, document);
    } catch (error) {
      // The answer stands without them; a mutation that was carried out must not look as if it had failed.
      request.log.error({ err: error }, 'The extensions of a GraphQL answer could not be made');
      return undefined;
    }
  }

  private send(
    request: FastifyRequest,
    reply: FastifyReply,
    place: FaultPlace,
    { context, result: { data, errors } }: Executed<Context>,
    extensions: Readonly<Record<string, unknown>>,
  ): FastifyReply {
    const type = typeFor(request);
    const retryAfter = this.options.retryAfter?.(context);
    if (!errors?.length) {
      return sendResponse(reply, type, 200, { data, extensions }, retryAfterHeader([retryAfter]));
    }
    const shown = publicErrors(errors, request.log, place);
    const code = shown[0]?.extensions?.code;
    const aboutRequest = data == null && isAboutRequest(code);
    const status = aboutRequest ? statusOfCode(code) : 200;
    const headers = { ...retryAfterHeader([retryAfter]), ...headersOfRefusal(status, shown) };
    if (!aboutRequest) return sendResponse(reply, type, 200, { errors: shown, data, extensions }, headers);
    if (type === 'application/json')
      return sendResponse(reply, type, 200, { errors: shown, data, extensions }, headers);
    // Nothing was answered and the reason is the caller or the service: a request error, so without `data`.
    return sendResponse(reply, type, status, { errors: shown, extensions }, headers);
  }
}

function typeFor({ headers }: FastifyRequest): ResponseType {
  return responseType(headers.accept) ?? 'application/json';
}

/** Makes a refusal of what a request is refused for before it is executed: no such token, no read model yet. */
async function refusing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GraphQLError) || typeof error.extensions.code !== 'string') throw error;
    throw new Refusal([error], { status: statusOfCode(error.extensions.code) });
  }
}

function outcomeOf(answer: KeptAnswer | Executed<object>): string {
  if ('body' in answer) return 'kept';
  return answer.result.errors?.length ? 'errors' : 'ok';
}

/** `query Name` */
function nameOf({ definition }: PreparedOperation): string {
  return `${definition.operation} ${definition.name?.value ?? '(unnamed)'}`;
}

function refuseWrongMethod(method: string, { definition }: PreparedOperation): void {
  if (definition.operation === OperationTypeNode.SUBSCRIPTION) {
    throw invalidRequest([new GraphQLError('Subscriptions are not served here')], 'OPERATION_NOT_SUPPORTED');
  }
  if (method === 'POST' || definition.operation === OperationTypeNode.QUERY) return;
  throw refusal('Mutations must be sent by POST', 'METHOD_NOT_ALLOWED', {
    status: 405,
    headers: { allow: 'POST' },
  });
}
