/** Whether a list takes as long among 1,000,000 initiatives as among 10,000: the service on two bases, in turn. */
import { operations } from './list.js';
import { openBenchBase, type BenchBase } from './support/base.js';
import { missions } from './support/corpus.js';
import { median, medianAndRange, percentile, print, printHeading, setting } from './support/figures.js';
import { anew, assertNoErrors, HttpConnection, statusOf } from './support/http-load.js';
import { verdict } from './support/verdicts.js';

/** How many initiatives there are in each of the two bases. */
const few = setting('BENCH_INITIATIVES_FEW', 10_000);
const many = setting('BENCH_INITIATIVES', 1_000_000);
const rounds = setting('BENCH_ROUNDS', 15);
const roundTime = setting('BENCH_ROUND_MS', 2_000);
/** Milliseconds, for each base. */
const warmUpTime = 5_000;

const lists = missions.map((mission) => anew(operations.list, { mission }));

export async function scale(): Promise<void> {
  const bases: BenchBase[] = [];
  try {
    for (const initiatives of [few, many]) bases.push(await openBenchBase(initiatives));
    printHeading(
      `scale: the list by mission among ${few} and among ${many} initiatives, one connection; ms of ${rounds} rounds of ${roundTime} ms`,
    );
    const [small, large] = bases as [BenchBase, BenchBase];
    for (const { service } of bases) await timesOf(service.port, warmUpTime);
    const ratios: Record<'median' | 'p99', number[]> = { median: [], p99: [] };
    const times: Record<'few' | 'many', number[]> = { few: [], many: [] };
    for (let round = 0; round < rounds; round++) {
      const measured = { few: [] as number[], many: [] as number[] };
      const turn = [
        async () => (measured.few = await timesOf(small.service.port, roundTime)),
        async () => (measured.many = await timesOf(large.service.port, roundTime)),
      ];
      for (const measure of round % 2 === 0 ? turn : turn.toReversed()) await measure();
      ratios.median.push(median(measured.many) / median(measured.few));
      ratios.p99.push(percentile(measured.many, 0.99) / percentile(measured.few, 0.99));
      for (const size of ['few', 'many'] as const) times[size].push(percentile(measured[size], 0.99));
    }
    print(
      `p99 among ${few}: ${medianAndRange(times.few)} ms; among ${many}: ${medianAndRange(times.many)} ms`,
    );
    verdict(`list among ${many} ÷ among ${few}, p99`, 1.5, ratios.p99, '≤');
    verdict(`list among ${many} ÷ among ${few}, median`, null, ratios.median);
  } finally {
    for (const base of bases) await base.close();
  }
}

/** Milliseconds that each answer took, one after the other. */
async function timesOf(port: number, milliseconds: number): Promise<number[]> {
  const connection = await HttpConnection.open(port);
  const times: number[] = [];
  try {
    const end = performance.now() + milliseconds;
    for (let n = 0; performance.now() < end; n++) {
      const start = performance.now();
      const answer = await connection.send(lists[n % lists.length]!);
      times.push(performance.now() - start);
      if (statusOf(answer) !== 200) throw new Error(`Not answered: ${answer.toString().slice(0, 500)}`);
      assertNoErrors(answer);
    }
    return times;
  } finally {
    connection.close();
  }
}
