import type { FastifyReply } from 'fastify';
import { Deadlines } from './deadline.js';
import { httpLimits } from './http-limits.js';
import { refusal, type Refusal } from './refusal.js';

export interface AdmissionLimits {
  /** Requests worked on at one time. */
  readonly atOnce: number;
  /** Requests that wait for their turn. */
  readonly waiting: number;
  /** Bytes of all large bodies that are being read or are held by a request. */
  readonly heldBytes: number;
  /** Milliseconds that one waits at most. */
  readonly waitTime: number;
}

export interface AdmissionFigures {
  readonly underWay: number;
  readonly waiting: number;
  readonly refused: number;
  readonly heldBytes: number;
}

/** A request that waits. Whatever happens first settles it. */
interface Waiting {
  readonly settle: (refused?: Refusal) => void;
}

/**
 * Lets in as many requests as can be worked on at one time; the next wait, in their order, and what is more than that is
 * refused at once, before its body is read. So a service that is asked for more than it can do goes on doing what it can.
 * When the service stops, it first says so (`leave`), then takes nothing new (`close`), and at last ends what is left.
 */
export class Admission {
  readonly deadlines = new Deadlines();
  readonly #limits: AdmissionLimits;
  readonly #queue = new Set<Waiting>();
  #underWay = 0;
  #heldBytes = 0;
  #refused = 0;
  #state: 'open' | 'leaving' | 'closed' = 'open';

  constructor(limits: Partial<AdmissionLimits> = {}) {
    this.#limits = { ...httpLimits, ...limits };
  }

  /** For metrics. `refused` counts from the start of the process. */
  get figures(): AdmissionFigures {
    const [underWay, waiting] = [this.#underWay, this.#queue.size];
    return { underWay, waiting, refused: this.#refused, heldBytes: this.#heldBytes };
  }

  /** Whether the service is about to stop: connections are not to be used again. */
  get leaving(): boolean {
    return this.#state !== 'open';
  }

  /** Whether there is no place for a request that comes now, which is then to be refused as {@link overloaded}. */
  turnsAway(): boolean {
    const full =
      this.#state !== 'closed' &&
      this.#underWay >= this.#limits.atOnce &&
      this.#queue.size >= this.#limits.waiting;
    if (full) this.#refused++;
    return full;
  }

  /** Why a request that comes now cannot be taken, before anything else of it is read. */
  refusalAtOnce(): Refusal | undefined {
    if (this.#state === 'closed') return stopping();
    return this.turnsAway() ? overloaded() : undefined;
  }

  /**
   * Does the work of a request when its turn has come. Its place is taken until the work has ended or is given up, also when the
   * client has gone.
   * @throws Refusal 503 OVERLOADED, or what `work` throws
   */
  async run<Result>(reply: FastifyReply, work: () => Promise<Result>): Promise<Result> {
    if (this.#underWay < this.#limits.atOnce) this.#underWay++;
    else await this.#turn(reply);
    try {
      return await work();
    } finally {
      this.#underWay--;
      this.#admitNext();
    }
  }

  /** Whether there is room for so many bytes more of a body; then they are held until {@link letsGo}. */
  holds(bytes: number): boolean {
    const fits = this.#heldBytes + bytes <= this.#limits.heldBytes;
    if (fits) this.#heldBytes += bytes;
    else this.#refused++;
    return fits;
  }

  letsGo(bytes: number): void {
    this.#heldBytes -= bytes;
  }

  /** The service is about to stop; it still serves. */
  leave(): void {
    if (this.#state === 'open') this.#state = 'leaving';
  }

  /** Nothing new is taken; what was accepted is done. */
  close(): void {
    this.#state = 'closed';
  }

  /** Refuses what waits and what is under way. */
  giveUp(): void {
    for (const { settle } of this.#queue) settle(stopping());
    this.deadlines.endAll();
  }

  /** Resolves when the request has its place. */
  #turn({ raw }: FastifyReply): Promise<void> {
    const { waiting, waitTime } = this.#limits;
    if (this.#queue.size >= waiting) throw this.#overloaded();
    return new Promise((resolve, reject) => {
      const entry: Waiting = {
        settle: (refused) => {
          if (!this.#queue.delete(entry)) return;
          clearTimeout(timer);
          raw.off('close', gone);
          if (refused) reject(refused);
          else resolve();
        },
      };
      // Nobody reads what a client that has gone is answered.
      const gone = () => entry.settle(stopping());
      const timer = setTimeout(() => entry.settle(this.#overloaded()), waitTime);
      raw.once('close', gone);
      this.#queue.add(entry);
    });
  }

  #admitNext(): void {
    const [next] = this.#queue;
    if (!next || this.#underWay >= this.#limits.atOnce) return;
    this.#underWay++;
    next.settle();
  }

  #overloaded(): Refusal {
    this.#refused++;
    return overloaded();
  }
}

/** What a request is answered for which there is no place. */
export function overloaded(): Refusal {
  const message = 'More is asked for than can be answered now; nothing was done. Try again in a moment';
  return refusal(message, 'OVERLOADED', { status: 503 });
}

function stopping(): Refusal {
  return refusal('The service is stopping; nothing was done', 'UNAVAILABLE', {
    status: 503,
    headers: { connection: 'close' },
  });
}
