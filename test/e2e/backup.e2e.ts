import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type pg from 'pg';
import { manifestText, type Manifest } from '../../src/platform/backup/backup-set.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { migrations } from '../../src/platform/runtime/open-storage.js';
import {
  CasebookServer,
  Program,
  removeFolder,
  run,
  startCasebook,
  temporaryFolder,
  type Casebook,
} from '../support/casebook-server.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { connected } from '../support/connected.js';

/*
 * One base, its backups, and what comes of them in another base: the tests stand on each other, in this order.
 */

const within = 60_000;
const canary = 'Zibeline argentée au fond du jardin';

let folder: string;
let casebook: Casebook;
let source: pg.Client;
let key: string;
let env: Record<string, string>;
let researcher: string;
/** Restored into. */
let target: TestDatabase;
let restored: CasebookServer | undefined;
let participant: string;
let study: string;
/** Of the last organization that the backup knows, and of one that the restore drops. */
const cursors = { kept: '', dropped: '' };
const positions = { kept: '', dropped: '' };
const histories = { kept: '', dropped: '' };
let kept: string;
let rowsBefore: Record<string, string>;
let vaultBefore: Record<string, object[]>;

const place = (name: string) => join(folder, name);
const cli = (args: string[], more: Record<string, string> = {}) =>
  run('cli.js', args, { env: { ...env, ...more } });
const intoTarget = () => ({ DATABASE_URL: target.url, DATA_DIR: place('target') });

beforeAll(async () => {
  [folder, target] = await Promise.all([temporaryFolder(), testDatabase()]);
  key = randomBytes(32).toString('base64url');
  const own = { CASEBOOK_MASTER_KEY: key, CASEBOOK_ERASURE_LEDGER: place('erasures.ndjson') };
  casebook = await startCasebook({ samples: false, env: own });
  env = { ...casebook.env, ...own };
  source = await connected(casebook.database.url);
  researcher = await casebook.createToken('researcher', 'Ana Fictive');
  await migrate(target.url, migrations);
});
afterAll(async () => {
  if (restored && !restored.program.ended) await restored.stop();
  await source.end();
  await casebook.close();
  await target.drop();
  await removeFolder(folder);
});

interface Said {
  readonly id: string;
  readonly position: string;
  readonly participants?: readonly { readonly id: string }[];
}

async function say(
  server: CasebookServer,
  mutation: string,
  record: string,
  input: object,
  token: string,
): Promise<Said> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const selection = record === 'interviewNote' ? 'id participants { id }' : 'id';
  const { payload } = await server.query(
    `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) { ${record} { ${selection} } position errors { code message path } } }`,
    { input: { idempotencyKey: randomUUID(), ...input } },
    { token },
  );
  if (payload.errors.length > 0) throw new Error(`${mutation}: ${JSON.stringify(payload.errors)}`);
  return { position: payload.position, ...payload[record] };
}

const register = (name: string, server = casebook.server) =>
  say(
    server,
    'registerOrganization',
    'organization',
    { name: [{ language: 'fr', text: name }], legalForm: 'COOPERATIVE' },
    casebook.admin,
  );
const rename = (id: string, text: string, replaces: number, server = casebook.server) =>
  say(
    server,
    'renameOrganization',
    'organization',
    { id, name: { language: 'fr', text, replaces } },
    casebook.admin,
  );
const ordinalOf = (position: string) => Number(position.split(':')[1]);
const manifestOf = async (dir: string) =>
  JSON.parse(await readFile(join(dir, 'manifest.json'), 'utf8')) as Manifest;

/** The newest organization's cursor. */
async function newestCursor(): Promise<string> {
  const { organizations } = await casebook.server.query(
    '{ organizations(first: 1, orderBy: { field: RECORDED }) { edges { cursor } } }',
  );
  return organizations.edges[0].cursor as string;
}

async function historyCursor(id: string): Promise<string> {
  const { history } = await casebook.server.query(
    'query ($id: ID!) { history(id: $id, first: 1) { edges { cursor } } }',
    { id },
    { token: casebook.admin },
  );
  return history.edges[0].cursor as string;
}

/** All rows of the read model that stands there, table by table. */
async function rowsOf(client: pg.Client): Promise<Record<string, string>> {
  const { rows: tables } = await client.query<{ schema: string; name: string }>(
    `SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
     WHERE table_schema LIKE 'rm\\_%' AND table_name <> ALL ($1) ORDER BY 2`,
    [['checkpoint', 'ordinal_map', 'parked_streams', 'typeorm_metadata']],
  );
  const found: Record<string, string> = {};
  for (const { schema, name } of tables) {
    const { rows } = await client.query<{ hash: string }>(
      `SELECT count(*) || ' ' || md5(coalesce(string_agg(one, '' ORDER BY one), '')) AS hash
       FROM (SELECT md5(to_jsonb(t)::text) COLLATE "C" AS one FROM ${schema}.${name} t) r`,
    );
    found[name] = rows[0]!.hash;
  }
  return found;
}

/** Persons, tokens and who has read what, and the names of all keys with what is known of each but the key. */
async function vaultOf(client: pg.Client): Promise<Record<string, object[]>> {
  const found: Record<string, object[]> = {};
  for (const table of ['persons', 'api_tokens', 'reads', 'data_keys']) {
    const { rows } = await client.query<{ row: object }>(
      `SELECT to_jsonb(t) - 'wrapped' - 'destroyed_at' AS row FROM vault.${table} t ORDER BY 1`,
    );
    found[table] = rows.map(({ row }) => row);
  }
  return found;
}

/** Everything in a set, as it reads. */
async function contentOf(dir: string): Promise<string> {
  const texts = await Promise.all(
    (await readdir(dir)).map(async (name) => {
      const bytes = await readFile(join(dir, name));
      return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    }),
  );
  return texts.join('\n');
}

describe('A backup under write load', () => {
  it('is a prefix of the log with everything that was acknowledged before it began', async () => {
    const acknowledged: number[] = [];
    const stop = new AbortController();
    const writers = Array.from({ length: 4 }, async () => {
      while (!stop.signal.aborted) acknowledged.push(ordinalOf((await register('Coopérative')).position));
    });
    while (acknowledged.length < 20) await delay(10);
    const before = Math.max(...acknowledged);
    const made = await cli(['backup', place('loaded')]);
    stop.abort();
    await Promise.all(writers);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const { events, quiet, logHash } = await manifestOf(place('loaded'));
    expect(events).toBeGreaterThanOrEqual(before);
    expect(Math.max(...acknowledged)).toBeGreaterThan(events);
    expect(quiet).toBe(false);
    const verified = await cli(['backup', 'verify', place('loaded')]);
    expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining(logHash) });
    const lines = gunzipSync(await readFile(join(place('loaded'), 'log.ndjson.gz')))
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { ordinal: number; id: string });
    const { rows } = await source.query<{ id: string }>(
      'SELECT event_id AS id FROM event_log.events ORDER BY position LIMIT $1',
      [events],
    );
    expect(lines.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  });

  it('is for its owner alone, and never holds the master key', async () => {
    expect((await stat(place('loaded'))).mode & 0o777).toBe(0o700);
    for (const name of await readdir(place('loaded')))
      expect((await stat(join(place('loaded'), name))).mode & 0o777).toBe(0o600);
    const content = await contentOf(place('loaded'));
    for (const form of ['base64', 'base64url', 'hex'] as const)
      expect(content).not.toContain(Buffer.from(key, 'base64url').toString(form));
  });

  it('goes into no folder that holds something, nor where there is none to stand in', async () => {
    expect(await cli(['backup', place('loaded')])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not empty'),
    });
    expect(await cli(['backup', place('nowhere/set')])).toMatchObject({
      code: 1,
      stderr: `casebook: there is no folder ${place('nowhere')}: make it first, or mount its disk\n`,
    });
  });

  it('that is killed is nothing, and what it left goes with the next', async () => {
    await source.query('BEGIN; LOCK TABLE vault.reads IN ACCESS EXCLUSIVE MODE');
    const program = new Program('cli.js', ['backup', place('cut')], { env });
    const drafts = async () => (await readdir(folder)).filter((name) => name.startsWith('cut.partial-'));
    await program.until(async () => (await drafts()).length > 0, within);
    const partial = place((await drafts())[0]!);
    program.child.kill('SIGKILL');
    await program.end(within);
    await source.query('ROLLBACK');
    expect(existsSync(place('cut'))).toBe(false);
    expect(await cli(['backup', 'verify', partial])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is no complete backup'),
    });
    expect((await cli(['backup', place('cut')])).code).toBe(0);
    expect(existsSync(partial)).toBe(false);
  });
});

describe('A damaged backup', () => {
  const set = () => place('damaged');
  const damages: [string, RegExp, () => Promise<unknown>][] = [
    [
      'was cut off',
      /^casebook: log\.ndjson\.gz is damaged/,
      () => truncate(join(set(), 'log.ndjson.gz'), 500),
    ],
    [
      'has another byte',
      /^casebook: access\.ndjson\.gz is damaged/,
      async () => {
        const bytes = await readFile(join(set(), 'access.ndjson.gz'));
        bytes[40]! ^= 1;
        await writeFile(join(set(), 'access.ndjson.gz'), bytes);
      },
    ],
    [
      'has a manifest that was edited',
      /manifest\.json is damaged/,
      async () => {
        const path = join(set(), 'manifest.json');
        await writeFile(path, (await readFile(path, 'utf8')).replace('"events": ', '"events": 1'));
      },
    ],
    [
      'is of a version to come',
      /version 2 of the format/,
      async () => {
        const manifest = { ...(await manifestOf(set())), version: 2 } as unknown as Manifest;
        await writeFile(join(set(), 'manifest.json'), manifestText(manifest));
      },
    ],
  ];

  it.each(damages)('%s: is refused, and named', async (_what, said, damage) => {
    await removeFolder(set());
    await cp(place('loaded'), set(), { recursive: true });
    await damage();
    const refused = await cli(['restore', set()], intoTarget());
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(said) });
  });
});

describe('An erasure after a backup', () => {
  it('leaves neither words nor keys in a later one', async () => {
    const opening = { title: [{ language: 'fr', text: 'Étude' }], retainUntil: '2099-12-31' };
    study = (await say(casebook.server, 'openStudy', 'study', opening, researcher)).id;
    kept = (await register('Coopérative gardée')).id;
    const note = {
      study,
      about: { organization: kept },
      language: 'fr',
      year: 2020,
      newParticipant: {
        pseudonym: canary,
        broadRole: 'MANAGER',
        consent: { form: 'f1', language: 'fr', way: 'ORAL', scopes: ['ANALYSIS'] },
      },
      body: canary,
    };
    const added = await say(casebook.server, 'addInterviewNote', 'interviewNote', note, researcher);
    participant = added.participants![0]!.id;
    positions.kept = added.position;
    cursors.kept = await newestCursor();
    histories.kept = await historyCursor(kept);
    const reading = 'query ($id: ID!) { interviewNote(id: $id) { text } }';
    const told = await casebook.server.query(reading, { id: added.id }, { token: researcher });
    expect(told.interviewNote.text).toBe(canary);
    rowsBefore = await rowsOf(source);
    vaultBefore = await vaultOf(source);
    expect((await cli(['backup', place('before')])).code).toBe(0);

    const { rows: keys } = await source.query<{ hex: string }>(
      `SELECT encode(wrapped, 'hex') AS hex FROM vault.data_keys WHERE owner = $1`,
      [participant],
    );
    await say(casebook.server, 'eraseParticipant', 'participant', { id: participant }, researcher);
    const lost = await register('Coopérative perdue');
    positions.dropped = lost.position;
    cursors.dropped = await newestCursor();
    await rename(kept, 'Autre nom', 1);
    histories.dropped = await historyCursor(kept);
    expect((await cli(['backup', place('after')])).code).toBe(0);
    const [before, after] = [await contentOf(place('before')), await contentOf(place('after'))];
    expect(keys.length).toBeGreaterThan(0);
    for (const { hex } of keys) {
      expect(before).toContain(hex);
      expect(after).not.toContain(hex);
    }
    for (const words of [canary, Buffer.from(canary).toString('base64url')])
      expect(after).not.toContain(words);
  });

  it('is known by the ledger, without which a backup that is newer is refused', async () => {
    const forgetful = { ...intoTarget(), CASEBOOK_ERASURE_LEDGER: place('forgetful.ndjson') };
    const refused = await cli(['restore', place('after')], forgetful);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('is older than the backup') });
  });
});

describe('A restore', () => {
  it('is refused as complete where somebody could have written, and without the keys unless that is said', async () => {
    expect(await cli(['restore', place('before'), '--complete'], intoTarget())).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--complete is refused'),
    });
    await cp(place('before'), place('keyless'), { recursive: true });
    await rm(join(place('keyless'), 'wrapped-keys.ndjson.gz'));
    expect(await cli(['restore', place('keyless')], intoTarget())).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--without-keys'),
    });
  });

  it('without the keys gives back all but what they sealed, which is erased for good', async () => {
    const keyless = await testDatabase();
    const into = { DATABASE_URL: keyless.url, DATA_DIR: place('without') };
    try {
      expect((await cli(['restore', place('keyless'), '--without-keys'], into)).code).toBe(0);
      const admin = await connected(keyless.url);
      expect(await vaultOf(admin)).toEqual(vaultBefore);
      const open = 'SELECT FROM vault.data_keys WHERE wrapped IS NOT NULL OR destroyed_at IS NULL';
      expect((await admin.query(open)).rowCount).toBe(0);
      const server = await CasebookServer.start({ env: { ...env, ...into, SAMPLES: 'none' } });
      expect(await rowsOf(admin)).toEqual(rowsBefore);
      await admin.end();
      const { organization, node } = await server.query(
        'query ($kept: ID!, $id: ID!) { organization(id: $kept) { id } node(id: $id) { ... on Participant { pseudonym } } }',
        { kept, id: participant },
        { token: researcher },
      );
      expect([organization, node]).toEqual([{ id: kept }, { pseudonym: null }]);
      expect(await server.stop()).toBe(0);
    } finally {
      await keyless.drop();
    }
  });

  it('that is killed leaves the base empty, and is begun anew', async () => {
    const admin = await connected(target.url);
    await admin.query('BEGIN; LOCK TABLE vault.persons IN SHARE MODE');
    const program = new Program('cli.js', ['restore', place('before')], { env: { ...env, ...intoTarget() } });
    const { rows: holder } = await admin.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    // Asked by another connection: within a transaction the activity is told as it was first seen.
    const isHeld = async () =>
      (
        await source.query('SELECT FROM pg_stat_activity WHERE $1::int = ANY (pg_blocking_pids(pid))', [
          holder[0]!.pid,
        ])
      ).rowCount! > 0;
    await program.until(isHeld, within);
    program.child.kill('SIGKILL');
    await program.end(within);
    await admin.query('ROLLBACK');
    for (const deadline = Date.now() + within; Date.now() < deadline; await delay(50)) {
      const { rowCount } = await admin.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'casebook restore'`,
      );
      if (rowCount === 0) break;
    }
    expect((await admin.query('SELECT FROM event_log.events')).rowCount).toBe(0);
    await admin.end();
    const done = await cli(['restore', place('before')], intoTarget());
    expect(done).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Restored: /) });
    expect(done.stderr).toContain('later erasures of the ledger were done again');
    expect(await cli(['restore', place('before')], intoTarget())).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not empty'),
    });
  });

  it('gives back rows, tokens and audit, and not what was erased since', async () => {
    const own = { ...env, ...intoTarget(), SAMPLES: 'none' };
    const admin = await connected(target.url);
    expect(vaultBefore['reads']!.length).toBeGreaterThan(0);
    expect(await vaultOf(admin)).toEqual(vaultBefore);
    const living = `SELECT FROM vault.data_keys WHERE owner = $1 AND wrapped IS NOT NULL`;
    expect((await admin.query(living, [participant])).rowCount).toBe(0);
    restored = await CasebookServer.start({ env: own });
    expect(await rowsOf(admin)).toEqual(rowsBefore);
    await admin.end();
    const { participant: found } = await restored.query(
      'query ($id: ID!) { participant: node(id: $id) { ... on Participant { pseudonym } } }',
      { id: participant },
      { token: researcher },
    );
    expect(JSON.stringify(found)).not.toContain(canary);
  });

  it('answers POSITION_FORKED for what it dropped, and goes on from what it kept', async () => {
    const page =
      'query ($after: String) { organizations(first: 1, after: $after, orderBy: { field: RECORDED }) { nodes { id } } }';
    const ask = (after: string) => restored!.graphql(page, { after });
    // Others take the places of those that are lost.
    for (let index = 0; index < 5; index += 1) await register('Coopérative nouvelle', restored);
    expect((await ask(cursors.kept)).errors).toBeUndefined();
    expect((await ask(cursors.dropped)).errors).toMatchObject([{ extensions: { code: 'POSITION_FORKED' } }]);

    const history =
      'query ($id: ID!, $after: String) { history(id: $id, after: $after) { nodes { revision } } }';
    await rename(kept, 'Un autre nom', 1, restored);
    const told = (after: string) => restored!.graphql(history, { id: kept, after });
    expect((await told(histories.kept)).errors).toBeUndefined();
    expect((await told(histories.dropped)).errors).toMatchObject([
      { extensions: { code: 'POSITION_FORKED' } },
    ]);

    const cited = (position: string) =>
      restored!.graphql('query ($cited: String!) { currentPosition(cited: $cited) }', { cited: position });
    const { events } = await manifestOf(place('before'));
    const lineage = (await register('Encore une', restored)).position.split(':')[0];
    expect((await cited(positions.kept)).data.currentPosition).toBe(
      `${lineage}:${ordinalOf(positions.kept)}`,
    );
    expect((await cited(positions.dropped)).errors).toMatchObject([
      {
        extensions: {
          code: 'POSITION_FORKED',
          lineage,
          heldUntil: `${positions.kept.split(':')[0]}:${events}`,
        },
      },
    ]);
    expect((await cited(`${lineage}:999999`)).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  it('with the whole of a base that was at rest keeps its lineage, and the same rows when they are built anew', async () => {
    expect(await restored!.stop()).toBe(0);
    const resting = { ...env, ...intoTarget() };
    const { rows: lived } = await (async () => {
      const admin = await connected(target.url);
      try {
        return { rows: await rowsOf(admin) };
      } finally {
        await admin.end();
      }
    })();
    expect((await cli(['backup', place('resting')], resting)).code).toBe(0);
    const manifest = await manifestOf(place('resting'));
    expect(manifest.quiet).toBe(true);
    const again = await testDatabase();
    try {
      const into = { DATABASE_URL: again.url, DATA_DIR: place('again') };
      const done = await cli(['restore', place('resting'), '--complete'], into);
      expect(done.stdout).toContain(`up to ${manifest.position}.`);
      expect((await cli(['rebuild'], into)).code).toBe(0);
      const admin = await connected(again.url);
      expect(await rowsOf(admin)).toEqual(lived);
      await admin.end();
    } finally {
      await again.drop();
    }
  });
});

describe('An embedded base', () => {
  const envOf = (name: string) => ({ DATA_DIR: place(name), SAMPLES: 'none' });
  const program = (args: string[], name: string) => run('cli.js', args, { env: envOf(name) });
  afterAll(async () => {
    for (const name of ['embedded', 'moved']) await removeFolder(place(name), place(`${name}/postgres`));
  });

  it('is backed up beside its service and when it is stopped, and moves with all of its log', async () => {
    const server = await CasebookServer.start({ env: envOf('embedded') });
    const token = (await readFile(place('embedded/admin-token'), 'utf8')).trim();
    const name = [{ language: 'fr', text: 'Coopérative fictive' }];
    await say(server, 'registerOrganization', 'organization', { name, legalForm: 'COOPERATIVE' }, token);
    expect((await program(['backup', place('beside')], 'embedded')).code).toBe(0);
    expect(await server.stop()).toBe(0);
    expect((await program(['backup', place('stopped')], 'embedded')).code).toBe(0);
    const [beside, stopped] = [await manifestOf(place('beside')), await manifestOf(place('stopped'))];
    expect([beside.quiet, stopped.quiet]).toEqual([false, true]);
    expect(beside).toMatchObject({ events: 1, logHash: stopped.logHash, position: stopped.position });

    const moved = await program(['restore', place('stopped'), '--complete'], 'moved');
    expect(moved).toMatchObject({ code: 0, stdout: expect.stringContaining(`up to ${stopped.position}.`) });
    const verified = await program(['log', 'verify'], 'moved');
    expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining(stopped.logHash) });
  });
});
