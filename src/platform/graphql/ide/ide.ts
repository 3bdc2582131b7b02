import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ideAssets, type IdeAsset } from './ide-assets.js';
import { ideContentSecurityPolicy, idePage } from './ide-page.js';

export interface IdeOptions {
  /** Where the page is served; its files stand below. */
  readonly path: string;
  /** The GraphQL endpoint on the same origin. */
  readonly endpoint: string;
  /** What a first visitor finds in the editor. */
  readonly defaultQuery: string;
  readonly title: string;
}

/**
 * Serves GraphiQL from the installed packages: the page and the five files it needs, and nothing from elsewhere.
 *
 * @throws Error when a package is not installed
 */
export function registerIde(fastify: FastifyInstance, options: IdeOptions): void {
  const assets = ideAssets();
  const html = idePage(options, assets);
  const etag = `"${createHash('sha256').update(html).digest('base64url')}"`;
  fastify.get(options.path, (request, reply) => {
    void reply.headers({
      'cache-control': 'no-cache',
      'content-security-policy': ideContentSecurityPolicy,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    return isKnown(request, reply, etag) ? reply : reply.type('text/html; charset=utf-8').send(html);
  });
  for (const asset of assets) {
    fastify.get(`${options.path}/${asset.name}`, (request, reply) => sendAsset(request, reply, asset));
  }
}

function sendAsset(request: FastifyRequest, reply: FastifyReply, asset: IdeAsset): FastifyReply {
  // The page asks for `?v=<version>`, so a file may be kept for ever.
  void reply.headers({
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  });
  if (isKnown(request, reply, `"${asset.version}"`)) return reply;
  void reply.type(asset.type).header('content-length', asset.bytes);
  return reply.send('text' in asset ? asset.text : createReadStream(asset.file));
}

function isKnown(request: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  void reply.header('etag', etag);
  const known = (request.headers['if-none-match'] ?? '')
    .split(',')
    .map((each) => each.trim().replace(/^W\//, ''));
  if (!known.includes(etag)) return false;
  void reply.code(304).send();
  return true;
}
