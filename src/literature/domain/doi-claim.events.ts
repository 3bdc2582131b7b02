import { z } from 'zod';
import { defineEvents, event, type EventOf } from '../../kernel/events.js';
import { limits, streamIdOf, text } from '../../kernel/fields.js';

/** One stream for each DOI, whose id follows from it: who may carry the DOI. */
export const doiClaimEvents = defineEvents('doiClaim', {
  /** `instead` is the holder before, whose claim was void. */
  DoiClaimed: event(
    z.strictObject({
      doi: text(limits.uri),
      source: streamIdOf('literatureSource'),
      instead: streamIdOf('literatureSource').optional(),
    }),
  ),
});
export type DoiClaimEvent = EventOf<typeof doiClaimEvents>;
