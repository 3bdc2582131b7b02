/** What `backup`, `backup verify` and `restore` take of time and memory, with a log of two sizes: memory must not follow it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { migrate } from '../src/platform/database/migrate.js';
import { migrations } from '../src/platform/runtime/open-storage.js';
import { openBenchLog } from './support/bench-log.js';
import { megabytes } from './support/child.js';
import { print, printHeading, setting } from './support/figures.js';
import { fillLog } from './support/lived-log.js';

const most = setting('BENCH_BACKUP_EVENTS', 240_000);
/** The compiled command line; from `dist-bench/bench`. */
const program = fileURLToPath(new URL('../../dist/bundle/cli.js', import.meta.url));
const watched = 10;

export async function backup(): Promise<void> {
  printHeading('backup, verify and restore of a log: time, and most memory (RSS)');
  for (const count of [Math.ceil(most / 8), most]) await measure(count);
}

async function measure(events: number): Promise<void> {
  const bench = await openBenchLog();
  const folder = await mkdtemp(join(tmpdir(), 'casebook-bench-'));
  try {
    await migrate(bench.url, migrations);
    await fillLog(bench.url, events);
    const target = await prepare(bench.url, events);
    const set = join(folder, 'set');
    const ledger = {
      CASEBOOK_ERASURE_LEDGER: join(folder, 'erasures.ndjson'),
      DATA_DIR: join(folder, 'data'),
    };
    const rows: [string, Ran][] = [
      ['backup', await ran(['backup', set], { ...ledger, DATABASE_URL: bench.url })],
      ['verify', await ran(['backup', 'verify', set], {})],
      ['restore', await ran(['restore', set], { ...ledger, DATABASE_URL: target })],
    ];
    const sizes = await Promise.all(
      (await readdir(set)).map(async (name) => (await stat(join(set, name))).size),
    );
    const size = sizes.reduce((sum, one) => sum + one, 0) / 1e6;
    print(`${events} events, ${events / 2} reads, ${events / 8} keys: a set of ${size.toFixed(1)} MB`);
    for (const [name, { seconds, memory }] of rows)
      print(`  ${name.padEnd(8)} ${seconds.toFixed(1)} s  ${memory.toFixed(0)} MB`);
  } finally {
    await bench.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Who has read what, and keys; and an empty database beside it. @returns its address */
async function prepare(url: string, events: number): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(
    `INSERT INTO vault.reads (actor, role, record, fields, purpose, break_glass)
     SELECT 'person-1', 'editor', 'interviewNote-' || gen_random_uuid(), '{text}', 'none', false FROM generate_series(1, ${events / 2})`,
  );
  await client.query(
    `INSERT INTO vault.data_keys (name, owner, record, wrapped, master)
     SELECT 'key-' || n, 'participant-' || n, 'interviewNote-' || n, decode(repeat(md5(n::text), 4), 'hex'), 'm' FROM generate_series(1, ${events / 8}) n`,
  );
  await client.query('CREATE DATABASE restored');
  await client.end();
  const target = new URL(url);
  target.pathname = '/restored';
  return target.href;
}

interface Ran {
  readonly seconds: number;
  /** Megabytes. */
  readonly memory: number;
}

async function ran(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> {
  const { PATH, HOME, BENCH_NODE_OPTIONS: NODE_OPTIONS = '' } = process.env;
  const begun = performance.now();
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH, HOME, NODE_OPTIONS, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let ended = false;
  const end = once(child, 'close').then(() => (ended = true));
  let memory = 0;
  for (; !ended; await Promise.race([end, delay(watched)])) {
    // It may be gone in this very moment.
    memory = Math.max(memory, await megabytes(child.pid!, 'VmHWM').catch(() => 0));
  }
  if (child.exitCode !== 0) throw new Error(`${args.join(' ')} ended with ${child.exitCode}`);
  return { seconds: (performance.now() - begun) / 1_000, memory };
}
