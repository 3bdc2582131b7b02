import { declaresUtf8 } from './media-types.js';
import { badRequest, refusal } from './refusal.js';

export interface GraphqlParameters {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws Refusal 400 or 415 */
export function parametersOfBody(body: unknown, contentType: string | undefined): GraphqlParameters {
  if (!declaresUtf8(contentType)) {
    throw refusal('The body must be encoded in UTF-8', 'UNSUPPORTED_MEDIA_TYPE', { status: 415 });
  }
  const parameters = parseJson(Buffer.isBuffer(body) ? decode(body) : '', 'The body');
  if (Array.isArray(parameters)) throw badRequest('Send one operation a request: batches are not served');
  if (!isMap(parameters)) throw badRequest('The body must be a JSON object');
  return checked(parameters);
}

/** @throws Refusal 400 */
export function parametersOfUrl(url: string): GraphqlParameters {
  const start = url.indexOf('?');
  const search = new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
  const one = (name: string) => {
    const values = search.getAll(name);
    if (values.length > 1) throw badRequest(`{${name}} is given ${values.length} times`);
    return values[0] || undefined;
  };
  const json = (name: string) => {
    const text = one(name);
    return text === undefined ? undefined : parseJson(text, `{${name}}`);
  };
  return checked({
    query: one('query'),
    operationName: one('operationName'),
    variables: json('variables'),
    extensions: json('extensions'),
  });
}

function checked({
  query,
  operationName,
  variables,
  extensions,
}: Record<string, unknown>): GraphqlParameters {
  if (query === undefined || query === null) throw badRequest('{query} is missing');
  if (typeof query !== 'string') throw badRequest('{query} must be a string');
  if (operationName != null && typeof operationName !== 'string') {
    throw badRequest('{operationName} must be a string');
  }
  if (variables != null && !isMap(variables)) throw badRequest('{variables} must be an object');
  if (extensions != null && !isMap(extensions)) throw badRequest('{extensions} must be an object');
  return { query, operationName: operationName || undefined, variables: variables ?? {} };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw badRequest('The body is not valid UTF-8');
  }
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(`${what} is not valid JSON`);
  }
}
