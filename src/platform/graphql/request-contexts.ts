import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { bearerToken } from '../access/bearer-token.js';
import type { TokenStore } from '../access/token-store.js';
import { isSettledByLog } from '../access/settled-by-log.js';
import { anonymous, type Viewer } from '../access/viewer.js';
import type { Checkpoint, Generation } from '../projections/generation.js';
import type { ReadModel } from '../projections/read-model.js';
import { ReadModelNotReady } from '../projections/read-model.js';
import { CheckpointReads } from '../read-side/checkpoint-reads.js';
import type { AnswerScope } from './http/answer-cache.js';
import { RecordLoaders } from './record-loaders.js';
import { acceptedLanguages, type RequestContext } from './request-context.js';

/**
 * Brings something that all of a request reads from memory up to the request's read model: the vocabularies.
 * `written` is the category that the request has just written to.
 */
export type ContextPreparation = (context: RequestContext, written?: string) => Promise<void>;

/** What a request has from its beginning. */
interface Begun {
  /** An object of this request alone: see settled-by-log.ts. */
  readonly viewer: Viewer;
  readonly languages: readonly string[];
  readonly generation: Generation;
}

/** What is known of a request. It stands in the request itself: a weak map costs the garbage collector more. */
interface RequestState {
  begun: Promise<Begun> | null;
  release: (() => void) | null;
  closed: boolean;
}

const stateKey = Symbol('state');

/** Where rows stand as one number that rises with every change of theirs: mostly of the position, else of a replay. */
function standOf({ position, replays }: Pick<Checkpoint, 'position' | 'replays'>): bigint {
  return (position << 32n) + BigInt(replays);
}

function stateOf(request: FastifyRequest & { [stateKey]?: RequestState }): RequestState {
  return (request[stateKey] ??= { begun: null, release: null, closed: false });
}

/** A class for its getter: see `RecordEdge`. */
class ReadModelScope implements AnswerScope {
  constructor(
    readonly key: string,
    private readonly generation: Generation,
    private readonly checkpoints: CheckpointReads,
  ) {}

  get seen() {
    return standOf({ position: this.generation.watch.highest, replays: this.generation.replays });
  }

  async position() {
    return standOf(await this.checkpoints.current());
  }
}

/** Makes the context of each request and ends it: one viewer, one generation. */
export class RequestContexts {
  private readonly checkpoints = new WeakMap<Generation, CheckpointReads>();
  private readonly uncacheable = new WeakSet<RequestContext>();
  private readonly preparations: ContextPreparation[] = [];

  constructor(
    private readonly readModel: ReadModel,
    private readonly tokens: TokenStore,
  ) {}

  prepareWith(preparation: ContextPreparation): void {
    this.preparations.push(preparation);
  }

  /** @throws GraphQLError UNAUTHENTICATED, UNAVAILABLE */
  async open(request: FastifyRequest): Promise<RequestContext> {
    const { viewer, languages, generation } = await this.beginning(request);
    const context: RequestContext = {
      request,
      viewer,
      languages,
      correlationId: typeof request.id === 'string' ? request.id : randomUUID(),
      generation,
      loaders: new RecordLoaders(generation, viewer),
      uncacheable: () => void this.uncacheable.add(context),
    };
    for (const prepare of this.preparations) await prepare(context);
    return context;
  }

  /**
   * What the answer to a query of this request hangs on.
   * @throws GraphQLError UNAUTHENTICATED, UNAVAILABLE
   */
  async scope(request: FastifyRequest): Promise<AnswerScope> {
    const { viewer, languages, generation } = await this.beginning(request);
    // The schema's name holds the hash of the definition.
    const key = JSON.stringify([generation.schema, viewer, languages]);
    return new ReadModelScope(key, generation, this.checkpointsOf(generation));
  }

  /** Whether an answer follows from the read model at one position, so that it may be kept. */
  isCacheable(context: RequestContext): boolean {
    return !this.uncacheable.has(context) && isSettledByLog(context.viewer);
  }

  private checkpointsOf(generation: Generation): CheckpointReads {
    let reads = this.checkpoints.get(generation);
    if (!reads) {
      reads = new CheckpointReads(() => generation.checkpoint());
      this.checkpoints.set(generation, reads);
    }
    return reads;
  }

  /** Once for each request: who asks, and the one read model that answers. */
  private beginning(request: FastifyRequest): Promise<Begun> {
    return (stateOf(request).begun ??= this.begin(request));
  }

  private async begin(request: FastifyRequest): Promise<Begun> {
    const { authorization } = request.headers;
    const viewer = authorization === undefined ? anonymous : await this.authenticate(authorization);
    const { generation, release } = this.acquire();
    this.hold(request, release);
    const languages = acceptedLanguages(request.headers['accept-language']);
    return { viewer: { ...viewer }, languages, generation };
  }

  /** To be called when the request has been answered, or has broken off. */
  close(request: FastifyRequest): void {
    const state = stateOf(request);
    state.closed = true;
    state.release?.();
    state.release = null;
  }

  /** Keeps a generation until the request is closed; one that is closed already holds nothing any more. */
  private hold(request: FastifyRequest, release: () => void): void {
    const state = stateOf(request);
    if (state.closed) {
      release();
      return;
    }
    const former = state.release;
    state.release = () => {
      release();
      former?.();
    };
  }

  /** After a write to a category: the read model that shows it, nothing read before it, and what is kept of it up to date. */
  async refresh(context: RequestContext, written: string): Promise<void> {
    if (this.readModel.current() !== context.generation) {
      const { generation, release } = this.acquire();
      this.hold(context.request, release);
      context.generation = generation;
    }
    context.loaders = new RecordLoaders(context.generation, context.viewer);
    for (const prepare of this.preparations) await prepare(context, written);
  }

  private acquire() {
    try {
      return this.readModel.acquire();
    } catch (error) {
      if (!(error instanceof ReadModelNotReady)) throw error;
      throw new GraphQLError('The read model is being built; try again in a moment', {
        extensions: { code: 'UNAVAILABLE' },
      });
    }
  }

  private async authenticate(header: string): Promise<Viewer> {
    const token = bearerToken(header);
    const viewer = token === undefined ? null : await this.tokens.authenticate(token);
    if (viewer) return viewer;
    throw new GraphQLError(
      token === undefined
        ? 'Authorization must read: Bearer <token>'
        : 'This API token is unknown or has been revoked',
      { extensions: { code: 'UNAUTHENTICATED' } },
    );
  }
}
