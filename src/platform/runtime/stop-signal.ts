/** From the signal to the end, at most, in milliseconds. */
export const stopWithin = 10_000;
/**
 * What comes sooner than this after the first signal is the same wish, in milliseconds: Ctrl-C under `npm start` arrives
 * twice, from the terminal and from npm.
 */
const sameWish = 1_000;

/** A wish to stop. */
export interface Stop {
  /** Settles at the first SIGTERM or SIGINT, with its name. */
  readonly told: Promise<NodeJS.Signals>;
  /** Aborted in the same moment. */
  readonly signal: AbortSignal;
}

/**
 * Listens to SIGTERM and SIGINT from now on. A second one, a second or more after the first, ends the process at once;
 * ten seconds after the first it is ended in any case. Both with exit code 1 and one line on standard error.
 */
export function untilStopped(): Stop {
  let toldAt: number | undefined;
  const controller = new AbortController();
  const told = new Promise<NodeJS.Signals>((resolve) => {
    const tell = (signal: NodeJS.Signals): void => {
      if (toldAt !== undefined) {
        if (performance.now() - toldAt >= sameWish) giveUp('ended at once');
        return;
      }
      toldAt = performance.now();
      setTimeout(() => giveUp(`did not stop within ${stopWithin / 1_000} s`), stopWithin).unref();
      controller.abort();
      resolve(signal);
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, tell);
  });
  return { told, signal: controller.signal };
}

function giveUp(what: string): never {
  process.stderr.write(`casebook: ${what}; what was acknowledged is kept\n`);
  process.exit(1);
}
