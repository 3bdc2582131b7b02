import { readFile, rm, stat, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migratedDatabase, type TestDatabase } from '../../../test/support/database.js';
import { firstToken } from './first-token.js';
import { TokenStore } from './token-store.js';

let database: TestDatabase;
let pool: pg.Pool;
let tokens: TokenStore;
let dataDir: string;

beforeEach(async () => {
  [database, dataDir] = await Promise.all([
    migratedDatabase(),
    mkdtemp(join(tmpdir(), `casebook-test-${process.pid}-`)),
  ]);
  pool = new pg.Pool({ connectionString: database.url });
  tokens = new TokenStore(pool);
});
afterEach(async () => {
  await pool.end();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const path = () => join(dataDir, 'admin-token');
const kept = async () => (await readFile(path(), 'utf8')).trim();

it('is made once, in a file for this user only, and speaks for an admin', async () => {
  expect(await firstToken(tokens, dataDir)).toEqual({ path: path(), made: true });
  expect((await stat(path())).mode & 0o777).toBe(0o600);
  const token = await kept();
  expect(await tokens.authenticate(token)).toMatchObject({ role: 'admin' });
  expect(await firstToken(tokens, dataDir)).toEqual({ path: path(), made: false });
  expect(await kept()).toBe(token);
  await rm(path());
  expect(await firstToken(tokens, dataDir)).toBeNull();
});

it('is not made where it cannot be handed over: the next start tries again', async () => {
  await expect(firstToken(tokens, join(dataDir, 'nowhere'))).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await tokens.isEmpty()).toBe(true);
  expect(await firstToken(tokens, dataDir)).toMatchObject({ made: true });
});

it('stands in its file before it is valid: what is cut off in between is made good by the next start', async () => {
  await pool.query(`
    CREATE FUNCTION vault.cut_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'cut off'; END $$;
    CREATE TRIGGER cut_off BEFORE INSERT ON vault.api_tokens FOR EACH ROW EXECUTE FUNCTION vault.cut_off()`);
  await expect(firstToken(tokens, dataDir)).rejects.toThrow('cut off');
  const lost = await kept();
  await pool.query('DROP TRIGGER cut_off ON vault.api_tokens');
  expect(await tokens.authenticate(lost)).toBeNull();
  expect(await firstToken(tokens, dataDir)).toEqual({ path: path(), made: true });
  expect(await tokens.authenticate(await kept())).toMatchObject({ role: 'admin' });
});
