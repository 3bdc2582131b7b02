import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { run, startCasebook, type Casebook } from '../support/casebook-server.js';
import { until } from '../support/until.js';

/** A span as OTLP's JSON has it, as far as it is looked at. */
interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string }[];
  readonly events?: readonly object[];
}

/** What collects traces, where they are sent. */
const spans: Span[] = [];
let collector: Server;
let casebook: Casebook;

beforeAll(async () => {
  collector = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { resourceSpans } = JSON.parse(Buffer.concat(parts).toString());
      for (const { scopeSpans } of resourceSpans) for (const one of scopeSpans) spans.push(...one.spans);
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  casebook = await startCasebook({
    samples: false,
    env: {
      LOG_LEVEL: 'debug',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_BSP_SCHEDULE_DELAY: '100',
    },
  });
}, 90_000);
afterAll(async () => {
  await casebook.close();
  collector.closeAllConnections();
  await new Promise((resolve) => collector.close(resolve));
});

const waitsFor = 20_000;

function register(key: string, headers: Readonly<Record<string, string>> = {}) {
  const query = `mutation { registerOrganization(input: { idempotencyKey: "${key}", name: [{ language: "en", text: "${key}" }],
    legalForm: COOPERATIVE }) { organization { id } visibility errors { message } } }`;
  return fetch(casebook.server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${casebook.admin}`, ...headers },
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(waitsFor),
  });
}

function page(headers: Readonly<Record<string, string>> = {}) {
  return fetch(`${casebook.server.base}/metrics`, { headers, signal: AbortSignal.timeout(waitsFor) });
}

/** The sample of a series that has these labels, and maybe others; undefined where there is none. */
async function sample(name: string, labels: Readonly<Record<string, string>> = {}) {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const line = (await (await page()).text())
    .split('\n')
    .find((each) => /^[^{ ]+/.exec(each)?.[0] === name && wanted.every((label) => each.includes(label)));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

const doctor = (...args: string[]) => run('cli.js', ['doctor', ...args], { env: casebook.env });

describe('metrics', () => {
  it('count operations, appends and batches', async () => {
    await register('counted');
    const operation = { type: 'mutation', field: 'registerOrganization', outcome: 'ok' };
    expect(await sample('casebook_graphql_operation_duration_seconds_count', operation)).toBe(1);
    expect(await sample('casebook_append_duration_seconds_count', { outcome: 'appended' })).toBe(1);
    expect(await sample('casebook_append_batch_size_sum')).toBe(1);
    expect(await sample('casebook_projected_events_total')).toBeGreaterThanOrEqual(1);
    expect(await sample('casebook_ready')).toBe(1);
    expect(await sample('casebook_parked_streams')).toBe(0);
    expect(await sample('casebook_projector_owner')).toBe(1);
    expect(await sample('casebook_pool_connections', { pool: 'log', state: 'waiting' })).toBe(0);
    expect(await sample('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
  });

  it('tell how far the rows are behind, while they are', async () => {
    expect(await sample('casebook_projector_lag_events')).toBe(0);
    const client = new pg.Client({ connectionString: casebook.database.url });
    await client.connect();
    try {
      const { rows } = await client.query(
        `SELECT quote_ident(nspname) AS schema FROM pg_namespace WHERE nspname LIKE 'rm\\_%'`,
      );
      // Whoever holds the checkpoint's row keeps the projector waiting.
      await client.query('BEGIN');
      await client.query(`SELECT 1 FROM ${rows[0].schema}.checkpoint FOR UPDATE`);
      const { data } = JSON.parse(await (await register('behind')).text());
      expect(data.registerOrganization).toMatchObject({ visibility: 'COMMITTED_NOT_YET_VISIBLE' });
      expect(await sample('casebook_projector_lag_events')).toBe(1);
      expect(await sample('casebook_projector_lag_seconds')).toBeGreaterThan(0);
    } finally {
      await client.end();
    }
    await until(async () => (await sample('casebook_projector_lag_events')) === 0);
  });

  it('are no page for what a proxy passes on', async () => {
    expect((await page()).headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect((await page({ 'x-forwarded-for': '192.0.2.1' })).status).toBe(404);
  });
});

describe('a mutation', () => {
  it('is one trace from the request through the append to the rows', async () => {
    const traceId = 'ab'.repeat(16);
    await register('traced', { traceparent: `00-${traceId}-${'cd'.repeat(8)}-01` });
    const named = (name: string) => spans.find((span) => span.traceId === traceId && span.name === name);
    await until(() => named('project') !== undefined && named('mutation registerOrganization') !== undefined);
    const request = named('mutation registerOrganization')!;
    const append = named('append')!;
    expect(request.parentSpanId).toBe('cd'.repeat(8));
    expect(append.parentSpanId).toBe(request.spanId);
    expect(named('project')!.parentSpanId).toBe(append.spanId);
  });

  it('that breaks tells a trace no more than the name of the error', async () => {
    const traceId = 'ef'.repeat(16);
    const client = new pg.Client({ connectionString: casebook.database.url });
    await client.connect();
    try {
      await client.query('ALTER TABLE event_log.head RENAME TO away');
      await register('broken', { traceparent: `00-${traceId}-${'cd'.repeat(8)}-01` });
    } finally {
      await client.query('ALTER TABLE event_log.away RENAME TO head');
      await client.end();
    }
    await until(() => spans.some((span) => span.traceId === traceId && span.name === 'append'));
    const append = spans.find((span) => span.traceId === traceId && span.name === 'append')!;
    expect(append.events ?? []).toEqual([]);
    expect(append.attributes.map(({ key }) => key).sort()).toEqual(['casebook.events', 'error.type']);
  });

  it('has one correlation id in the log of the program and in that of events', async () => {
    await register('correlated');
    const client = new pg.Client({ connectionString: casebook.database.url });
    await client.connect();
    const { rows } = await client.query(
      `SELECT metadata->>'correlationId' AS id FROM event_log.events ORDER BY position DESC LIMIT 1`,
    );
    await client.end();
    const isLine = (line: string) => line.includes('"GraphQL operation"') && line.includes(rows[0].id);
    await until(() => casebook.server.stderr.split('\n').some(isLine));
    const line = JSON.parse(casebook.server.stderr.split('\n').find(isLine)!);
    expect(line).toMatchObject({ correlationId: rows[0].id, field: 'registerOrganization', outcome: 'ok' });
  });
});

describe('the doctor', () => {
  it('finds nothing wrong with a base that is well, but that the tests’ PostgreSQL does not wait for its disk', async () => {
    const { code, stdout } = await doctor('--json');
    const findings = JSON.parse(stdout);
    expect(findings.filter(({ level }: { level: string }) => level === 'bad')).toEqual([
      { level: 'bad', of: 'postgresql', says: 'fsync is off: a crash can lose what was acknowledged' },
    ]);
    expect(code).toBe(1);
    const looked = new Set(findings.map(({ of }: { of: string }) => of));
    for (const part of [
      'configuration',
      'free space',
      'postgresql',
      'schemas',
      'event log',
      'read model',
      'destroyed keys',
    ])
      expect(looked).toContain(part);
  });

  it('names what is wrong, and fails', async () => {
    const client = new pg.Client({ connectionString: casebook.database.url });
    await client.connect();
    const { rows } = await client.query(
      `SELECT quote_ident(nspname) AS schema FROM pg_namespace WHERE nspname LIKE 'rm\\_%'`,
    );
    const { schema } = rows[0];
    await client.query(`INSERT INTO event_log.migrations (timestamp, name) VALUES (9, 'OfTomorrow')`);
    await client.query(
      `INSERT INTO ${schema}.parked_streams (stream_id, position, ordinal, event_type, error) VALUES ('x', 1, 1, 'X', 'x')`,
    );
    await client.query('UPDATE vault.secret SET unswept = pg_current_xact_id()');
    const { code, stdout } = await doctor();
    await client.query('UPDATE vault.secret SET unswept = NULL');
    await client.query(`DELETE FROM event_log.migrations WHERE name = 'OfTomorrow'`);
    await client.query(`DELETE FROM ${schema}.parked_streams`);
    await client.end();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^bad +schemas +made by a newer Casebook \(OfTomorrow\)/m);
    expect(stdout).toMatch(/^bad +parked streams +1 are left out/m);
    expect(stdout).toMatch(/^note +destroyed keys +their wrapped bytes are still in the table/m);
  });

  it('needs no database to say that it cannot be reached, and tells no password', async () => {
    const env = { DATABASE_URL: 'postgres://me:s3cret@127.0.0.1:1/casebook', DATA_DIR: '/nonexistent/base' };
    const { code, stdout } = await run('cli.js', ['doctor'], { env });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^bad +database +.*nobody answers there/m);
    expect(stdout).not.toContain('s3cret');
    const wrong = await run('cli.js', ['doctor'], { env: { PORT: 'x', LOG_LEVEL: 'loud' } });
    expect(wrong.stdout.match(/^bad +configuration/gm)).toHaveLength(2);
  });
});
