import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogController, type FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { ApiModule } from './api.module.js';
import { refuseEarly } from './platform/graphql/http/early-refusal.js';
import { httpLimits } from './platform/graphql/http/http-limits.js';
import { registerGraphqlRoute } from './platform/graphql/http/graphql-route.js';
import { registerIde } from './platform/graphql/ide/ide.js';
import type { RequestContext } from './platform/graphql/request-context.js';
import { Metrics } from './platform/observability/metrics.js';
import { registerMetricsPage } from './platform/observability/metrics-page.js';
import { NestLogger } from './platform/observability/nest-logger.js';
import { registerRecordAddresses } from './record-addresses.js';
import type { CasebookRuntime } from './platform/runtime/casebook-runtime.js';
import { programVersion } from './platform/runtime/program-version.js';

const DEFAULT_QUERY = `# Initiatives that serve local services and are in use
{
  initiatives(
    where: { missions: { any: ["local-services"] }, stage: { in: [DEPLOYED, SUSTAINED] } }
    first: 5
  ) {
    totalCount
    edges {
      node {
        title(languages: ["fr"]) { text language stale }
        stage
        owners { name }
        missions { code label(languages: ["fr"]) { text } }
      }
    }
    facets {
      digitalUses { concept { code label { text } } count }
      regions { concept { code } count }
    }
  }
}
`;

/** The Nest application on Fastify, with GraphQL, its IDE and the health pages. Not yet listening. */
export async function createApplication(
  runtime: CasebookRuntime,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    keepAliveTimeout: httpLimits.keepAliveTime,
    requestTimeout: httpLimits.requestTime,
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.on(runtime), adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  const fastify = adapter.getInstance<FastifyInstance & { graphql: { schema: GraphQLSchema } }>();
  const { requestContexts, admission } = runtime;
  fastify.server.maxConnections = httpLimits.connections;
  refuseEarly(fastify.server, '/graphql', admission);
  fastify.addHook('onRequest', (request, reply, done) => {
    // Also when the client goes away before it is answered, which no hook of Fastify's tells.
    reply.raw.once('close', () => requestContexts.close(request));
    if (admission.leaving) void reply.header('connection', 'close');
    done();
  });
  registerGraphqlRoute<RequestContext>(fastify, {
    path: '/graphql',
    schema: () => fastify.graphql.schema,
    admission,
    context: (request) => requestContexts.open(request),
    keeping: {
      scope: (request) => requestContexts.scope(request),
      isCacheable: (context) => requestContexts.isCacheable(context),
    },
    extensions: () => baseExtensions(runtime),
    retryAfter: (context) => context.retryAfter,
    onErased: (forget) => runtime.personal.onErased(forget),
    correlationId: (request) => String(request.id),
  });
  registerIde(fastify, {
    path: '/graphiql',
    endpoint: '/graphql',
    defaultQuery: DEFAULT_QUERY,
    title: 'Casebook',
  });
  registerRecordAddresses(fastify, '/graphql');
  registerMetricsPage(fastify, metricsOf(runtime), runtime.config.metricsToken);
  fastify.get('/', (_request, reply) => reply.redirect('/graphiql'));
  await app.init();
  return app;
}

function metricsOf(runtime: CasebookRuntime): Metrics {
  const { base, eventStoreUrl } = runtime.config;
  const engine = eventStoreUrl === undefined ? 'postgresql' : 'eventstoredb';
  return new Metrics(runtime, { version: programVersion, base, engine });
}

/** Every answer of a demo base says that it is one. */
function baseExtensions({ config }: CasebookRuntime): object | undefined {
  return config.base === 'demo'
    ? { base: 'demo', notice: 'Demo base: records marked fictional are invented.' }
    : undefined;
}
