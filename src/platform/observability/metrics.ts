import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { poolUses } from '../database/observed-pool.js';
import { inTime } from './in-time.js';
import {
  appendSettled,
  appendsSent,
  batchFolded,
  operationAnswered,
  poolWaited,
} from '../signals/signals.js';
import { distanceOfRows, type Distance, type Followed } from './distance.js';

/** Upper bounds in seconds: from a kept answer to the deadline of a request. */
const durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const counts = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/** What `/metrics` shows, for Prometheus: counted as it happens, and looked at when it is asked for. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #listening: (() => void)[];

  /** @param info constant labels that tell which Casebook this is */
  constructor(base: Followed, info: Readonly<Record<string, string>>) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    new Gauge({
      name: 'casebook_info',
      help: 'Which Casebook this is.',
      labelNames: Object.keys(info),
      registers,
    }).set(info, 1);
    this.#gauges(base, registers);
    this.#listening = this.#counted(registers);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** In Prometheus' text format. What cannot be found out within 2 s is left out. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  close(): void {
    for (const end of this.#listening) end();
    this.#registry.clear();
  }

  #counted(registers: Registry[]): (() => void)[] {
    const histogram = <Label extends string>(
      name: string,
      help: string,
      labelNames: Label[],
      buckets = durations,
    ) => new Histogram({ name: `casebook_${name}`, help, labelNames, buckets, registers });
    const operations = histogram(
      'graphql_operation_duration_seconds',
      'Time to answer a GraphQL operation, by its root field. An outcome of kept: from the answers kept.',
      ['type', 'field', 'outcome'],
    );
    const appends = histogram('append_duration_seconds', 'Time until an append is settled.', ['outcome']);
    const together = histogram('append_batch_size', 'Appends written together.', [], counts);
    const folds = histogram('projector_batch_duration_seconds', 'Time to write a batch into the rows.', []);
    const folded = histogram('projector_batch_size', 'Events written into the rows together.', [], counts);
    const waits = histogram('pool_wait_duration_seconds', 'Time that somebody waited for a connection.', [
      'pool',
    ]);
    const projected = new Counter({
      name: 'casebook_projected_events_total',
      help: 'Events that this process wrote into the rows.',
      registers,
    });
    return [
      operationAnswered.listen(({ seconds, ...labels }) => operations.observe(labels, seconds)),
      appendSettled.listen(({ outcome, seconds }) => appends.observe({ outcome }, seconds)),
      appendsSent.listen((sent) => together.observe(sent.appends)),
      batchFolded.listen(({ seconds, events }) => {
        folds.observe(seconds);
        folded.observe(events.length);
        projected.inc(events.length);
      }),
      poolWaited.listen(({ pool, seconds }) => waits.observe({ pool }, seconds)),
    ];
  }

  #gauges(base: Followed, registers: Registry[]): void {
    // Both gauges of a page ask in the same moment: one look serves the two.
    let looking: Promise<Distance | null> | undefined;
    const distance = () => (looking ??= inTime(distanceOfRows(base)).finally(() => (looking = undefined)));
    gaugeOf(
      'projector_lag_events',
      'Events of the log that the rows do not hold yet.',
      registers,
      async () => (await distance())?.events ?? null,
    );
    gaugeOf(
      'projector_lag_seconds',
      'Age of the oldest event that the rows do not hold yet; 0 when they hold all.',
      registers,
      async () => (await distance())?.seconds ?? null,
    );
    gaugeOf('projector_owner', 'Whether this process writes the rows.', registers, async () =>
      Number(base.projector.status().owner),
    );
    gaugeOf('ready', 'Whether queries are answered.', registers, async () => Number(base.running.isReady));
    gaugeOf(
      'parked_streams',
      'Streams left out of the rows for an event that cannot be folded.',
      registers,
      () => inTime(base.projector.parkedCount()),
    );
    new Gauge({
      name: 'casebook_requests',
      help: 'GraphQL requests that are worked on, and that wait for their turn.',
      labelNames: ['state'],
      registers,
      collect() {
        const { underWay, waiting } = base.admission.figures;
        this.set({ state: 'under way' }, underWay);
        this.set({ state: 'waiting' }, waiting);
      },
    });
    new Counter({
      name: 'casebook_requests_refused_total',
      help: 'GraphQL requests refused because the service had more to do than it can.',
      registers,
      collect() {
        this.reset();
        this.inc(base.admission.figures.refused);
      },
    });
    new Gauge({
      name: 'casebook_pool_connections',
      help: 'Connections of a pool to PostgreSQL, and who waits for one.',
      labelNames: ['pool', 'state'],
      registers,
      collect() {
        this.reset();
        for (const { pool, ...states } of poolUses())
          for (const [state, count] of Object.entries(states)) this.set({ pool, state }, count);
      },
    });
  }
}

/** A gauge that is looked at when it is asked for, and left out while it is not known. */
function gaugeOf(
  name: string,
  help: string,
  registers: Registry[],
  look: () => Promise<number | null>,
): void {
  new Gauge({
    name: `casebook_${name}`,
    help,
    registers,
    async collect() {
      const value = await look();
      if (value === null) this.remove();
      else this.set(value);
    },
  });
}
