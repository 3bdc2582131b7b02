import { timingSafeEqual, createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { bearerToken } from '../access/bearer-token.js';
import type { Metrics } from './metrics.js';

/**
 * Serves `/metrics`. To whoever shows the token; where none is set, to programs of this machine that ask directly: what a proxy
 * passes on came from somewhere else. For all others there is no such page.
 */
export function registerMetricsPage(
  fastify: FastifyInstance,
  metrics: Metrics,
  token: string | undefined,
): void {
  fastify.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(request, token)) return reply.callNotFound();
    return reply
      .header('cache-control', 'no-store')
      .type(metrics.contentType)
      .send(await metrics.text());
  });
  fastify.addHook('onClose', async () => metrics.close());
}

/** Who asks, and from where. */
type Asking = Pick<FastifyRequest, 'headers' | 'ip'>;

export function mayReadMetrics(asking: Asking, token: string | undefined): boolean {
  return token === undefined ? isDirectAndLocal(asking) : shows(asking, token);
}

const passedOn = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

function isDirectAndLocal({ headers, ip }: Asking): boolean {
  return /^(::ffff:)?127\.|^::1$/.test(ip) && !passedOn.some((name) => name in headers);
}

function shows({ headers }: Asking, token: string): boolean {
  const [a, b] = [bearerToken(headers.authorization) ?? '', token].map((text) =>
    createHash('sha256').update(text).digest(),
  );
  return timingSafeEqual(a!, b!);
}
