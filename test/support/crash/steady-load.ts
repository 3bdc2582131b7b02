import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { GraphqlAnswer } from '../graphql-client.js';

/** Clients that write, and as many that read. */
const clients = 8;
/** Between an answer and the next request of a client, in milliseconds. */
const pause = 50;
const patience = 60_000;

/** Clients that go on writing and reading whatever they are answered, and look at the service's memory. */
export class SteadyLoad {
  /** Keys of writes that were accepted. */
  readonly acknowledged: string[] = [];
  private refused = 0;
  private most = 0;
  private stopping = false;
  private running: Promise<unknown> = Promise.resolve();

  /** @param refusedFor throws for an answer that is neither right nor a refusal as it ought to be */
  constructor(
    private readonly pid: number,
    private readonly write: (key: string) => Promise<GraphqlAnswer>,
    private readonly read: () => Promise<GraphqlAnswer>,
    private readonly refusedFor: (answer: GraphqlAnswer) => string | null,
  ) {}

  begin(): void {
    this.running = Promise.all(
      Array.from({ length: clients }, () => [this.writing(), this.reading()]).flat(),
    );
    // It is told where the load is ended, or waited for.
    this.running.catch(() => (this.stopping = true));
  }

  /** Until `count` more writes are accepted. */
  async accepted(count: number): Promise<void> {
    const enough = this.acknowledged.length + count;
    for (const deadline = Date.now() + patience; this.acknowledged.length < enough; await delay(5)) {
      if (this.stopping) await this.running;
      if (Date.now() > deadline) throw new Error('Nothing is accepted any more');
    }
  }

  async end(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  /** Resident bytes of the service now; 0 on systems that do not tell. */
  memory(): number {
    if (process.platform !== 'linux') return 0;
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)![1]) * 1_024;
  }

  sinceBegin(): { readonly most: number; readonly refused: number } {
    return { most: this.most, refused: this.refused };
  }

  private async writing(): Promise<void> {
    for (; !this.stopping; await delay(pause)) {
      const key = randomUUID();
      if (this.refusedFor(await this.write(key)) === null) this.acknowledged.push(key);
      else this.refused += 1;
      this.most = Math.max(this.most, this.memory());
    }
  }

  private async reading(): Promise<void> {
    for (; !this.stopping; await delay(pause))
      if (this.refusedFor(await this.read()) !== null) this.refused += 1;
  }
}
