import { GraphQLError } from 'graphql';

export interface RefusalOptions {
  /** The HTTP status under `application/graphql-response+json`. */
  readonly status: number;
  /**
   * Whether the request was a GraphQL request in good form whose document or variables are at fault. Under
   * `application/json` such a refusal has status 200; any other keeps `status`.
   */
  readonly wellFormed?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** Becomes `extensions` of the answer. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** A request that is answered with errors and without `data`: nothing of it was executed, or its answer outgrew its limit. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly errors: readonly GraphQLError[],
    readonly options: RefusalOptions,
  ) {
    super(errors[0]?.message);
  }
}

/** A request that is not a GraphQL-over-HTTP request in good form. */
export function badRequest(message: string): Refusal {
  return refusal(message, 'BAD_REQUEST', { status: 400 });
}

export function refusal(message: string, code: string, options: RefusalOptions): Refusal {
  return new Refusal([new GraphQLError(message, { extensions: { code } })], options);
}

/** Errors of a document or of variables; those without a code get the one given. */
export function invalidRequest(errors: readonly GraphQLError[], code: string): Refusal {
  return new Refusal(
    errors.map((error) => (typeof error.extensions.code === 'string' ? error : withCode(error, code))),
    { status: 400, wellFormed: true },
  );
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes, source, positions, path, originalError, extensions } = error;
  return new GraphQLError(message, {
    nodes,
    source,
    positions,
    path,
    originalError,
    extensions: { ...extensions, code },
  });
}
