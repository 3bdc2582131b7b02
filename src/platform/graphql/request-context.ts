import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { DomainError } from '../../kernel/errors.js';
import { limits } from '../../kernel/fields.js';
import type { Viewer } from '../access/viewer.js';
import type { CommandContext } from '../commands/command-executor.js';
import type { Generation } from '../projections/generation.js';
import type { RecordLoaders } from './record-loaders.js';

/** What one request carries: who asks, in which languages, and the one read model that answers all of it. */
export interface RequestContext {
  readonly viewer: Viewer;
  /** BCP-47 tags in order of preference. */
  readonly languages: readonly string[];
  readonly correlationId: string;
  /** After a write of this request: the one that shows it. */
  generation: Generation;
  loaders: RecordLoaders;
  readonly request: FastifyRequest;
  /** Seconds after which a mutation that this request was refused may be said again; becomes the header `Retry-After`. */
  retryAfter?: number;
  /**
   * To be called by whoever puts something into the answer that does not follow from the read model at one position: names from
   * a register, anything of today. The answer is then not kept for another request.
   */
  readonly uncacheable: () => void;
}

/** The languages of an `Accept-Language` header, best first; at most ten. */
export function acceptedLanguages(header: string | undefined): string[] {
  return (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag, ...parameters] = part.trim().split(';');
      const quality = parameters.map((p) => /^\s*q=([0-9.]+)\s*$/.exec(p)?.[1]).find((q) => q !== undefined);
      return { tag: tag!.trim(), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ tag, quality }) => /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag) && quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag)
    .slice(0, 10);
}

/** Characters of an idempotency key and of a reason. */
const MAX_KEY = 200;

function assertText(value: string | null | undefined, field: string, max: number): void {
  if (value == null) return;
  if (value.length === 0 || value.length > max || value.includes('\u0000') || !value.isWellFormed()) {
    throw new DomainError(
      'INVALID_INPUT',
      `${field} must have 1 to ${max} characters, without NUL or lone surrogates`,
      [field],
    );
  }
}

/**
 * @throws UNAUTHENTICATED, a top-level error, when nobody is signed in
 * @throws DomainError INVALID_INPUT for a key or a reason that cannot be kept
 */
export function commandContext(
  context: RequestContext,
  envelope: { idempotencyKey?: string | null; reason?: string | null; expectedRevision?: number | null },
): CommandContext {
  const { actor, role } = context.viewer;
  if (actor === null) {
    throw new GraphQLError('Writing needs an API token: Authorization: Bearer <token>', {
      extensions: { code: 'UNAUTHENTICATED' },
    });
  }
  assertText(envelope.idempotencyKey, 'idempotencyKey', MAX_KEY);
  assertText(envelope.reason, 'reason', limits.reason);
  return {
    actor,
    role,
    correlationId: context.correlationId,
    likelyNew: true,
    ...(envelope.idempotencyKey == null ? {} : { idempotencyKey: envelope.idempotencyKey }),
    ...(envelope.reason == null ? {} : { reason: envelope.reason }),
    ...(envelope.expectedRevision == null ? {} : { expectedRevision: envelope.expectedRevision }),
  };
}
