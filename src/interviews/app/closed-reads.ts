import type { EnginePosition } from '../../platform/event-store/event-store.js';

/**
 * How long whoever withdraws, or asks to be forgotten, waits until the read model has passed it, in milliseconds: below the
 * deadline of a request, so that an honest answer can still be given.
 */
export const closedWithin = 25_000;

/** What tells whether nobody is answered any more from before a position. */
export abstract class ClosedReads {
  /** True once the read model has passed `position`; false where it has not after {@link closedWithin}. */
  abstract since(position: EnginePosition): Promise<boolean>;
}
