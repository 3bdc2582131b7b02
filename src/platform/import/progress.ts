import { Presets, SingleBar } from 'cli-progress';

/** Shows how far an import is. */
export interface Progress {
  start(total: number, label: string): void;
  advance(rows: number): void;
  stop(): void;
}

export const silentProgress: Progress = {
  start: () => undefined,
  advance: () => undefined,
  stop: () => undefined,
};

/** A bar on a terminal; silent where `stream` is none, so that logs stay readable. */
export function terminalProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return silentProgress;
  const bar = new SingleBar(
    {
      stream,
      format: '{label} {bar} {percentage}% | {value} of {total} | {eta_formatted} left',
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  return {
    start: (total, label) => bar.start(total, 0, { label }),
    advance: (rows) => bar.increment(rows),
    stop: () => bar.stop(),
  };
}
