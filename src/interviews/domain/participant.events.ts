import { z } from 'zod';
import { defineEvents, event, type EventOf } from '../../kernel/events.js';
import { code, isoDate, language, limits, streamIdOf, text } from '../../kernel/fields.js';
import { personal, personId } from '../../kernel/personal.js';

/** What a consent allows: analysis within the study, reuse by other researchers, quoting, publication. */
export const consentScopes = [
  'analysis',
  'reuse',
  'anonymousQuote',
  'attributedQuote',
  'publication',
] as const;
export type ConsentScope = (typeof consentScopes)[number];

/** How far a withdrawal reaches: future use alone, or what has been published too. */
export const withdrawalExtents = ['futureUse', 'alsoPublished'] as const;
export type WithdrawalExtent = (typeof withdrawalExtents)[number];

export const consentWays = ['written', 'oral', 'electronic'] as const;

/** Broad roles, coarse enough to tell nothing of who it is; the exact role is sealed. */
export const broadRoles = [
  'member',
  'worker',
  'manager',
  'director',
  'volunteer',
  'user',
  'partner',
  'funder',
  'researcher',
  'other',
] as const;
export type BroadRole = (typeof broadRoles)[number];

export const consentId = z.uuid();

/** A consent as it was given. `from` and `until` are days; the consent ends with the day `until`. */
export const consent = z.strictObject({
  consentId,
  /** Version of the form that was signed or read out. */
  form: code,
  language,
  way: z.enum(consentWays),
  obtainedBy: personId,
  scopes: z
    .array(z.enum(consentScopes))
    .max(consentScopes.length)
    .refine((list) => new Set(list).size === list.length, 'must not name a scope twice'),
  from: isoDate,
  until: isoDate.optional(),
});
export type Consent = z.infer<typeof consent>;

/** Who it is: sealed under the participant's own key. */
export const identity = z.strictObject({
  pseudonym: personal(text(limits.name)),
  name: personal(text(limits.name)).optional(),
  contact: personal(text(limits.name)).optional(),
  role: personal(text(limits.name)).optional(),
});

const reason = personal(text(limits.reason));

export const participantEvents = defineEvents('participant', {
  ParticipantEnrolled: event(
    identity.extend({
      reason: reason.optional(),
      study: streamIdOf('study'),
      broadRole: z.enum(broadRoles),
      enrolledBy: personId,
      fictional: z.boolean().optional(),
    }),
  ),
  ParticipantCorrected: event(
    identity.partial().extend({
      reason: reason.optional(),
      broadRole: z.enum(broadRoles).optional(),
      /** Values that were taken away. */
      cleared: z.array(z.enum(['name', 'contact', 'role'])).optional(),
    }),
  ),
  ConsentRecorded: event(consent.extend({ reason: reason.optional() })),
  ConsentWithdrawn: event(z.strictObject({ extent: z.enum(withdrawalExtents), reason: reason.optional() })),
  /** Its term has passed; said by Casebook itself so that dependants are told. Readers compare the term with the clock. */
  ConsentExpired: event(z.strictObject({ consentId })),
  /** From here on nobody reads anything of this participant. The keys go next, and ParticipantErased tells that they have. */
  ErasureRequested: event(z.strictObject({ reason: reason.optional() })),
  ParticipantErased: event(z.strictObject({})),
});
export type ParticipantEvent = EventOf<typeof participantEvents>;
