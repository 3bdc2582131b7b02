import type { Writable } from 'node:stream';
import { limits } from './limits.js';

/**
 * Lets appends pass to the client as fast as it can write them. The client puts what its call does not take at once
 * into a queue of its own, and when the call breaks, that queue ends the process with an unhandled rejection: it must never
 * come to be.
 */
export class AppendGate {
  private underWay = 0;
  /** Of those, how many began since the loop last came round: the client may not have written them yet. */
  private begun = 0;
  private readonly queue: (() => void)[] = [];
  private looking: NodeJS.Timeout | undefined;

  /** @param openCall the call that appends are written into; undefined where none is open */
  constructor(private readonly openCall: () => Writable | undefined) {}

  get waiting(): number {
    return this.queue.length;
  }

  async pass<Result>(append: () => Promise<Result>): Promise<Result> {
    if (this.queue.length > 0 || !this.hasRoom) await new Promise<void>((go) => this.queue.push(go));
    else this.begin();
    try {
      return await append();
    } finally {
      this.underWay -= 1;
      this.letPass();
    }
  }

  private get hasRoom(): boolean {
    const call = this.openCall();
    if (!call) return this.underWay < limits.unwrittenAppends;
    return (
      this.underWay < limits.appendsUnderWay && call.writableLength + this.begun < limits.unwrittenAppends
    );
  }

  private begin(): void {
    this.underWay += 1;
    if (this.begun++ > 0) return;
    this.comeRound();
  }

  private comeRound(): void {
    setImmediate(() => {
      this.begun = 0;
      this.letPass();
      this.lookAgain();
    });
  }

  /** What is written meanwhile makes room without an append coming to its end. */
  private lookAgain(): void {
    if (this.looking || this.queue.length === 0) return;
    this.looking = setTimeout(() => {
      this.looking = undefined;
      this.letPass();
      this.lookAgain();
    }, limits.gatePause);
  }

  private letPass(): void {
    while (this.queue.length > 0 && this.hasRoom) {
      this.begin();
      this.queue.shift()!();
    }
  }
}
