import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Program, run, CasebookServer, startCasebook, type Casebook } from '../support/casebook-server.js';
import { StandIn } from '../support/eventstoredb/stand-in.js';
import { GraphqlWriter, selections } from '../support/graphql-writer.js';

/** The service with its events in EventStoreDB: here the stand-in that speaks its protocol. */
let engine: StandIn;
let casebook: Casebook;
let admin: GraphqlWriter;

beforeAll(async () => {
  engine = await StandIn.start();
  casebook = await startCasebook({ samples: false, env: { EVENT_STORE_URL: engine.url } });
  admin = new GraphqlWriter(casebook.server, { token: casebook.admin });
}, 90_000);
afterAll(async () => {
  await casebook?.close();
  await engine.close();
});

const read = async (server: CasebookServer, id: string) =>
  (
    await server.query(
      `query ($id: ID!) { initiative(id: $id) { ${selections.initiative} } }`,
      { id },
      { token: casebook.admin },
    )
  ).initiative;

it('records and shows an initiative, and keeps its events there', async () => {
  const { id: owner } = await admin.organization();
  const record = await admin.initiative({ owners: [owner] });
  expect(await read(casebook.server, record.id)).toEqual(record);
  expect(engine.events.some(({ stream }) => stream === record.id)).toBe(true);
});

it('goes on reading while the log is away, refuses to write, and recovers by itself', async () => {
  const { id: owner } = await admin.organization();
  const record = await admin.initiative({ owners: [owner] });
  engine.front.refuse(true);
  engine.front.cut();
  try {
    expect(await read(casebook.server, record.id)).toEqual(record);
    const refused = await casebook.server.graphql(
      `mutation ($id: ID!) { advanceStage(input: { id: $id, to: PLANNING, on: "2024-05-01" }) {
        initiative { id } errors { code retryAfter } } }`,
      { id: record.id },
      { token: casebook.admin },
    );
    expect(refused.data.advanceStage).toMatchObject({ initiative: null, errors: [{ code: 'UNAVAILABLE' }] });
    const [{ retryAfter }] = refused.data.advanceStage.errors;
    expect(retryAfter).toBeGreaterThan(0);
    expect(refused.headers.get('retry-after')).toBe(String(retryAfter));
  } finally {
    engine.front.refuse(false);
  }
  for (const end = Date.now() + 30_000; ;) {
    const again = await admin.initiative({ owners: [owner] }).catch((error: unknown) => error);
    if (!(again instanceof Error)) {
      // The read model has caught up without being told.
      expect(await read(casebook.server, again.id)).toEqual(again);
      break;
    }
    if (Date.now() > end) throw again;
    await delay(250);
  }
});

it('parks a stream with an event that cannot be read, and folds it again when it can', async () => {
  const { id: owner } = await admin.organization();
  const record = await admin.initiative({ owners: [owner] });
  const replay = (stream: string) =>
    run('cli.js', ['parked', 'replay', stream], { env: { ...casebook.env, EVENT_STORE_URL: engine.url } });
  const id = randomUUID();
  const metadata = {
    ...{ actor: 'person-1', role: 'editor', command: 'ClassifyInitiative', fingerprint: 'f' },
    ...{ firstEvent: id, correlationId: 'correlation-1' },
  };
  engine.write(record.id, 'InitiativeClassified', { missions: 7 }, { id, schemaVersion: 1, metadata });
  const parkedStreams = async () =>
    ((await (await fetch(`${casebook.server.base}/health/ready`)).json()) as { parkedStreams: number })
      .parkedStreams;
  await casebook.server.program.until(async () => (await parkedStreams()) === 1, 30_000);
  const inVain = await replay('all');
  expect(inVain).toMatchObject({ code: 2, stdout: expect.stringMatching(/parked still/) });

  // As a mended program would read it.
  const stored = engine.events.findLast(({ stream }) => stream === record.id)!;
  Object.assign(stored, { data: Buffer.from('{"missions":[]}') });
  expect(await replay(record.id)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/\tparked no more\n$/),
  });
  expect(await parkedStreams()).toBe(0);
  await admin.accepted('advanceStage', { id: record.id, to: 'PLANNING', on: '2026-01-15' });
  expect(await read(casebook.server, record.id)).toMatchObject({ id: record.id, stage: 'PLANNING' });
});

it('moves to PostgreSQL by one command, and says the same there', async () => {
  const { id: owner } = await admin.organization();
  const record = await admin.initiative({ owners: [owner] });
  await casebook.server.stop();
  const copied = await run('cli.js', ['log', 'copy', '--from', engine.url, '--to', casebook.database.url], {
    env: casebook.env,
  });
  expect(copied).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Copied and compared: \d+ events in/),
  });
  for (const env of [casebook.env, { ...casebook.env, EVENT_STORE_URL: engine.url }]) {
    const verified = await run('cli.js', ['log', 'verify'], { env });
    expect(verified.stdout).toBe(copied.stdout.replace('Copied and compared', 'Nothing is wrong'));
  }
  const moved = await CasebookServer.start({ env: { ...casebook.env, SAMPLES: 'none' } });
  try {
    expect(await read(moved, record.id)).toEqual(record);
  } finally {
    await moved.stop();
  }
});

it('goes on with a copy that was killed', async () => {
  const other = await StandIn.start();
  try {
    other.appendDelay = 200;
    const copy = ['log', 'copy', '--from', 'base', '--to', other.url];
    const killed = new Program('cli.js', copy, { env: casebook.env });
    await killed.until(() => other.appendCalls >= 4, 60_000);
    killed.child.kill('SIGKILL');
    await killed.end(60_000);
    const half = other.appendCalls;
    other.appendDelay = 0;
    const finished = await run('cli.js', copy, { env: casebook.env });
    expect(finished).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Copied and compared/) });
    expect(other.appendCalls).toBeGreaterThan(half);
    const verified = await run('cli.js', ['log', 'verify'], { env: casebook.env });
    expect(verified.stdout).toBe(finished.stdout.replace('Copied and compared', 'Nothing is wrong'));
  } finally {
    await other.close();
  }
});

it('refuses a copy from nowhere in one line, without a password', async () => {
  const { code, stderr } = await run(
    'cli.js',
    ['log', 'copy', '--from', 'esdb://u:s3cret@h?tls=false', '--to', casebook.database.url],
    { env: casebook.env },
  );
  expect(code).toBe(1);
  expect(stderr).toMatch(/^casebook: --from has credentials and tls=false[^\n]*\n$/);
  expect(stderr).not.toContain('s3cret');
});
