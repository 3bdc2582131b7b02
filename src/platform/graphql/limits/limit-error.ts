import { GraphQLError, type ASTNode } from 'graphql';
import type { GraphqlLimits } from './limits.js';

const words: Partial<Record<keyof GraphqlLimits, string>> = {
  documentLength: 'characters',
  nesting: 'nested brackets',
  depth: 'levels of fields',
  introspectionDepth: 'levels of introspection',
  introspectionAliases: 'aliases within introspection',
  rootFields: 'root fields',
  cost: 'points of cost',
  answer: 'fields',
};

/** A refusal with code LIMIT_EXCEEDED and `{ limit, allowed, requested? }` in its extensions. */
export function limitExceeded(
  limit: keyof GraphqlLimits,
  allowed: number,
  at: { requested?: number; nodes?: ASTNode } = {},
): GraphQLError {
  // A fragment bomb counts up to infinity, which JSON cannot say.
  const requested = at.requested === undefined ? undefined : Math.min(at.requested, Number.MAX_SAFE_INTEGER);
  const count = requested === undefined ? '' : `: it has ${requested}`;
  const bounded = limit === 'answer' ? 'answer' : 'document';
  return new GraphQLError(`The ${bounded} may have at most ${allowed} ${words[limit] ?? limit}${count}`, {
    nodes: at.nodes,
    extensions: { code: 'LIMIT_EXCEEDED', limit, allowed, ...(requested === undefined ? {} : { requested }) },
  });
}
