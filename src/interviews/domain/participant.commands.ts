import { z } from 'zod';
import { command, defineCommands, type CommandOf } from '../../kernel/commands.js';
import { givenUuid, isoDate, limits, streamIdOf, text } from '../../kernel/fields.js';
import { personId } from '../../kernel/personal.js';
import { broadRoles, consent, consentId, withdrawalExtents } from './participant.events.js';

const id = streamIdOf('participant');
const value = text(limits.name);
const reason = text(limits.reason);

/** Who it is, as it is told when somebody is enrolled. */
export const enrolment = z.strictObject({
  pseudonym: value,
  name: value.optional(),
  contact: value.optional(),
  role: value.optional(),
  broadRole: z.enum(broadRoles),
});

/** Without `from` it begins today; without `obtainedBy` it was obtained by whoever records it. */
export const givenConsent = consent
  .omit({ consentId: true })
  .extend({ obtainedBy: personId.optional(), from: isoDate.optional() });

export const participantCommands = defineCommands('participant', {
  EnrolParticipant: command(
    enrolment.extend({
      id: id.optional(),
      study: streamIdOf('study'),
      fictional: z.boolean().optional(),
      reason: reason.optional(),
    }),
    { creates: true },
  ),
  /** Rectifies who it is. `replaces` is the version of these values that its writer had read, from 1; null takes one away. */
  CorrectParticipant: command(
    z.strictObject({
      id,
      replaces: z.int().min(1),
      pseudonym: value.optional(),
      name: value.nullable().optional(),
      contact: value.nullable().optional(),
      role: value.nullable().optional(),
      broadRole: z.enum(broadRoles).optional(),
      reason: reason.optional(),
    }),
    { replacesText: true },
  ),
  /** `consentId` may be given; otherwise it follows from the idempotency key. */
  RecordConsent: command(
    givenConsent.extend({ id, consentId: givenUuid.optional(), reason: reason.optional() }),
  ),
  WithdrawConsent: command(
    z.strictObject({ id, extent: z.enum(withdrawalExtents), reason: reason.optional() }),
  ),
  EraseParticipant: command(z.strictObject({ id, reason: reason.optional() })),
});

/** Said by Casebook itself only: they have no mutation, and no import says them. */
export const innerParticipantCommands = defineCommands('participant', {
  ExpireConsent: command(z.strictObject({ id, consentId })),
  CompleteErasure: command(z.strictObject({ id })),
});

type Said = CommandOf<typeof participantCommands>;
type Enrol = Extract<Said, { type: 'EnrolParticipant' }>;
type Consenting = Extract<Said, { type: 'RecordConsent' }>;

/** A command as it is decided, with what its preparation has filled in. */
export type ParticipantCommand =
  | Exclude<Said, Enrol | Consenting>
  | (Enrol & { readonly id: NonNullable<Enrol['id']>; readonly by: string })
  | (Consenting & { readonly consentId: string; readonly obtainedBy: string; readonly from: string })
  | CommandOf<typeof innerParticipantCommands>;
