import { cpus } from 'node:os';

/** `1.34 [1.13..1.39]` */
export function medianAndRange(values: readonly number[], digits = 2): string {
  const [smallest, largest] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(digits)} [${smallest.toFixed(digits)}..${largest.toFixed(digits)}]`;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

/** @param share from 0 to 1 */
export function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? 0;
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
