import { medianAndRange, print } from './figures.js';

interface Verdict {
  readonly figure: string;
  readonly goal: string;
  readonly measured: string;
}

const verdicts: Verdict[] = [];

/** Keeps a figure for the table at the end, with its goal where it has one; one value a round. */
export function verdict(
  figure: string,
  goal: number | null,
  values: readonly number[],
  sign: '≥' | '≤' = '≥',
): void {
  verdicts.push({
    figure,
    goal: goal === null ? '' : `${sign} ${goal.toFixed(1)}`,
    measured: medianAndRange(values),
  });
}

/** The table of all figures: goal, and median [min..max]. */
export function printVerdicts(): void {
  if (verdicts.length === 0) return;
  const width = Math.max(...verdicts.map(({ figure }) => figure.length));
  print(`\n${'figure'.padEnd(width)}  ${'goal'.padEnd(8)}  median [min..max]`);
  for (const { figure, goal, measured } of verdicts)
    print(`${figure.padEnd(width)}  ${goal.padEnd(8)}  ${measured}`);
}
