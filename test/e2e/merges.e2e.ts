import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { organizationMerges } from '../../src/organizations/app/organization.aggregate.js';
import {
  organizationEvents,
  organizationMergeEvents,
} from '../../src/organizations/domain/organization.events.js';
import { AggregateRunner } from '../../src/platform/commands/aggregate-runner.js';
import { EventRegistry } from '../../src/platform/event-store/event-codec.js';
import { EventLog } from '../../src/platform/event-store/event-log.js';
import { PostgresEventStore } from '../../src/platform/event-store/postgres/postgres-event-store.js';
import { CasebookServer, run, startCasebook, type Casebook } from '../support/casebook-server.js';
import { GraphqlWriter } from '../support/graphql-writer.js';

let casebook: Casebook;
let server: CasebookServer;
let store: PostgresEventStore;
let [a, b, c] = ['', '', ''];
const nobody = 'organization-00000000-0000-4000-8000-000000000000';

/** Starts it on the base that is there. */
const start = () => CasebookServer.start({ env: { ...casebook.env, SAMPLES: 'none' } });
const show = async (id: string) =>
  (
    await server.query('query ($id: ID!) { organization(id: $id) { id status redirectedFrom revision } }', {
      id,
    })
  ).organization;

beforeAll(async () => {
  casebook = await startCasebook({ samples: false });
  server = casebook.server;
  store = new PostgresEventStore(casebook.database.url);
  const admin = new GraphqlWriter(server, { token: casebook.admin });
  [a, b, c] = [
    (await admin.organization()).id,
    (await admin.organization()).id,
    (await admin.organization()).id,
  ];
  await server.kill();
  // As a process leaves it that was killed after the first of a merge's two appends.
  const registry = new EventRegistry([organizationEvents, organizationMergeEvents]);
  const runner = new AggregateRunner(new EventLog(store, registry));
  for (const organization of [nobody, a, b]) {
    await runner.run(
      organizationMerges,
      'DecideMerge',
      { organization, into: c },
      { actor: 'person-1', role: 'editor', correlationId: 'request-1' },
    );
  }
}, 120_000);
afterAll(async () => {
  await server?.kill();
  await store?.close();
  await casebook?.close();
});

describe('a merge of which the list alone tells', () => {
  it('is left alone by the command line', async () => {
    const head = await store.head();
    const file = join(casebook.env.DATA_DIR!, 'nothing-new.ndjson');
    const input = { id: a, legalForm: 'cooperative' };
    await writeFile(file, `${JSON.stringify({ command: 'ChangeLegalForm', data: input })}\n`);
    const imported = await run('cli.js', ['import', 'commands', file], {
      env: casebook.env,
      cwd: casebook.env.DATA_DIR,
    });
    expect(imported).toMatchObject({ code: 0 });
    expect(await store.head()).toBe(head);
  });

  it('is completed at the next start of the service; one that cannot be is named in its log', async () => {
    const head = await store.head();
    server = await start();
    expect(await store.head()).toBe(head + 2n);
    for (const id of [a, b]) {
      expect(await show(id)).toEqual({ id: c, status: 'ACTIVE', redirectedFrom: id, revision: 0 });
    }
    await server.program.complained((stderr) => stderr.includes('\n'), 20_000);
    const complaints = server.stderr.trim().split('\n');
    expect(complaints).toHaveLength(1);
    expect(JSON.parse(complaints[0]!)).toMatchObject({ level: 50, id: nobody, into: c });
    await server.answers('/health/ready');
  });

  it('is not said again at the start after that', async () => {
    await server.stop();
    const head = await store.head();
    server = await start();
    expect(await store.head()).toBe(head);
    expect(await show(a)).toMatchObject({ id: c, redirectedFrom: a });
  });
});
