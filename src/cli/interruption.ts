import { setTimeout as delay } from 'node:timers/promises';
import { OperatorError } from '../platform/observability/operator-error.js';
import { untilStopped } from '../platform/runtime/stop-signal.js';

/** SIGINT or SIGTERM has come: the command ends in order, without having done all that it was to do. */
export class Interrupted extends OperatorError {
  override readonly name = 'Interrupted';

  constructor(
    readonly signal: NodeJS.Signals,
    state = '',
  ) {
    super(`interrupted by ${signal}${state}`);
  }
}

const stop = untilStopped();
const interruption = new AbortController();
const interrupted = stop.told.then((signal) => {
  const reason = new Interrupted(signal);
  interruption.abort(reason);
  return reason;
});

/** Aborted with {@link Interrupted}. */
export const interruptionSignal = interruption.signal;

/**
 * What comes of `work`, until the command is interrupted.
 * @param patience milliseconds that the work then has to end by itself
 * @throws Interrupted
 */
export async function unlessInterrupted<Result>(work: Promise<Result>, patience = 0): Promise<Result> {
  const first = await Promise.race([work.then((result) => ({ result })), interrupted]);
  if (!(first instanceof Interrupted)) return first.result;
  // It may still fail, of what it stands on being closed: that is of no interest any more.
  await Promise.race([work.catch(() => undefined), delay(patience, undefined, { ref: false })]);
  throw first;
}
