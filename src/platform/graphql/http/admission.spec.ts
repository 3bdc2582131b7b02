import { once } from 'node:events';
import { Agent, request as requestOf, type ClientRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import Fastify, { type FastifyInstance } from 'fastify';
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { Admission } from './admission.js';
import { refuseEarly } from './early-refusal.js';
import { registerGraphqlRoute } from './graphql-route.js';
import { until } from '../../../../test/support/until.js';

/*
 * The route with an admission of few places, over HTTP: `waits` is answered when the test says so.
 */

let release: () => void;
let released: Promise<void>;
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      waits: { type: GraphQLString, resolve: () => released.then(() => 'answered') },
      hello: { type: GraphQLString, resolve: () => 'hello' },
    },
  }),
});

const modern = 'application/graphql-response+json';
const opened: FastifyInstance[] = [];

beforeEach(() => {
  released = new Promise((resolve) => (release = resolve));
});
afterEach(async () => {
  release();
  for (const fastify of opened.splice(0)) await fastify.close();
});

async function serve(admission: Admission, early: boolean): Promise<number> {
  const fastify = Fastify({ forceCloseConnections: true });
  if (early) refuseEarly(fastify.server, '/graphql', admission);
  opened.push(fastify);
  registerGraphqlRoute(fastify, {
    path: '/graphql',
    schema: () => schema,
    context: () => Promise.resolve({}),
    admission,
  });
  fastify.get('/health', () => 'well');
  await fastify.listen({ host: '127.0.0.1', port: 0 });
  return (fastify.server.address() as AddressInfo).port;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

async function answerOf(request: ClientRequest): Promise<Answer> {
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode!, headers: response.headers, body: await text(response) };
}

function begin(port: number, headers: Record<string, string | number>): ClientRequest {
  const all = { 'content-type': 'application/json', accept: modern, ...headers };
  return requestOf({ port, host: '127.0.0.1', path: '/graphql', method: 'POST', headers: all });
}

const ask = (port: number, query: string, headers: Record<string, string> = {}) =>
  answerOf(begin(port, headers).end(JSON.stringify({ query })));

describe.each([
  ['by the server, before all else', true],
  ['by the route', false],
])('What there is no place for is refused %s', (_how, early) => {
  const full = async () => {
    const admission = new Admission({ atOnce: 1, waiting: 1 });
    const port = await serve(admission, early);
    const taken = [ask(port, '{ waits }'), ask(port, '{ waits }')];
    await until(() => admission.figures.underWay === 1 && admission.figures.waiting === 1);
    return { admission, port, taken };
  };

  it.each([modern, 'application/json'])('with a word, as %s', async (accept) => {
    const { admission, port, taken } = await full();
    const { status, headers, body } = await ask(port, '{ hello }', { accept });
    expect(status).toBe(503);
    expect(headers).toMatchObject({
      'content-type': `${accept}; charset=utf-8`,
      'retry-after': '1',
      'cache-control': 'private, no-cache',
      vary: 'Accept, Authorization, Accept-Language',
      'content-length': String(Buffer.byteLength(body)),
    });
    expect(JSON.parse(body)).toEqual({
      errors: [{ message: expect.any(String), extensions: { code: 'OVERLOADED', retryAfter: 1 } }],
    });
    expect(admission.figures.refused).toBe(1);
    release();
    for (const { body: answered } of await Promise.all(taken)) expect(answered).toContain('answered');
    expect((await ask(port, '{ hello }')).status).toBe(200);
  });

  it('also as a GET, or under an address with parameters, and nothing else is', async () => {
    const { port, taken } = await full();
    const at = (path: string, method = 'GET') =>
      answerOf(requestOf({ port, host: '127.0.0.1', path, method }).end());
    expect((await at('/graphql?query=%7Bhello%7D')).status).toBe(503);
    expect(await at('/graphql', 'HEAD')).toMatchObject({ status: 503, body: '' });
    expect(await at('/health')).toMatchObject({ status: 200, body: 'well' });
    expect((await at('/graphql-not')).status).toBe(404);
    release();
    await Promise.all(taken);
  });
});

describe('Large bodies', () => {
  const large = 40_000;
  const padded = (size: number) => JSON.stringify({ query: '{ hello }', extensions: {} }).padEnd(size, ' ');

  /** One that has sent so many bytes and sends no more. */
  const unfinished = async (port: number, bytes: number, admission: Admission) => {
    const request = begin(port, { 'transfer-encoding': 'chunked' });
    request.on('error', () => undefined);
    request.write(Buffer.alloc(bytes, ' '));
    await until(() => admission.figures.heldBytes === bytes);
    return request;
  };

  it('are refused when too much of them would be held, small ones are not', async () => {
    const admission = new Admission({ heldBytes: 100_000 });
    const port = await serve(admission, true);
    const slow = await unfinished(port, 80_000, admission);
    const refused = await answerOf(begin(port, { 'content-length': large }).end(padded(large)));
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(JSON.parse(refused.body)).toMatchObject({ errors: [{ extensions: { code: 'OVERLOADED' } }] });
    expect((await ask(port, '{ hello }')).status).toBe(200);
    slow.destroy();
    // Let go of with the connection, and after each answer.
    await until(() => admission.figures.heldBytes === 0);
    for (let n = 0; n < 4; n++) {
      const taken = await answerOf(begin(port, { 'content-length': large }).end(padded(large)));
      expect(taken.status).toBe(200);
      await until(() => admission.figures.heldBytes === 0);
    }
  });

  it.each([
    ['GET', 'application/json', 200],
    ['HEAD', 'application/json', 200],
    ['POST', 'text/plain', 415],
  ])(
    'of a %s of %s, which nobody reads, disturb nobody when there is no room',
    async (method, type, status) => {
      const admission = new Admission({ heldBytes: 10 });
      const port = await serve(admission, true);
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const path = '/graphql?query=%7Bhello%7D';
      const one = (framing: string, value: string) => {
        const headers = { 'content-type': type, [framing]: value };
        const request = requestOf({ port, host: '127.0.0.1', path, method, headers, agent });
        return answerOf(request.end(Buffer.alloc(large, ' ')));
      };
      expect((await one('content-length', String(large))).status).toBe(status);
      expect((await one('transfer-encoding', 'chunked')).status).toBe(status);
      // On the same connection, if it was kept, and by the same process.
      expect((await ask(port, '{ hello }')).status).toBe(200);
      await until(() => admission.figures.heldBytes === 0);
      agent.destroy();
    },
  );

  it('that announce more than a body may have are refused for that, and disturb nobody', async () => {
    const admission = new Admission({ heldBytes: 10 });
    const port = await serve(admission, true);
    const request = begin(port, { 'content-length': 2_000_000 });
    request.on('error', () => undefined);
    request.write(Buffer.alloc(large, ' '));
    expect((await answerOf(request)).status).toBe(413);
    request.destroy();
    expect((await ask(port, '{ hello }')).status).toBe(200);
    await until(() => admission.figures.heldBytes === 0);
  });

  it('that are refused under way are answered, and their connection is closed', async () => {
    const admission = new Admission({ heldBytes: 100_000 });
    const port = await serve(admission, true);
    const request = begin(port, { 'transfer-encoding': 'chunked' });
    for (let n = 0; n < 10; n++) request.write(Buffer.alloc(large, ' '));
    const refused = await answerOf(request);
    expect(refused).toMatchObject({ status: 503, headers: { connection: 'close', 'retry-after': '1' } });
    await until(() => admission.figures.heldBytes === 0);
  });
});
