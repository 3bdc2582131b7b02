/** What the service holds in memory with 1,000,000 events: at most while it builds its read model, and when it serves. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBenchLog } from './support/bench-log.js';
import { megabytes, startChild } from './support/child.js';
import { print, printHeading, setting } from './support/figures.js';
import { fillLog } from './support/lived-log.js';
import { verdict } from './support/verdicts.js';

const count = setting('BENCH_MEMORY_EVENTS', 1_000_000);
const requests = setting('BENCH_REQUESTS', 2_000);
const concurrency = 8;
/** The compiled service; from `dist-bench/bench`. */
const service = fileURLToPath(new URL('../../dist/bundle/main.js', import.meta.url));
const query =
  '{ initiatives(first: 20) { totalCount nodes { id title { text } summary { text } stage } pageInfo { endCursor } } }';

export async function memory(): Promise<void> {
  const log = await openBenchLog();
  const dataDir = await mkdtemp(join(tmpdir(), 'casebook-bench-'));
  try {
    await fillLog(log.url, count);
    printHeading(`memory of the service, ${count} events`);
    const env = { DATABASE_URL: log.url, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn', SAMPLES: 'none' };
    const child = await startChild(service, [], env, /^Ready$/m);
    try {
      const built = await megabytes(child.pid, 'VmHWM');
      const [, port] = /^GraphQL\s.*:(\d+)\//m.exec(child.said())!;
      await Promise.all(Array.from({ length: concurrency }, () => ask(Number(port))));
      const serving = await megabytes(child.pid, 'VmRSS');
      print(`most while the read model was built: ${built.toFixed(0)} MB`);
      print(`after ${requests} lists: ${serving.toFixed(0)} MB`);
      verdict('memory while building, RSS, MB', 300, [built], '≤');
      verdict('memory when serving, RSS, MB', 300, [serving], '≤');
    } finally {
      await child.stop();
    }
  } finally {
    await log.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function ask(port: number): Promise<void> {
  for (let n = 0; n < requests / concurrency; n += 1) {
    const response = await fetch(`http://127.0.0.1:${port}/graphql?query=${encodeURIComponent(query)}`);
    const { data } = (await response.json()) as { data?: { initiatives: { totalCount: number } } };
    if (!data?.initiatives.totalCount) throw new Error(`A list was answered with ${response.status}`);
  }
}
