import { z } from 'zod';
import { defineEvents, event, type EventOf } from '../../kernel/events.js';
import { apiNames, isoDate, limits, text } from '../../kernel/fields.js';
import { localizedText, replacement, translation } from '../../kernel/localized-text.js';
import { personId } from '../../kernel/personal.js';

/** Members of a study besides its lead, at most. */
export const maxMembers = 200;

/** Approval of a research ethics board: who gave it, under which number, for how long. */
export const ethicsApproval = z
  .strictObject({
    board: text(limits.name),
    number: text(limits.code),
    from: isoDate.optional(),
    until: isoDate.optional(),
  })
  .register(apiNames, { name: 'EthicsApprovalInput' });
export type EthicsApproval = z.infer<typeof ethicsApproval>;

export const openedStudy = z.strictObject({
  title: localizedText(limits.name),
  lead: personId,
  members: z.array(personId).max(maxMembers).optional(),
  ethicsApproval: ethicsApproval.optional(),
  /** The last day on which its notes may be kept unless they are anonymized. */
  retainUntil: isoDate,
  fictional: z.boolean().optional(),
});

export const studyTranslation = translation(limits.name).extend({ field: z.enum(['title']) });

/** Nothing personal: leads and members are opaque ids of those who sign in. */
export const studyEvents = defineEvents('study', {
  StudyOpened: event(openedStudy),
  StudyRetitled: event(z.strictObject({ title: replacement(limits.name) })),
  TextTranslated: event(studyTranslation),
  EthicsApprovalRecorded: event(z.strictObject({ ethicsApproval })),
  RetentionChanged: event(z.strictObject({ retainUntil: isoDate })),
  StudyMemberAdded: event(z.strictObject({ member: personId })),
  StudyMemberRemoved: event(z.strictObject({ member: personId })),
  /** The new lead is no longer one of the members; the former lead does not become one. */
  StudyHandedOver: event(z.strictObject({ lead: personId })),
});
export type StudyEvent = EventOf<typeof studyEvents>;
