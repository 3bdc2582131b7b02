import type { FastifyRequest } from 'fastify';
import { Kind, type OperationDefinitionNode } from 'graphql';
import { operationAnswered, secondsSince, type Outcome } from '../../signals/signals.js';
import { tracedRequest } from '../../signals/traced.js';
import { Refusal } from './refusal.js';

/** Seconds after which an answer is worth a line of the log. */
const slowAfter = 1;

/**
 * Answers an operation, and tells how long it took and what came of it: a signal, a span, and a line of the log (`debug`; a
 * slow one is a `warn`).
 * @param outcomeOf of an answer that was made
 */
export async function observed<Answer>(
  request: FastifyRequest,
  definition: OperationDefinitionNode,
  outcomeOf: (answer: Answer) => Outcome,
  answer: () => Promise<Answer>,
): Promise<Answer> {
  const started = performance.now();
  const { operation: type } = definition;
  const field = rootField(definition);
  const told = (outcome: Outcome): void => {
    const seconds = secondsSince(started);
    if (operationAnswered.isHeard) operationAnswered.tell({ type, field, outcome, seconds });
    const level = seconds > slowAfter ? 'warn' : 'debug';
    const line = { correlationId: request.id, type, field, outcome, ms: Math.round(seconds * 1_000) };
    request.log[level](line, level === 'warn' ? 'A GraphQL operation was slow' : 'GraphQL operation');
  };
  const attributes = {
    'graphql.operation.type': type,
    'graphql.field': field,
    'casebook.correlation_id': String(request.id),
  };
  try {
    const made = await tracedRequest(`${type} ${field}`, request.headers, attributes, answer);
    told(outcomeOf(made));
    return made;
  } catch (error) {
    told(error instanceof Refusal ? 'refused' : 'failed');
    throw error;
  }
}

/** What is asked for; `several` where there are more root fields, or fragments of them. */
function rootField({ selectionSet: { selections } }: OperationDefinitionNode): string {
  const [only] = selections;
  return selections.length === 1 && only?.kind === Kind.FIELD ? only.name.value : 'several';
}
