import type { FastifyRequest } from 'fastify';
import {
  AnswerCache,
  type AnswerPlace,
  type AnswerScope,
  type AskedQuery,
  type KeptAnswer,
} from './answer-cache.js';

/** What the route has to know to keep answers. */
export interface AnswerKeepingOptions<Context extends object> {
  /** What the answer to a request hangs on. May refuse the request as the context may. */
  readonly scope: (request: FastifyRequest) => Promise<AnswerScope>;
  /** Whether nothing else went into the answer that was made in this context. */
  readonly isCacheable: (context: Context) => boolean;
  /** Bytes of all answers together. Default 32 MiB. */
  readonly bytes?: number;
}

const defaultBytes = 32 * 1_048_576;

/** An answer that is being made, and where it may be kept afterwards. */
export interface Pending {
  readonly place: AnswerPlace;
  /** Where the read model stood at the earliest when its making began. */
  readonly position: bigint;
}

/** Gives answers again, and keeps new ones, for requests that do not forbid it (`Cache-Control: no-store`). */
export class AnswerKeeping<Context extends object> {
  private readonly cache: AnswerCache;

  constructor(private readonly options: AnswerKeepingOptions<Context>) {
    this.cache = new AnswerCache(options.bytes ?? defaultBytes);
  }

  /** @returns the answer; or, where there is none, what {@link keep} needs; null where none is to be kept */
  async find(request: FastifyRequest, asked: AskedQuery): Promise<KeptAnswer | Pending | null> {
    if (/\bno-store\b/i.test(request.headers['cache-control'] ?? '')) return null;
    const scope = await this.options.scope(request);
    const place = this.cache.place(scope, asked);
    const kept = await this.cache.find(place);
    return kept ?? { place, position: scope.seen };
  }

  /** @returns null when this answer is not to be kept */
  keep({ place, position }: Pending, context: Context, json: () => string): KeptAnswer | null {
    return this.options.isCacheable(context) ? this.cache.keep(place, position, Buffer.from(json())) : null;
  }

  /** Drops all that is kept. */
  clear(): void {
    this.cache.clear();
  }
}
