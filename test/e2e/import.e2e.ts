import { jest } from '@jest/globals';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { derivedId } from '../../src/kernel/ids.js';
import { Program, removeFolder, temporaryFolder, startedDatabase } from '../support/casebook-server.js';
import type { TestDatabase } from '../support/database.js';

jest.setTimeout(120_000);

const within = 60_000;
const samples = (name: string) =>
  fileURLToPath(new URL(`../../samples/vocabularies/${name}.ndjson`, import.meta.url));

let folder: string;
let database: TestDatabase;
let log: pg.Client;

beforeEach(async () => {
  folder = await temporaryFolder();
  database = await startedDatabase({ samples: false });
  log = new pg.Client({ connectionString: database.url });
  log.on('error', () => undefined);
  await log.connect();
});
afterEach(async () => {
  await log.end();
  await database.drop();
  await removeFolder(folder);
});

/** The command line on the test's database, as a person in the test's folder types it. */
function casebook(...args: string[]): Program {
  return new Program('cli.js', args, { env: { DATABASE_URL: database.url, DATA_DIR: folder }, cwd: folder });
}

async function runImport(...args: string[]) {
  const program = casebook('import', ...args, '--report', 'report.ndjson');
  const code = await program.end(within);
  return { code, stdout: program.stdout, stderr: program.stderr };
}

/** First line of what a run said: its counts. */
async function counts(...args: string[]): Promise<string> {
  const { stdout, stderr } = await runImport(...args);
  return stdout.split('\n').find((line) => /^\D*\d/.test(line) || line === 'nothing to do') ?? stderr;
}

async function reportLines(): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(folder, 'report.ndjson'), 'utf8');
  return text.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>); // prettier-ignore
}

async function file(name: string, content: string | Buffer | readonly object[]): Promise<string> {
  const text =
    typeof content === 'string' || Buffer.isBuffer(content)
      ? content
      : content.map((line) => `${JSON.stringify(line)}\n`).join('');
  await writeFile(join(folder, name), text);
  return name;
}

/** How many events the log holds. */
async function events(): Promise<number> {
  const { rows } = await log.query<{ count: number }>('SELECT count(*)::int AS count FROM event_log.events');
  return rows[0]!.count;
}

async function written(type: string): Promise<Record<string, unknown>[]> {
  const { rows } = await log.query<{ data: Record<string, unknown> }>(
    'SELECT data FROM event_log.events WHERE type = $1 ORDER BY position',
    [type],
  );
  return rows.map(({ data }) => data);
}

const register = {
  system: 'test-register',
  language: 'en',
  empty: ['N/a'],
  id: { column: 'Number', otherwise: { join: { columns: ['Name', 'Town'], with: ' | ' } } },
  fields: {
    name: 'Name',
    legalForm: { const: 'cooperative' },
    place: { municipality: { column: 'Town', invalid: 'leave-out' } },
    dissolvedOn: { column: 'Ended', date: 'D/M/YYYY' },
  },
};

describe('casebook import organizations', () => {
  it('takes editions of a register: what is new, what differs, nothing twice', async () => {
    const mapping = await file('map.json', JSON.stringify(register));
    const first = await file(
      'first.csv',
      'Number,Name,Town,Ended\r\n1,=SUM(A1),"High St\r\nLeeds",\r\n2,Riverside,Hull,\r\nN/a,Nameless No,York,\r\n4,Gone,Hull,\r\n',
    );
    const second = await file(
      'second.csv',
      'Town,Ended,Name,Number\nHull,,Riverside Co-op,2\nYork,,Nameless No,N/a\n"High St\r\nLeeds",3/4/2024,=SUM(A1),1\nHull,,New,5\n',
    );
    const organizations = (name: string) => ['organizations', name, '--mapping', mapping];
    expect(await counts(...organizations(first), '--dry-run')).toBe(
      'Dry run, nothing was written: 4 created',
    );
    expect(await events()).toBe(0);
    expect(await counts(...organizations(first))).toBe('4 created');
    expect(await written('OrganizationRegistered')).toContainEqual(
      expect.objectContaining({ name: [{ language: 'en', text: '=SUM(A1)' }] }),
    );
    expect(await events()).toBe(4);
    expect(await counts(...organizations(first))).toBe('4 unchanged');
    expect(await counts(...organizations(second))).toBe('1 created, 2 updated, 1 unchanged, 1 vanished');
    expect(await reportLines()).toMatchObject([
      {
        kind: 'updated',
        key: '2',
        changes: [{ field: 'name.en', from: 'Riverside', to: 'Riverside Co-op' }],
      },
      { kind: 'updated', key: '1', changes: [{ field: 'status', to: 'dissolved' }] },
      { kind: 'vanished', key: '4' },
      { kind: 'summary', created: 1, updated: 2, unchanged: 1, vanished: 1 },
    ]);
    expect(await events()).toBe(7);
    expect(await counts(...organizations(second))).toBe('4 unchanged, 1 vanished');
    expect(await events()).toBe(7);
  });

  it('refuses row by row with file, line and place, and ends with 2', async () => {
    const mapping = await file('map.json', JSON.stringify(register));
    await file(
      'rows.csv',
      'Number,Name,Town,Ended\n1,"A\nB",x,31/6/2020\n2,,x,\n3,Cut\n4,Fine,x,\n4,Other,x,\n',
    );
    const { code, stdout, stderr } = await runImport('organizations', 'rows.csv', '--mapping', mapping);
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(stdout).toBe(
      '1 created, 4 refused\n' +
        '  rows.csv:2 1 dissolvedOn: "31/6/2020" is not a date of the form D/M/YYYY\n' +
        '  rows.csv:4 2 name: The row has no name\n' +
        '  rows.csv:5: The row has 2 cells, the header 4\n' +
        '  rows.csv:7 4 id: The id stands in line 6 already, with other values\n' +
        'Report: report.ndjson\n',
    );
    expect((await reportLines())[0]).toEqual({
      kind: 'refused', file: 'rows.csv', line: 2, key: '1', path: ['dissolvedOn'], column: 'Ended', code: 'NOT_A_DATE',
      message: '"31/6/2020" is not a date of the form D/M/YYYY',
    }); // prettier-ignore
  });

  it('writes nothing of files and mappings that cannot be read, says where, and ends with 1', async () => {
    const mapping = await file('map.json', JSON.stringify(register));
    await file('latin1.csv', Buffer.from('Number,Name,Town,Ended\n1,ok,x,\n2,\u00c9t\u00e9,x,\n', 'latin1'));
    await file('open.csv', 'Number,Name,Town,Ended\n1,ok,x,\n2,"never closed,x,\n');
    await file('wrong.json', JSON.stringify({ ...register, feilds: {} }));
    const attempts = {
      'latin1.csv': /^casebook: latin1\.csv:3:3: The file is not text in utf-8/,
      'open.csv': /^casebook: open\.csv:3: .*quotation mark/,
    };
    for (const [name, message] of Object.entries(attempts)) {
      const { code, stderr } = await runImport('organizations', name, '--mapping', mapping);
      expect({ name, code }).toEqual({ name, code: 1 });
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/\n\s+at /);
    }
    const { code, stderr } = await runImport('organizations', 'open.csv', '--mapping', 'wrong.json');
    expect(code).toBe(1);
    expect(stderr).toMatch(/wrong\.json: .*\n.*no "feilds" here \(did you mean "fields"\?\)/);
    expect(await events()).toBe(0);
  });
});

describe('casebook import initiatives', () => {
  it('registers owners, records, moves stages forward, and writes nothing again', async () => {
    const mapping = await file(
      'map.json',
      JSON.stringify({
        system: 'goods', language: 'en', id: '$file',
        owners: { system: 'goods-owner', each: 'owners', name: 'name', createOwners: { legalForm: { const: 'other' } } },
        fields: { title: 'title', stage: { column: 'stage', map: { test: 'pilot', live: 'deployed' } } },
      }), // prettier-ignore
    );
    await mkdir(join(folder, 'goods'));
    const good = (name: string, stage: string) =>
      file(`goods/${name}.json`, JSON.stringify({ title: name, stage, owners: [{ name: 'Together' }] }));
    await good('a', 'test');
    await good('b', 'live');
    await file('goods/c.json', '{');
    const initiatives = ['initiatives', 'goods', '--mapping', mapping, '--as-of', '2024-05-06'];
    expect(await counts(...initiatives)).toBe('2 created, 1 refused');
    expect(await events()).toBe(3);
    await good('a', 'live');
    expect(await counts(...initiatives)).toBe('1 updated, 1 unchanged, 1 refused');
    expect(await written('StageAdvanced')).toEqual([{ from: 'pilot', to: 'deployed', on: '2024-05-06' }]);
    expect(await counts(...initiatives)).toBe('2 unchanged, 1 refused');
    expect(await events()).toBe(4);
    const { code, stderr } = await runImport(...initiatives.slice(0, 5), '2023-02-31');
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('--as-of') as string });
  });
});

describe('casebook import vocabulary', () => {
  it('adds a scheme, and then only what differs', async () => {
    const head =
      '@prefix s: <http://www.w3.org/2004/02/skos/core#> .\n<http://e.org/t> a s:ConceptScheme ; s:prefLabel "Tools"@en .\n';
    const concept = (code: string, label: string) =>
      `<http://e.org/t/${code}> a s:Concept ; s:inScheme <http://e.org/t> ; s:prefLabel "${label}"@en .\n`;
    await file('tools.ttl', head + concept('saw', 'Saw') + concept('axe', 'Axe'));
    expect(await counts('vocabulary', 'tools.ttl')).toBe('2 created, 1 done');
    const before = await events();
    // Another part of the same scheme, without its title: the title that stands is kept.
    await file('more.ttl', head.replace(/ ; s:prefLabel.*/, ' .') + concept('saw', 'Hand saw'));
    expect(await counts('vocabulary', 'more.ttl')).toBe('1 updated, 1 vanished, 1 warnings');
    expect(await events()).toBe(before + 1);
    expect(await counts('vocabulary', 'more.ttl')).toBe('1 unchanged, 1 vanished, 1 warnings');
    expect(await events()).toBe(before + 1);
    await file('broken.ttl', `${head}<http://e.org/t/x> a "\u001b[31m`);
    const { code, stderr } = await runImport('vocabulary', 'broken.ttl');
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/broken\.ttl:3: /) as string,
    });
    expect(stderr).not.toContain('\u001b');
  });
});

describe('casebook import commands', () => {
  const initiative = (n: number) => derivedId('initiative', 'e2e', String(n));
  const owner = derivedId('organization', 'e2e', '1');
  const registration = {
    command: 'RegisterOrganization',
    data: { id: owner, name: [{ language: 'fr', text: 'Coop' }], legalForm: 'cooperative' },
  };
  const lines = (count: number) =>
    Array.from({ length: count }, (_, n) => [
      {
        command: 'RecordInitiative',
        data: {
          id: initiative(n), title: [{ language: 'fr', text: `N° ${n}` }], owners: [owner], stage: 'idea',
          missions: ['food-security'],
        },
      },
      { command: 'AdvanceStage', data: { id: initiative(n), to: 'planning', on: '2020-01-01' } },
    ]).flat(); // prettier-ignore

  it('says several files in their order, and each line once', async () => {
    await file('organizations.ndjson', [registration]);
    await file('initiatives.ndjson', [
      ...lines(2),
      { command: 'RecordInitiativ', data: {} },
      { command: 'AdvanceStage', data: { id: initiative(0), to: 'idea', on: '2020-01-01' } },
    ]);
    const all = [samples('social-missions'), 'organizations.ndjson', 'initiatives.ndjson'];
    await file('latin1.ndjson', Buffer.from('{"\u00e9": 1}\n', 'latin1'));
    expect((await runImport('commands', all[1]!, 'nowhere.ndjson')).code).toBe(1);
    expect((await runImport('commands', all[1]!, 'latin1.ndjson')).code).toBe(1);
    expect(await events()).toBe(0);
    const { code, stdout } = await runImport('commands', ...all);
    expect(code).toBe(2);
    expect(stdout).toMatch(
      /^\d+ done, 2 refused\n {2}initiatives\.ndjson:5 \S+ command: There is no command "RecordInitiativ"/m,
    );
    const count = await events();
    expect(await counts('commands', ...all)).toMatch(/^\d+ repeated, 2 refused$/);
    expect(await events()).toBe(count);
  });

  it('ends in order when it is interrupted, says how far it came, and goes on when it is run again', async () => {
    await file('all.ndjson', [registration, ...lines(4_000)]);
    await runImport('commands', samples('social-missions'));
    const before = await events();
    const program = casebook('import', 'commands', 'all.ndjson', '--report', 'report.ndjson');
    await program.until(async () => (await events()) > before, within);
    for (const signal of ['SIGINT', 'SIGINT'] as const) program.child.kill(signal);
    const code = await program.end(within);
    expect({ code, stdout: program.stdout, stderr: program.stderr }).toEqual({
      code: 130,
      stdout: '',
      stderr: expect.stringMatching(
        /^casebook: interrupted by SIGINT; reported so far: [^\n]*\. Run it again to go on\n$/,
      ) as string,
    });
    expect((await reportLines()).at(-1)).toMatchObject({ kind: 'summary', refused: 0 });
    expect(await counts('commands', 'all.ndjson')).toMatch(/^\d+ done, \d+ repeated$/);
    expect(await events()).toBe(before + 8_001);
  });

  it('goes on after a SIGKILL: complete, and nothing twice', async () => {
    await file('all.ndjson', [registration, ...lines(4_000)]);
    await runImport('commands', samples('social-missions'));
    const before = await events();
    const complete = before + 8_001;
    for (let kills = 0; kills < 2; kills++) {
      const standing = await events();
      const program = casebook('import', 'commands', 'all.ndjson', '--report', 'report.ndjson');
      await program.until(async () => (await events()) > standing, within);
      program.child.kill('SIGKILL');
      await program.end(within);
      expect(await events()).toBeLessThan(complete);
    }
    expect(await counts('commands', 'all.ndjson')).toMatch(/^\d+ done, \d+ repeated$/);
    expect(await events()).toBe(complete);
    const { rows } = await log.query(
      'SELECT stream_id FROM event_log.events GROUP BY stream_id HAVING count(*) <> max(revision) + 1',
    );
    expect(rows).toEqual([]);
  });
});
