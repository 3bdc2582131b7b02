import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, OperationTypeNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { GraphqlLimits } from '../limits/limits.js';
import { limitExceeded } from '../limits/limit-error.js';
import type { Variables } from '../limits/list-size.js';
import { operationCost } from '../limits/operation-cost.js';
import { withinDeadline } from './deadline.js';
import { sendResponse } from './graphql-response.js';
import type { GraphqlRouteOptions } from './graphql-route.js';
import { responseType } from './media-types.js';
import { coercedVariables } from './operation-variables.js';
import { PreparedDocuments, type PreparedOperation } from './prepared-document.js';
import {
  headersOfStatus,
  isAboutRequest,
  publicErrors,
  statusOfCode,
  type FaultPlace,
} from './public-errors.js';
import { invalidRequest, Refusal, refusal } from './refusal.js';
import type { GraphqlParameters } from './request-parameters.js';

export type GraphqlRequestsOptions<Context extends object> = Pick<
  GraphqlRouteOptions<Context>,
  'context' | 'extensions'
> &
  Required<Pick<GraphqlRouteOptions<Context>, 'deadlineMs' | 'correlationId'>> & {
    readonly limits: GraphqlLimits;
  };

interface Cost {
  readonly requested: number;
  readonly limit: number;
}

/** Takes requests in good form from document to answer. */
export class GraphqlRequests<Context extends object> {
  private documents: PreparedDocuments | undefined;
  /** Of requests that broke off, for the log. */
  private readonly failed = new WeakMap<FastifyRequest, string>();

  constructor(
    private readonly schema: () => GraphQLSchema,
    private readonly options: GraphqlRequestsOptions<Context>,
  ) {}

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
    const executing = this.execute(request, reply, operation, given.variables, variables);
    const { context, result } = await executing.catch((error: unknown) => {
      this.failed.set(request, nameOf(operation));
      throw error;
    });
    const extensions = { ...this.extensionsOf(context, operation, request), cost };
    const place = { correlationId: this.options.correlationId(request), operation: nameOf(operation) };
    return this.send(request, reply, place, result, extensions);
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

  private async execute(
    request: FastifyRequest,
    reply: FastifyReply,
    operation: PreparedOperation,
    given: Variables,
    coerced: Variables,
  ): Promise<{ context: Context; result: ExecutionResult }> {
    return withinDeadline(this.options.deadlineMs, async (signal) => {
      const context = await this.openContext(request, reply, signal);
      return { context, result: await operation.execution.run(context, given, coerced) };
    });
  }

  private async openContext(
    request: FastifyRequest,
    reply: FastifyReply,
    signal: AbortSignal,
  ): Promise<Context> {
    try {
      return await this.options.context(request, reply, signal);
    } catch (error) {
      if (!(error instanceof GraphQLError) || typeof error.extensions.code !== 'string') throw error;
      throw new Refusal([error], { status: statusOfCode(error.extensions.code) });
    }
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
    { data, errors }: ExecutionResult,
    extensions: Readonly<Record<string, unknown>>,
  ): FastifyReply {
    const type = responseType(request.headers.accept) ?? 'application/json';
    if (!errors?.length) return sendResponse(reply, type, 200, { data, extensions });
    const shown = publicErrors(errors, request.log, place);
    const code = shown[0]?.extensions?.code;
    if (data != null || !isAboutRequest(code))
      return sendResponse(reply, type, 200, { errors: shown, data, extensions });
    const status = statusOfCode(code);
    const headers = headersOfStatus(status);
    if (type === 'application/json')
      return sendResponse(reply, type, 200, { errors: shown, data, extensions }, headers);
    // Nothing was answered and the reason is the caller or the service: a request error, so without `data`.
    return sendResponse(reply, type, status, { errors: shown, extensions }, headers);
  }
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
