/** What a service does that is asked for three times what it can: answers that come, refusals, and memory. */
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '../src/platform/database/embedded-postgres.js';
import { startChild, type Child } from './support/child.js';
import { median, medianAndRange, percentile, print, printHeading, setting } from './support/figures.js';
import { anew, HttpConnection, loadFor, statusOf, type RawRequest } from './support/http-load.js';
import { verdict } from './support/verdicts.js';

/** The compiled service; from `dist-bench/bench`. */
const service = fileURLToPath(new URL('../../dist/bundle/main.js', import.meta.url));
/** Connections of the load that finds out what the service can do. */
const peakConnections = 64;
/** Few places in the queue, so that it is full soon, however slow the machine. */
const queue = { REQUESTS_AT_ONCE: '64', REQUESTS_WAITING: '64' };
/**
 * Connections that are open before the load that is too much begins: what the service lets in and lets wait, and as many
 * more. Were they opened with it, one would measure how Node accepts connections, which is one in each turn of its loop.
 */
const connections = 256;
const times = 3;
/** Milliseconds between two portions of the load, and until a round counts: the queue is full by then. */
const tick = 5;
/** Milliseconds between two looks at the service's memory: each takes from the processor that the service is measured on. */
const lookAtMemory = 100;
const filling = 2_000;
const warmUp = 3_000;

/** What Casebook is for, and the least that a page of it can be: the less an answer costs, the more a refusal weighs. */
const requests = {
  'the question by mission': anew(
    `{
    initiatives(where: { missions: { any: ["local-services"] }, stage: { in: [DEPLOYED, SUSTAINED] } }, first: 5) {
      totalCount
      edges { node { title(languages: ["fr"]) { text language stale } stage owners { name } missions { code label(languages: ["fr"]) { text } } } }
      facets { digitalUses { concept { code label { text } } count } regions { concept { code } count } missions { concept { code } count } } } }`,
    {},
  ),
  'a bare list': anew(
    `{ initiatives { edges { node { id title { text } stage owners { id name } missions { code label { text } } } } } }`,
    {},
  ),
};

export async function overload(): Promise<void> {
  const rounds = setting('BENCH_ROUNDS', 5);
  const milliseconds = setting('BENCH_ROUND_MS', 4_000);
  const dataDir = await mkdtemp(join(tmpdir(), 'casebook-bench-'));
  // As root the server runs as another user.
  await chmod(dataDir, 0o755);
  const database = await startEmbeddedPostgres({ dataDir: join(dataDir, 'base') });
  try {
    const env = { DATABASE_URL: database.url, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'error' };
    const child = await startChild(service, [], { ...env, ...queue, SAMPLES: 'demo' }, /^Ready$/m);
    try {
      printHeading(
        `overload: ${rounds} rounds of ${milliseconds} ms, the load at ${times} × what was answered before it`,
      );
      await measure(child, rounds, milliseconds);
    } finally {
      await child.stop();
    }
  } finally {
    await database.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measure(child: Child, rounds: number, milliseconds: number): Promise<void> {
  const port = Number(/^GraphQL\s.*:(\d+)\//m.exec(child.said())![1]);
  for (const [name, request] of Object.entries(requests)) {
    const peakOf = (time: number) => loadFor(port, peakConnections, time, () => request);
    await peakOf(warmUp);
    const ratios: number[] = [];
    const refusals: number[] = [];
    const memory: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const peak = await peakOf(milliseconds);
      const before = await residentMegabytes(child.pid);
      const outcome = await tooMuch(child, port, request, peak * times, milliseconds);
      const { answered, refused, refusalTimes, most } = outcome;
      ratios.push(answered / peak);
      if (refusalTimes.length === 0) throw new Error('Nothing was refused: the load was not too much');
      refusals.push(median(refusalTimes));
      memory.push(most);
      print(
        `${name}: peak ${peak.toFixed(0)}/s; at ${(peak * times).toFixed(0)}/s: ${answered.toFixed(0)}/s answered, ${refused.toFixed(0)}/s refused ` +
          `within ${median(refusalTimes).toFixed(1)} ms (99 %: ${percentile(refusalTimes, 0.99).toFixed(0)} ms); ` +
          `RSS ${before.toFixed(0)} MB, then ${most.toFixed(0)} MB at most`,
      );
    }
    print(`${name}, answered under too much × peak: ${medianAndRange(ratios)}`);
    verdict(`${name} at ${times} × capacity, of peak`, 0.9, ratios);
    verdict(`a refusal beside ${name}, ms`, 250, refusals, '≤');
    verdict(`memory under too much of ${name}, RSS, MB`, 300, memory, '≤');
  }
}

interface Outcome {
  /** A second. */
  readonly answered: number;
  readonly refused: number;
  /** Milliseconds. */
  readonly refusalTimes: readonly number[];
  /** Resident megabytes. */
  readonly most: number;
}

/** Sends `rate` requests a second, whether the ones before are answered or not. */
async function tooMuch(
  child: Child,
  port: number,
  request: RawRequest,
  rate: number,
  milliseconds: number,
): Promise<Outcome> {
  const idle = await Promise.all(Array.from({ length: connections }, () => HttpConnection.open(port)));
  const refusalTimes: number[] = [];
  let [answered, refused, most, counting] = [0, 0, 0, false];
  const under = new Set<Promise<void>>();
  const one = async (connection: HttpConnection) => {
    const start = performance.now();
    const status = statusOf(await connection.send(request));
    idle.push(connection);
    if (!counting) return;
    if (status === 200) answered++;
    else if (status === 503) refused += 1;
    else throw new Error(`Answered with ${status}`);
    if (status === 503) refusalTimes.push(performance.now() - start);
  };
  const begin = performance.now();
  let lookDue = begin + filling;
  const send = async (until: number) => {
    for (let sent = 0; performance.now() < until; await delay(tick)) {
      for (const due = ((performance.now() - begin) / 1_000) * rate; sent < due; sent++) {
        const connection = idle.pop();
        if (!connection) continue;
        const sending = one(connection).finally(() => under.delete(sending));
        under.add(sending);
      }
      counting ||= performance.now() - begin > filling;
      if (performance.now() < lookDue) continue;
      lookDue += lookAtMemory;
      most = Math.max(most, await residentMegabytes(child.pid));
    }
  };
  await send(begin + filling + milliseconds);
  const seconds = (performance.now() - begin - filling) / 1_000;
  counting = false;
  await Promise.all(under);
  for (const connection of idle) connection.close();
  return { answered: answered / seconds, refused: refused / seconds, refusalTimes, most };
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)![1]) / 1_024;
}
