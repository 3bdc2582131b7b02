import { randomInt } from 'node:crypto';

/** Whether this is `npm run test:crash`, which has minutes, or a part of `npm test`, which has seconds. */
export const isLong = process.env['CASEBOOK_CRASH'] === 'long';

/** @param long rounds of the long run; CASEBOOK_CRASH_SHARE (0.4) takes a part of them. @param short of the short one */
export function rounds(long: number, short: number): number {
  return isLong ? Math.ceil(long * Number(process.env['CASEBOOK_CRASH_SHARE'] ?? 1)) : short;
}

/** Chance that can be had again: the same seed makes the same choices. CASEBOOK_CRASH_SEED sets it. */
export class Chance {
  private state: number;

  private constructor(readonly seed: number) {
    this.state = seed;
  }

  /** @param what is tested; said with the seed, so that a failure can be tried again */
  static of(what: string): Chance {
    const chance = new Chance(Number(process.env['CASEBOOK_CRASH_SEED'] ?? randomInt(2 ** 31)));
    process.stderr.write(`${what}: CASEBOOK_CRASH_SEED=${chance.seed}\n`);
    return chance;
  }

  /** From 0, below 1 (the generator is mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  between(least: number, most: number): number {
    return Math.floor(least + this.next() * (most - least + 1));
  }

  of<Value>(values: readonly Value[]): Value {
    return values[this.between(0, values.length - 1)]!;
  }
}
