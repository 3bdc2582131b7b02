import type { EventRegistry } from '../event-codec.js';
import type { RecordedEvent } from '../event-store.js';
import { BrokenLog } from './fingerprint.js';

/**
 * Whether a stored event still is what its definition says, once lifted to its newest shape.
 * @returns false for what cannot be looked at without the keys of personal data
 * @throws BrokenLog
 */
export async function checkPayload(registry: EventRegistry, event: RecordedEvent): Promise<boolean> {
  const category = event.streamId.slice(0, event.streamId.indexOf('-'));
  try {
    const { type, data } = registry.decode(event);
    if (registry.personalIn(category, type)) return false;
    await registry.encode(category, { type, data });
    return true;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BrokenLog(`Revision ${event.revision} of ${event.streamId}: ${why}`, { cause });
  }
}
