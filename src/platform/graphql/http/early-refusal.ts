import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { overloaded, type Admission } from './admission.js';
import { headersOfCaching, responseJson } from './graphql-response.js';
import { responseType, responseTypes } from './media-types.js';
import { headersOfRefusal, withRetryAfter } from './public-errors.js';

/**
 * Has a server refuse what the admission has no place for before anything else is made for it: whatever a refusal costs is
 * taken from the requests that can be answered. To be called once its listener is there. Of a HOST with two addresses Fastify
 * makes a server for each, and tells of the first; on the other the route refuses.
 */
export function refuseEarly(server: Server, path: string, admission: Admission): void {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (isAt(path, request.url) && admission.turnsAway()) refuse(request, response, admission.leaving);
    else for (const listener of listeners) listener(request, response);
  });
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
