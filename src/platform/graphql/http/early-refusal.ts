import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { FastifyServerFactory } from 'fastify';
import { overloaded, type Admission } from './admission.js';
import { headersOfCaching, responseJson } from './graphql-response.js';
import { responseType, responseTypes } from './media-types.js';
import { headersOfRefusal, withRetryAfter } from './public-errors.js';

/**
 * Makes Fastify's server one that refuses what the admission has no place for before anything else is made for it: whatever
 * a refusal costs is taken from the requests that can be answered. To be given as `serverFactory`.
 */
export function refusingEarly(path: string, admission: Admission): FastifyServerFactory {
  return (handler, options) => {
    const { keepAliveTimeout, requestTimeout } = options as Readonly<Record<string, number>>;
    return createServer({ keepAliveTimeout, requestTimeout }, (request, response) => {
      if (isAt(path, request.url) && admission.turnsAway()) refuse(request, response, admission.leaving);
      else handler(request, response);
    });
  };
}

function isAt(path: string, url = ''): boolean {
  return url.startsWith(path) && (url.length === path.length || url[path.length] === '?');
}

const { errors, options } = overloaded();
const shown = errors.map((error) => withRetryAfter(error.toJSON()));
// Text, for Node writes a head and a text at once, and a Buffer after it.
const body = responseJson({ errors: shown });
const always = Object.entries({
  ...headersOfRefusal(options.status, shown),
  ...headersOfCaching,
  'content-length': String(Buffer.byteLength(body)),
}).flat();
const headersAs = new Map(
  responseTypes.map((type) => [type, [...always, 'content-type', `${type}; charset=utf-8`]]),
);

function refuse({ headers }: IncomingMessage, response: ServerResponse, leaving: boolean): void {
  if (leaving) response.shouldKeepAlive = false;
  response.writeHead(options.status, headersAs.get(responseType(headers.accept) ?? 'application/json'));
  response.end(body);
}
