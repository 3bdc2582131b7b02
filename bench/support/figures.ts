import { cpus } from 'node:os';

/** `1.34 [1.13..1.39]` */
export function medianAndRange(values: readonly number[], digits = 2): string {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle) - (middle % 1 ? 1 : 0)]!) / 2;
  return `${median.toFixed(digits)} [${sorted[0]!.toFixed(digits)}..${sorted.at(-1)!.toFixed(digits)}]`;
}

export const perSecond = (count: number, milliseconds: number) => (count / milliseconds) * 1_000;

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function printHeading(title: string): void {
  const [cpu] = cpus();
  print(`${title}\n${cpus().length} × ${cpu?.model.trim()}, Node ${process.versions.node}\n`);
}

/** A setting from the environment, a positive whole number. */
export function setting(name: string, fallback: number): number {
  const value = Number(process.env[name] ?? fallback);
  if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name} must be a positive whole number`);
  return value;
}
