import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { runInNewContext } from 'node:vm';
import Fastify, { type FastifyInstance } from 'fastify';
import {
  getIntrospectionQuery,
  GraphQLEnumType,
  GraphQLError,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  GraphQLID,
  type GraphQLFieldConfig,
} from 'graphql';
import { registerGraphqlRoute } from '../../src/platform/graphql/http/graphql-route.js';
import { ideScript } from '../../src/platform/graphql/ide/ide-script.js';
import { registerIde } from '../../src/platform/graphql/ide/ide.js';
import { auditGraphqlOverHttp } from '../support/graphql-http-audits.js';

const modern = 'application/graphql-response+json';
const secret = 'relation "vault.secret" does not exist';

const day = new GraphQLScalarType<string>({
  name: 'Day',
  parseValue(value) {
    if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return value;
    throw new GraphQLError('A day reads 2025-01-31');
  },
});
const stage = new GraphQLEnumType({
  name: 'Stage',
  values: { IDEA: { value: 'idea' }, RUNNING: { value: 'running' } },
});
const where: GraphQLInputObjectType = new GraphQLInputObjectType({
  name: 'Where',
  fields: () => ({
    and: { type: new GraphQLList(new GraphQLNonNull(where)) },
    or: { type: new GraphQLList(new GraphQLNonNull(where)) },
    not: { type: where },
    code: { type: GraphQLString },
    stage: { type: stage },
    since: { type: day },
  }),
});
const item: GraphQLObjectType = new GraphQLObjectType({
  name: 'Item',
  fields: () => ({ id: { type: GraphQLID }, name: { type: GraphQLString }, items: connection() }),
});
const edge = new GraphQLObjectType({ name: 'Edge', fields: () => ({ node: { type: item } }) });
const page: GraphQLObjectType = new GraphQLObjectType({
  name: 'Page',
  fields: () => ({ totalCount: { type: GraphQLInt }, edges: { type: new GraphQLList(edge) } }),
});
const connection = (): GraphQLFieldConfig<unknown, unknown> => ({
  type: page,
  args: { first: { type: GraphQLInt }, last: { type: GraphQLInt }, where: { type: where } },
  resolve: (_source, args) => ({ totalCount: 1, edges: [{ node: { id: '1', name: JSON.stringify(args) } }] }),
});
const failing = (make: () => Error): GraphQLFieldConfig<unknown, unknown> => ({
  type: GraphQLString,
  resolve: () => Promise.reject(make()),
});
const coded = (code: string) => new GraphQLError(`because ${code}`, { extensions: { code } });

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      hello: {
        type: GraphQLString,
        args: { name: { type: GraphQLString } },
        resolve: (_s, { name }) => `hello ${name}`,
      },
      day: { type: GraphQLString, args: { on: { type: day } }, resolve: (_s, { on }) => on },
      stage: { type: GraphQLString, args: { is: { type: stage } }, resolve: (_s, { is }) => is },
      square: {
        type: GraphQLInt,
        args: { of: { type: new GraphQLNonNull(GraphQLInt) } },
        resolve: (_s, { of }) => of * of,
      },
      items: connection(),
      nodes: {
        type: new GraphQLList(item),
        args: { ids: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLID))) } },
        resolve: (_s, { ids }) => ids.map((id: string) => ({ id })),
      },
      broken: failing(() => new Error(secret)),
      brokenMany: failing(() => Object.assign(new AggregateError([new Error(secret)]), { code: 'EBROKEN' })),
      badStage: { type: stage, resolve: () => secret },
      private: failing(() => coded('UNAUTHENTICATED')),
      away: failing(() => Object.assign(new Error(secret), { code: 'ECONNREFUSED' })),
      down: { ...failing(() => coded('UNAVAILABLE')), type: new GraphQLNonNull(GraphQLString) },
      slow: { type: GraphQLString, resolve: () => new Promise(() => undefined) },
    },
  }),
  mutation: new GraphQLObjectType({
    name: 'Mutation',
    fields: {
      touch: { type: GraphQLString, resolve: () => 'touched' },
      refuse: {
        type: GraphQLString,
        resolve: (_s, _args, context: { retryAfter?: number }) => ((context.retryAfter = 7), 'later'),
      },
    },
  }),
});

let fastify: FastifyInstance;
let url: string;
const logged: string[] = [];

beforeAll(async () => {
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => (logged.push(chunk.toString()), done()),
  });
  fastify = Fastify({ logger: { level: 'error', stream } });
  registerGraphqlRoute(fastify, {
    path: '/graphql',
    schema: () => schema,
    deadlineMs: 2_000,
    maxBodyBytes: 100_000,
    context: ({ headers: { authorization } }) => {
      if (authorization === 'Bearer revoked') return Promise.reject(coded('UNAUTHENTICATED'));
      if (authorization === 'Bearer away')
        return Promise.reject(Object.assign(new Error(secret), { code: 'ECONNREFUSED' }));
      return authorization === 'Bearer broken' ? Promise.reject(new Error(secret)) : Promise.resolve({});
    },
    retryAfter: (context: { retryAfter?: number }) => context.retryAfter,
    extensions: (_context, document) => ({ definitions: document.definitions.length }),
  });
  registerIde(fastify, {
    path: '/graphiql',
    endpoint: '/graphql',
    defaultQuery: '{ hello } # </script>',
    title: 'A & B',
  });
  url = `${await fastify.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
});

afterAll(() => fastify.close());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of many shapes, each asserted upon
  readonly body: any;
}

async function send(init: RequestInit, to = url): Promise<Answer> {
  const response = await fetch(to, init);
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const post = (body: unknown, headers: Record<string, string> = {}) =>
  send({
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: modern, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const get = (parameters: Record<string, string>, headers: Record<string, string> = { accept: modern }) =>
  send({ headers }, `${url}?${new URLSearchParams(parameters).toString()}`);
const query = (text: string, variables?: object) => post({ query: text, variables });
const code = ({ body }: Answer) => body.errors?.[0]?.extensions?.code;

test('every audit of GraphQL over HTTP passes, the optional ones too', async () => {
  const { audits, failed } = await auditGraphqlOverHttp(url);
  expect(failed).toEqual([]);
  expect(audits).toBeGreaterThan(50);
});

describe('requests', () => {
  test('GET serves queries with variables, but no mutation', async () => {
    const variables = JSON.stringify({ n: 'a+b é' });
    const answer = await get({
      query: 'query($n: String) { hello(name: $n) }',
      variables,
      operationName: '',
    });
    expect([answer.status, answer.body.data]).toEqual([200, { hello: 'hello a+b é' }]);
    for (const accept of [modern, 'application/json']) {
      const mutation = await get({ query: 'mutation { touch }' }, { accept });
      expect([mutation.status, mutation.headers.get('allow'), code(mutation)]).toEqual([
        405,
        'POST',
        'METHOD_NOT_ALLOWED',
      ]);
    }
  });

  test.each(['PUT', 'PATCH', 'DELETE'])('%s is not allowed', async (method) => {
    const answer = await send({ method, headers: { 'content-type': 'application/json' }, body: '{}' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });

  test.each([
    ['application/x-www-form-urlencoded', 'query=%7Bhello%7D'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['text/plain', '{"query":"{hello}"}'],
    ['application/graphql', '{hello}'],
    ['application/json; charset=utf-16', '{"query":"{hello}"}'],
  ])('a body of %s is 415', async (type, body) => {
    const answer = await post(body, { 'content-type': type });
    expect([answer.status, code(answer)]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  test.each([
    ['no JSON', '{"query"'],
    ['nothing', ''],
    ['null', 'null'],
    ['a batch', '[{"query":"{hello}"}]'],
    ['no query', '{}'],
    ['a query that is a list', '{"query":["{hello}"]}'],
    ['variables that are text', '{"query":"{hello}","variables":"{}"}'],
    ['extensions that are a list', '{"query":"{hello}","extensions":[]}'],
    ['an operationName that is a number', '{"query":"{hello}","operationName":1}'],
  ])('%s is a bad request in either media type', async (_what, body) => {
    for (const accept of [modern, 'application/json']) {
      const answer = await post(body, { accept });
      expect([answer.status, code(answer)]).toEqual([400, 'BAD_REQUEST']);
      expect(answer.headers.get('content-type')).toBe(`${accept}; charset=utf-8`);
    }
  });

  test('bytes that are not UTF-8, repeated parameters and bad JSON in the URL are bad requests', async () => {
    const body = Buffer.concat([
      Buffer.from('{"query":"{hello(name:\\"'),
      Buffer.from([0xff]),
      Buffer.from('\\")}"}'),
    ]);
    expect(
      (await send({ method: 'POST', headers: { 'content-type': 'application/json' }, body })).status,
    ).toBe(400);
    expect((await send({}, `${url}?query={hello}&query={hello}`)).status).toBe(400);
    expect((await get({ query: '{hello}', variables: '{' })).status).toBe(400);
    expect((await get({})).status).toBe(400);
  });

  test('a body above the limit is 413', async () => {
    const answer = await post({ query: '{hello}', variables: { x: 'x'.repeat(100_000) } });
    expect([answer.status, code(answer)]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  test.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    [`${modern}, application/json`, modern],
    [`application/json, ${modern}`, modern],
    [`application/json, ${modern};q=0.9`, 'application/json'],
    ['application/json, text/plain, */*', 'application/json'],
    [`${modern};charset=utf-8, */*;q=0.1`, modern],
    ['text/html, application/*;q=0.5', 'application/json'],
  ])('Accept: %s is answered with %s', async (accept, expected) => {
    const answer = await get({ query: '{hello}' }, accept === undefined ? {} : { accept });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, `${expected}; charset=utf-8`]);
    expect(answer.headers.get('vary')).toBe('Accept, Authorization, Accept-Language');
  });

  test.each(['text/html', 'application/json;q=0', `${modern};charset=latin1`])(
    'Accept: %s is 406',
    async (accept) => {
      const answer = await get({ query: '{hello}' }, { accept });
      expect([answer.status, code(answer)]).toEqual([406, 'NOT_ACCEPTABLE']);
    },
  );
});

describe('operations', () => {
  const two = 'query A { hello(name: "a") } query B { hello(name: "b") } mutation C { touch }';

  test('a document of several operations runs the one that is named, however often', async () => {
    for (const round of [1, 2, 3]) {
      for (const [operationName, data] of [
        ['A', { hello: 'hello a' }],
        ['B', { hello: 'hello b' }],
        ['C', { touch: 'touched' }],
      ]) {
        expect([round, (await post({ query: two, operationName })).body.data]).toEqual([round, data]);
      }
    }
    expect((await get({ query: two, operationName: 'B' })).body.data).toEqual({ hello: 'hello b' });
    expect((await get({ query: two, operationName: 'C' })).status).toBe(405);
  });

  test.each([
    ['unknown', 'Nobody'],
    ['hostile', 'A } { hello'],
    ['missing', undefined],
  ])('an operationName that is %s is a request error', async (_what, operationName) => {
    for (const [accept, status] of [
      [modern, 400],
      ['application/json', 200],
    ] as const) {
      const answer = await post({ query: two, operationName }, { accept });
      expect([answer.status, code(answer), 'data' in answer.body]).toEqual([
        status,
        'OPERATION_NOT_FOUND',
        false,
      ]);
    }
  });

  test('a document given as a syntax tree in JSON is a syntax error', async () => {
    const answer = await query('{"kind":"Document","definitions":[]}');
    expect([answer.status, code(answer)]).toEqual([400, 'GRAPHQL_PARSE_FAILED']);
  });

  test.each([
    ['a number for a text', 'query($v: String) { hello(name: $v) }', { v: 1 }],
    ['an unknown enum value', 'query($v: Stage) { stage(is: $v) }', { v: 'GONE' }],
    ['a scalar of its own', 'query($v: Day) { day(on: $v) }', { v: 'tomorrow' }],
    ['a missing value', 'query($v: Int!) { square(of: $v) }', {}],
    ['null in spite of a default', 'query($v: Int = 3) { square(of: $v) }', { v: null }],
    [
      'a field that is unknown',
      'query($v: Where) { items(where: $v) { totalCount } }',
      { v: { and: [{ nope: 1 }] } },
    ],
  ])('wrong variables (%s) have one answer, before and after compiling', async (_what, text, variables) => {
    const valid = { v: { v: 1 } };
    const answers = [
      await query(text, variables),
      await query(text, variables),
      await query(text, variables),
    ];
    await query(text, valid);
    answers.push(await query(text, variables));
    for (const answer of answers) {
      expect([answer.status, code(answer)]).toEqual([400, 'BAD_USER_INPUT']);
      expect(answer.body).toEqual(answers[0]!.body);
    }
    const legacy = await post({ query: text, variables }, { accept: 'application/json' });
    expect([legacy.status, legacy.body]).toEqual([200, answers[0]!.body]);
  });

  test('variables reach resolvers alike interpreted and compiled, through an input type that contains itself', async () => {
    const text =
      'query($w: Where, $n: Int = 2) { items(where: $w) { edges { node { name } } } square(of: $n) }';
    const variables = { w: { and: [{ or: [{ stage: 'RUNNING' }, { not: { since: '2025-01-31' } }] }] } };
    const bodies = [];
    for (let run = 0; run < 4; run++) bodies.push((await query(text, variables)).body);
    expect(JSON.parse(bodies[0].data.items.edges[0].node.name)).toEqual({
      where: { and: [{ or: [{ stage: 'running' }, { not: { since: '2025-01-31' } }] }] },
    });
    expect(bodies[0].data.square).toBe(4);
    for (const body of bodies) expect(body).toEqual(bodies[0]);
  }, 10_000);
});

describe('errors', () => {
  test.each(['broken', 'brokenMany', 'badStage'])(
    'a fault (%s) is logged and shown as nothing but an id',
    async (field) => {
      for (let run = 0; run < 3; run++) {
        logged.length = 0;
        const answer = await query(`query Ask { hello ${field} }`);
        const { correlationId, ...extensions } = answer.body.errors[0].extensions;
        expect([answer.status, answer.body.data]).toEqual([200, { hello: 'hello undefined', [field]: null }]);
        expect(answer.body.errors).toEqual([
          expect.objectContaining({ message: 'Internal error', path: [field] }),
        ]);
        expect(extensions).toEqual({ code: 'INTERNAL' });
        expect(JSON.stringify(answer.body)).not.toContain('vault');
        expect(logged).toHaveLength(1);
        const line = JSON.parse(logged[0]!) as { err: { stack: string; message: string } };
        expect(line).toMatchObject({ correlationId, operation: 'query Ask', path: [field] });
        expect(line.err.stack).toContain(line.err.message);
        expect(logged[0]).toContain('vault');
      }
    },
  );

  test('a fault before the execution is logged once, with its operation', async () => {
    logged.length = 0;
    const answer = await post(
      { query: 'query Ask { hello }' },
      { accept: modern, authorization: 'Bearer broken' },
    );
    const { correlationId } = answer.body.errors[0].extensions;
    expect([answer.status, code(answer)]).toEqual([500, 'INTERNAL']);
    expect(logged).toHaveLength(1);
    expect(JSON.parse(logged[0]!)).toMatchObject({ correlationId, operation: 'query Ask' });
    expect(logged[0]).toContain('vault');
  });

  test('errors with a code stay as they are', async () => {
    for (let run = 0; run < 3; run++) {
      const answer = await query('{ hello private }');
      expect([answer.status, code(answer), answer.body.errors[0].message]).toEqual([
        200,
        'UNAUTHENTICATED',
        'because UNAUTHENTICATED',
      ]);
    }
  });

  test('a service that is down is 503 with Retry-After, and 200 under application/json', async () => {
    for (let run = 0; run < 3; run++) {
      const answer = await query('{ down }');
      expect([answer.status, code(answer), answer.headers.get('retry-after')]).toEqual([
        503,
        'UNAVAILABLE',
        '1',
      ]);
      expect(answer.body).not.toHaveProperty('data');
    }
    const legacy = await post({ query: '{ down }' }, { accept: 'application/json' });
    expect([legacy.status, legacy.body.data, code(legacy)]).toEqual([200, null, 'UNAVAILABLE']);
  });

  test('a database that is away is UNAVAILABLE, says when to try again, and shows nothing of itself', async () => {
    const answer = await query('{ hello away }');
    expect([answer.status, code(answer), answer.headers.get('retry-after')]).toEqual([
      200,
      'UNAVAILABLE',
      '1',
    ]);
    expect(answer.body.data).toEqual({ hello: 'hello undefined', away: null });
    expect(answer.body.errors[0].extensions).toMatchObject({ retryAfter: 1 });
    expect(JSON.stringify(answer.body)).not.toContain('vault');
    const whole = await post({ query: '{ hello }' }, { authorization: 'Bearer away' });
    expect([whole.status, code(whole), whole.headers.get('retry-after')]).toEqual([503, 'UNAVAILABLE', '1']);
  });

  test('a mutation whose payload says when to try again says it as a header, too', async () => {
    const answer = await query('mutation { refuse }');
    expect([answer.status, answer.body.data.refuse, answer.headers.get('retry-after')]).toEqual([
      200,
      'later',
      '7',
    ]);
    expect((await query('mutation { touch }')).headers.get('retry-after')).toBeNull();
  });

  test('a token that is refused is 401 in either media type', async () => {
    for (const accept of [modern, 'application/json']) {
      const answer = await post({ query: '{hello}' }, { accept, authorization: 'Bearer revoked' });
      expect([answer.status, code(answer), answer.headers.get('www-authenticate')]).toEqual([
        401,
        'UNAUTHENTICATED',
        'Bearer',
      ]);
    }
  });

  test('a request that outlasts the deadline is 503', async () => {
    const answer = await query('{ slow }');
    expect([answer.status, code(answer), answer.headers.get('retry-after')]).toEqual([
      503,
      'DEADLINE_EXCEEDED',
      '1',
    ]);
  });
});

describe('limits', () => {
  const nested = (sizes: number[], leaf = 'id name'): string =>
    sizes.reduceRight((inner, first) => `items(first: ${first}) { edges { node { ${inner} } } }`, leaf);
  const limit = async (text: string, variables?: object) => {
    const { body, status } = await query(text, variables);
    return status === 400 ? body.errors[0].extensions.limit : status;
  };

  test.each([
    ['depth', `{ ${nested([1, 1, 1, 1])} }`],
    ['aliases', `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: __typename`).join(' ')} }`],
    ['rootFields', `{ ${'hello '.repeat(21)} }`],
    ['directives', `{ hello ${'@skip(if: false) '.repeat(51)} }`],
    ['tokens', `{ ${'hello '.repeat(2_001)} }`],
    ['nesting', `{ hello(name: ${'['.repeat(60)}${']'.repeat(60)}) }`],
    ['documentLength', `{ hello } # ${'x'.repeat(50_000)}`],
    [
      'introspectionAliases',
      `{ __schema { types { ${'abcdef'
        .split('')
        .map((a) => `${a}: name`)
        .join(' ')} } } }`,
    ],
    [
      'introspectionDepth',
      `{ __schema { types { name ${'ofType { '.repeat(16)} name ${'} '.repeat(16)} } } }`,
    ],
    ['cost', `{ ${nested([100, 100, 100])} }`],
  ])('%s is bounded', async (name, text) => {
    expect(await limit(text)).toBe(name);
    const legacy = await post({ query: text }, { accept: 'application/json' });
    expect([legacy.status, code(legacy), legacy.body.data]).toEqual([200, 'LIMIT_EXCEEDED', undefined]);
  });

  test('aliases and depth are counted through fragments', async () => {
    const fragments =
      'fragment F on Item { a: id b: id c: id d: id } fragment G on Item { ...F items { edges { node { ...F } } } }';
    const spreads = (n: number) => `{ ${`nodes(ids: []) { ...G } `.repeat(n)} } ${fragments}`;
    expect(await limit(spreads(3))).toBe(200);
    expect(await limit(spreads(4))).toBe('aliases');
    const deep = `{ ${nested([1, 1, 1], '...D')} } fragment D on Item { items { edges { node { id } } } }`;
    expect(await limit(deep)).toBe('depth');
  });

  test('fragments that unfold without end or beyond measure are refused, and quickly enough to answer at all', async () => {
    const bomb = Array.from(
      { length: 60 },
      (_, i) => `fragment F${i} on Item { ...F${i + 1} ...F${i + 1} }`,
    ).join(' ');
    expect(await limit(`{ nodes(ids: []) { ...F0 } } ${bomb} fragment F60 on Item { id }`)).toBe('fields');
    const cycle = await query(
      '{ nodes(ids: []) { ...F } } fragment F on Item { id ...G } fragment G on Item { ...F }',
    );
    expect([cycle.status, code(cycle)]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
  });

  test('the introspection of tools passes', async () => {
    const all = {
      descriptions: true,
      schemaDescription: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
    };
    for (let run = 0; run < 2; run++) {
      const answer = await query(getIntrospectionQuery({ ...all, inputValueDeprecation: true, oneOf: true }));
      expect([answer.status, answer.body.errors]).toEqual([200, undefined]);
      expect(answer.body.data.__schema.types.map((type: { name: string }) => type.name)).not.toContain(
        'CoercedVariable',
      );
    }
  });

  test('introspection by variables shows the public schema, before and after compiling', async () => {
    const text = 'query($n: String!) { __type(name: $n) { name } __schema { types { name } } }';
    const bodies = [];
    for (let run = 0; run < 3; run++) bodies.push((await query(text, { n: 'CoercedVariable' })).body);
    expect(bodies[0].data.__type).toBeNull();
    for (const body of bodies) expect(body).toEqual(bodies[0]);
  });

  test.each([
    ['{ hello }', undefined, 1],
    ['{ items { totalCount } }', undefined, 2],
    ['{ items { edges { node { id } } } }', undefined, 2 + 20 * 2],
    ['{ items(last: 3) { totalCount edges { node { id name } } } }', undefined, 3 + 3 * 3],
    ['query($n: Int) { items(first: $n) { edges { node { id } } } }', { n: 7 }, 2 + 7 * 2],
    ['query($n: Int = 4) { items(first: $n) { edges { node { id } } } }', {}, 2 + 4 * 2],
    ['query($n: Int) { items(first: $n) { edges { node { id } } } }', { n: 9 }, 2 + 9 * 2],
    [
      '{ items(first: 2) { ...P } } fragment P on Page { totalCount ...E } fragment E on Page { edges { node { id } } }',
      undefined,
      3 + 2 * 2,
    ],
    ['query($ids: [ID!]!) { nodes(ids: $ids) { id name } }', { ids: ['a', 'b', 'c'] }, 1 + 3 * 2],
    ['{ nodes(ids: ["a", "b"]) { id } }', undefined, 1 + 2],
    [`{ ${nested([2, 3])} }`, undefined, 2 + 2 * (1 + 2 + 3 * 3)],
  ])('%s with %j costs %d', async (text, variables, cost) => {
    for (let run = 0; run < 3; run++) {
      const { body } = await query(text, variables);
      expect(body.extensions).toEqual({
        definitions: expect.any(Number) as number,
        cost: { requested: cost, limit: 50_000 },
      });
    }
  });

  test('a full page with three inner lists passes; the figure of a refusal is told', async () => {
    const inner = ['a', 'b', 'c']
      .map((alias) => `${alias}: items(first: 20) { edges { node { id name } } }`)
      .join(' ');
    expect(await limit(`{ ${nested([100], `id name ${inner}`)} }`)).toBe(200);
    const dear = await query('query($n: Int) { items(first: $n) { edges { node { id } } } }', { n: 30_000 });
    expect([dear.status, dear.body.extensions.cost]).toEqual([400, { requested: 60_002, limit: 50_000 }]);
  });
});

describe('IDE', () => {
  const own = (path: string) => new URL(path, url);

  test('the page refers to nothing but its own files, and they are all there', async () => {
    const response = await fetch(own('/graphiql'));
    const html = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/);
    expect(html).toContain('<title>A &amp; B</title>');
    expect(html.match(/<\/script>/g)).toHaveLength(html.match(/<script/g)!.length);
    const sources = [...html.matchAll(/(?:src|href)="([^"]*)"/g)]
      .map(([, source]) => source!)
      .filter((s) => s !== 'data:,');
    expect(sources.length).toBeGreaterThanOrEqual(5);
    for (const source of sources) {
      expect(source).toMatch(/^\/graphiql\/[a-z.-]+\.(js|css)\?v=/);
      const file = await fetch(own(source));
      const type = source.includes('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8';
      expect([file.status, file.headers.get('content-type')]).toEqual([200, type]);
      expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect((await file.arrayBuffer()).byteLength).toBe(Number(file.headers.get('content-length')));
      const again = await fetch(own(source), { headers: { 'if-none-match': file.headers.get('etag')! } });
      expect(again.status).toBe(304);
    }
  });

  test.each(['package.json', 'graphiql.min.js.map', '..%2fpackage.json', 'index.js'])(
    '%s is not served',
    async (name) => {
      expect((await fetch(own(`/graphiql/${name}`))).status).toBe(404);
    },
  );
});

test('what the IDE keeps in the browser has no headers in it', () => {
  const kept = new Map<string, string>();
  let props:
    { storage: { setItem(name: string, value: string): void }; shouldPersistHeaders: boolean } | undefined;
  // The script's surroundings in a page, as far as it touches them.
  runInNewContext(ideScript, {
    document: { getElementById: () => ({ textContent: '{"endpoint":"/graphql","defaultQuery":""}' }) },
    localStorage: { setItem: (name: string, value: string) => kept.set(name, value) },
    GraphiQL: { createFetcher: () => undefined },
    React: { createElement: (_component: unknown, given: typeof props) => (props = given) },
    ReactDOM: { createRoot: () => ({ render: () => undefined }) },
  });
  const entry = {
    query: '{ hello }',
    headers: '{"authorization":"Bearer secret"}',
    variables: '{"headers":1}',
  };
  props!.storage.setItem('graphiql:queries', JSON.stringify({ queries: [entry] }));
  props!.storage.setItem('graphiql:favorites', JSON.stringify({ favorites: [entry] }));
  props!.storage.setItem('graphiql:tabState', JSON.stringify({ tabs: [entry] }));
  props!.storage.setItem('graphiql:headers', entry.headers);
  props!.storage.setItem('graphiql:query', '{ headers }');
  expect([...kept.keys()]).toEqual([
    'graphiql:queries',
    'graphiql:favorites',
    'graphiql:tabState',
    'graphiql:query',
  ]);
  expect([...kept.values()].join()).not.toContain('secret');
  expect(kept.get('graphiql:queries')).toContain(JSON.stringify(entry.variables));
  expect(kept.get('graphiql:query')).toBe('{ headers }');
  expect(props!.shouldPersistHeaders).toBe(false);
});

const data = process.env.CASEBOOK_DATA;
(data ? describe : describe.skip)('hostile input', () => {
  const documents = ['graphql_apollo_err', 'graphql_apollo_ok'].flatMap((folder) =>
    data ? readdirSync(join(data, 'hostile', folder)).map((name) => join(data, 'hostile', folder, name)) : [],
  );
  const wellShaped = ({ status, body }: Answer) => {
    expect(status).toBeLessThan(500);
    expect('data' in body || body.errors.length > 0).toBe(true);
    for (const error of body.errors ?? []) expect(typeof error.message).toBe('string');
  };

  test('documents valid and invalid are answered, by any way they come', async () => {
    expect(documents.length).toBeGreaterThan(0);
    for (const file of documents) {
      const text = readFileSync(file, 'utf8');
      wellShaped(await query(text));
      wellShaped(await post({ query: text }, { accept: 'application/json' }));
      wellShaped(await post({ query: text, operationName: 'customerOperation' }));
      wellShaped(await post(text));
      if (text.length < 4_000) wellShaped(await get({ query: text }));
    }
  });

  test('naughty texts come back as they were sent', async () => {
    const texts = JSON.parse(readFileSync(join(data!, 'hostile', 'blns.json'), 'utf8')) as string[];
    expect(texts.length).toBeGreaterThan(0);
    for (const text of texts) {
      const answer = await query('query($n: String) { hello(name: $n) }', { n: text });
      expect(answer.body.data).toEqual({ hello: `hello ${text}` });
      wellShaped(await query(text));
      wellShaped(await post({ query: '{ hello }', operationName: text }));
    }
  });
});
