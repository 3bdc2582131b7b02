import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { TokenStore } from '../access/token-store.js';
import { anonymous, type Viewer } from '../access/viewer.js';
import type { ReadModel } from '../projections/read-model.js';
import { ReadModelNotReady } from '../projections/read-model.js';
import { RecordLoaders } from './record-loaders.js';
import { acceptedLanguages, type RequestContext } from './request-context.js';

/** Brings something that all of a request reads from memory up to the request's read model: the vocabularies. */
export type ContextPreparation = (context: RequestContext, refresh: boolean) => Promise<void>;

/** Makes the context of each request and ends it: one viewer, one generation. */
export class RequestContexts {
  private readonly preparations: ContextPreparation[] = [];
  private readonly releases = new WeakMap<FastifyRequest, () => void>();
  private readonly closed = new WeakSet<FastifyRequest>();

  constructor(
    private readonly readModel: ReadModel,
    private readonly tokens: TokenStore,
  ) {}

  prepareWith(preparation: ContextPreparation): void {
    this.preparations.push(preparation);
  }

  /** @throws GraphQLError UNAUTHENTICATED, UNAVAILABLE */
  async open(request: FastifyRequest): Promise<RequestContext> {
    const viewer = await this.authenticate(request.headers.authorization);
    const { generation, release } = this.acquire();
    this.hold(request, release);
    const context: RequestContext = {
      request,
      viewer,
      languages: acceptedLanguages(request.headers['accept-language']),
      correlationId: typeof request.id === 'string' ? request.id : randomUUID(),
      generation,
      loaders: new RecordLoaders(generation, viewer),
    };
    for (const prepare of this.preparations) await prepare(context, false);
    return context;
  }

  /** To be called when the request has been answered, or has broken off. */
  close(request: FastifyRequest): void {
    this.closed.add(request);
    this.releases.get(request)?.();
    this.releases.delete(request);
  }

  /** Keeps a generation until the request is closed; one that is closed already holds nothing any more. */
  private hold(request: FastifyRequest, release: () => void): void {
    if (this.closed.has(request)) {
      release();
      return;
    }
    const former = this.releases.get(request);
    this.releases.set(request, () => {
      release();
      former?.();
    });
  }

  /** After a write: the read model that shows it, nothing read before it, and what is kept in memory up to date. */
  async refresh(context: RequestContext): Promise<void> {
    if (this.readModel.current() !== context.generation) {
      const { generation, release } = this.acquire();
      this.hold(context.request, release);
      context.generation = generation;
    }
    context.loaders = new RecordLoaders(context.generation, context.viewer);
    for (const prepare of this.preparations) await prepare(context, true);
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

  private async authenticate(header: string | undefined): Promise<Viewer> {
    if (header === undefined) return anonymous;
    const token = /^Bearer +([^\s]+)$/i.exec(header)?.[1];
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
