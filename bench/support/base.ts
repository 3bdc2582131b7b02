import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { startChild, type Child } from './child.js';
import { fillLog } from './corpus.js';
import { print } from './figures.js';

/** A service or the floor, listening. */
export interface Listening {
  readonly port: number;
  readonly child: Child;
}

/** A database with the sample vocabularies and a corpus, and what runs on it. */
export interface BenchBase {
  readonly url: string;
  readonly service: Listening;
  /** Another build of the service on the same database, to compare with: `BENCH_OTHER` names the folder of its programs. */
  readonly other: Listening | null;
  readonly floor: Listening;
  /** An admin's token. */
  readonly token: string;
  close(): Promise<void>;
}

/** The programs as `npm start` runs them; from `dist-bench/bench/support`. */
const dist = fileURLToPath(new URL('../../../dist/bundle/', import.meta.url));

/** @param initiatives how many there are */
export async function openBenchBase(initiatives: number): Promise<BenchBase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'casebook-bench-'));
  // As root the server runs as another user.
  await chmod(dataDir, 0o755);
  const closing: (() => Promise<unknown>)[] = [() => rm(dataDir, { recursive: true, force: true })];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const server = await startEmbeddedPostgres({ dataDir: join(dataDir, 'base') });
    closing.push(() => server.stop());
    const env = { DATABASE_URL: server.url, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn' };
    await prepare(env, initiatives);
    const listening = async (starting: Promise<Child>, port: RegExp): Promise<Listening> => {
      const child = await starting;
      closing.push(() => child.stop());
      return { child, port: Number(port.exec(child.said())![1]) };
    };
    const start = (folder: string) =>
      listening(startChild(join(folder, 'main.js'), [], env, /^Ready$/m), /^GraphQL\s.*:(\d+)\//m);
    const service = await start(dist);
    const otherDist = process.env['BENCH_OTHER'];
    const other = otherDist ? await start(otherDist) : null;
    const floorFile = fileURLToPath(new URL('./floor.js', import.meta.url));
    const floorEnv = await floorSettings(server.url);
    const floor = await listening(startChild(floorFile, [], floorEnv, /^Ready/m), /^Ready (\d+)/m);
    const token = (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim();
    return { url: server.url, service, other, floor, token, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function prepare(env: Record<string, string>, initiatives: number): Promise<void> {
  const timed = async (what: string, work: () => Promise<unknown>) => {
    const start = performance.now();
    await work();
    print(`${what}: ${((performance.now() - start) / 1_000).toFixed(1)} s`);
  };
  const first = await startChild(join(dist, 'main.js'), [], { ...env, SAMPLES: 'demo' }, /^Ready$/m);
  await first.stop();
  await timed(`${initiatives} initiatives recorded`, () => fillLog(env['DATABASE_URL']!, initiatives));
  await timed('read model rebuilt', () => startChild(join(dist, 'cli.js'), ['rebuild'], env, null));
}

interface ConceptRow {
  scheme: string;
  code: string;
  label: Record<string, { text: string }>;
  broader: string[];
}

/** What the floor keeps in memory, as constants of its own would be. */
async function floorSettings(url: string): Promise<Record<string, string>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const schemas = await client.query<{ name: string }>(
      `SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'rm\\_%' ORDER BY oid DESC`,
    );
    const schema = schemas.rows[0]!.name;
    const { rows } = await client.query<ConceptRow>(
      `SELECT s.code AS scheme, c.code, c.label, c.broader FROM "${schema}".concept c
         JOIN "${schema}".concept_scheme s ON s.id = c.scheme_id`,
    );
    const checkpoint = await client.query<{ lineage: string }>(`SELECT lineage FROM "${schema}".checkpoint`);
    await client.query('CREATE SCHEMA bench');
    // One index beside the key, as a hand-written table of records would have.
    await client.query(
      'CREATE TABLE bench.record (id text PRIMARY KEY, event_id text UNIQUE, type text, data jsonb, recorded_at timestamptz)',
    );
    return {
      DATABASE_URL: url,
      FLOOR_SCHEMA: schema,
      FLOOR_LINEAGE: checkpoint.rows[0]!.lineage,
      FLOOR_LABELS: JSON.stringify(
        Object.fromEntries(
          rows.map(({ scheme, code, label }) => [`${scheme}:${code}`, (label['fr'] ?? label['en']!).text]),
        ),
      ),
      FLOOR_COUNTS: JSON.stringify(countsByScheme(rows)),
    };
  } finally {
    await client.end();
  }
}

/** Each key with each concept that it counts for: itself and all broader ones. */
function countsByScheme(rows: readonly ConceptRow[]): Record<string, { keys: string[]; concepts: string[] }> {
  const all: Record<string, { keys: string[]; concepts: string[] }> = {};
  const broaderOf = new Map(rows.map(({ scheme, code, broader }) => [`${scheme}:${code}`, broader]));
  for (const { scheme, code } of rows) {
    const { keys, concepts } = (all[scheme] ??= { keys: [], concepts: [] });
    const counted = new Set([code]);
    for (const one of counted) broaderOf.get(`${scheme}:${one}`)?.forEach((broader) => counted.add(broader));
    for (const concept of counted) {
      keys.push(`${scheme}:${code}`);
      concepts.push(concept);
    }
  }
  return all;
}
