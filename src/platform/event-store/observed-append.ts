import { appendSettled, secondsSince } from '../signals/signals.js';
import { traced, traceparent } from '../signals/traced.js';
import type { AppendResult, NewEvent } from './event-store.js';

/** Appends, and tells how long it took and what came of it. The events carry the trace that they are written in. */
export async function observedAppend(
  events: readonly NewEvent[],
  append: (events: readonly NewEvent[]) => Promise<AppendResult>,
): Promise<AppendResult> {
  const started = performance.now();
  const settled = (outcome: string): void => {
    if (appendSettled.isHeard) appendSettled.tell({ outcome, seconds: secondsSince(started) });
  };
  try {
    const attributes = { 'casebook.events': events.length };
    const result = await traced('append', attributes, () => append(carryingTrace(events)));
    settled(result.status);
    return result;
  } catch (error) {
    settled(error instanceof Error ? error.name : 'unknown');
    throw error;
  }
}

function carryingTrace(events: readonly NewEvent[]): readonly NewEvent[] {
  const parent = traceparent();
  if (parent === undefined) return events;
  return events.map((event) => ({ ...event, metadata: { ...event.metadata, traceparent: parent } }));
}
