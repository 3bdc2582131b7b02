import { jest } from '@jest/globals';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { run, temporaryFolder } from '../support/casebook-server.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

jest.setTimeout(120_000);

let folder: string;
let database: TestDatabase;

beforeAll(async () => {
  [folder, database] = await Promise.all([temporaryFolder(), testDatabase()]);
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** What a person in the test's folder sees. */
const casebook = (args: string, env: Readonly<Record<string, string>> = {}) =>
  run('cli.js', args.split(' '), {
    env: { DATABASE_URL: database.url, DATA_DIR: folder, ...env },
    cwd: folder,
  });

/** The one line of a command that was refused. */
async function refusal(args: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { code, stdout, stderr } = await casebook(args, env);
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^casebook: [^\n]+\n$/) as string,
  });
  expect(stderr).not.toMatch(/\.js:\d|s3cret/);
  return stderr;
}

describe('a command that cannot be run is refused in one line', () => {
  it('a word that is none, with the one that was meant', async () => {
    expect(await refusal('tokn list')).toMatch(/unknown command 'tokn' .*token/);
  });

  it('an option that is none', async () => {
    expect(await refusal('rebuild --fast')).toMatch(/unknown option '--fast'/);
  });

  it('a value that is not allowed', async () => {
    expect(await refusal('token create --role king --name x')).toMatch(/'king' is invalid.*editor/);
  });

  it('a database where nobody answers', async () => {
    const url = 'postgres://me:s3cret@127.0.0.1:1/casebook';
    expect(await refusal('token list', { DATABASE_URL: url })).toMatch(/127\.0\.0\.1:1 .*nobody answers/);
  });

  it('a password that is wrong', async () => {
    const url = new URL(database.url);
    url.password = 's3cret';
    expect(await refusal('token list', { DATABASE_URL: url.href })).toMatch(/refuses this user or password/);
  });

  it('a database that is not there', async () => {
    const url = new URL(database.url);
    url.pathname = '/nowhere';
    expect(await refusal('rebuild', { DATABASE_URL: url.href })).toMatch(/no such database/);
  });

  it('a file that is not there, before anything is opened or written', async () => {
    const env = { DATABASE_URL: 'postgres://me:s3cret@127.0.0.1:1/casebook' };
    expect(await refusal('import commands nowhere.ndjson', env)).toMatch(
      /nowhere\.ndjson: There is no such file/,
    );
  });

  it('a folder instead of a file', async () => {
    expect(await refusal('import vocabulary .')).toMatch(/: This is a folder/);
  });

  it('a mapping that is none', async () => {
    await writeFile(join(folder, 'mapping.json'), '{');
    expect(await refusal('import organizations x.csv --mapping mapping.json')).toMatch(
      /mapping\.json: .*not JSON/,
    );
  });

  const unlessRoot = process.getuid?.() === 0 ? it.skip : it;
  unlessRoot('a file that may not be read', async () => {
    await writeFile(join(folder, 'closed.ndjson'), '{}');
    await chmod(join(folder, 'closed.ndjson'), 0o000);
    expect(await refusal('import commands closed.ndjson')).toMatch(/no permission to read it/);
  });
});

it('what nobody foresaw is one line too, and its stack is there to be asked for', async () => {
  expect(await casebook('token list')).toEqual({ code: 0, stdout: '', stderr: '' });
  const client = new pg.Client({ connectionString: database.url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  await client.query('DROP TABLE vault.persons CASCADE');
  await client.end();
  expect(await refusal('token list')).toMatch(/unexpected happened: .*persons.*LOG_LEVEL=debug/);
  // As `npm run casebook` has it: the program runs from few files, and tells of places in its sources.
  const { code, stderr } = await casebook('token list', {
    LOG_LEVEL: 'debug',
    NODE_OPTIONS: '--enable-source-maps',
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/persons[^]*\n\s+at .*src\/platform\/access\/token-store\.ts:\d+:/);
});

it.each(['', 'import initiatives'])('casebook %s --help explains itself', async (command) => {
  const { code, stdout, stderr } = await casebook(`${command} --help`.trim());
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Usage: casebook /);
});
