import { z } from 'zod';
import { command, defineCommands, type CommandOf } from '../../kernel/commands.js';
import { isoDate, limits, streamIdOf, text } from '../../kernel/fields.js';
import { replacement } from '../../kernel/localized-text.js';
import { personId } from '../../kernel/personal.js';
import { ethicsApproval, openedStudy, studyTranslation } from './study.events.js';

const id = streamIdOf('study');

export const studyCommands = defineCommands('study', {
  /** The lead is whoever opens it, unless another is named. */
  OpenStudy: command(openedStudy.extend({ id: id.optional(), lead: personId.optional() }), { creates: true }),
  RetitleStudy: command(z.strictObject({ id, title: replacement(limits.name) }), { replacesText: true }),
  TranslateText: command(studyTranslation.extend({ id }), { replacesText: true }),
  RecordEthicsApproval: command(z.strictObject({ id, ethicsApproval })),
  ChangeRetention: command(z.strictObject({ id, retainUntil: isoDate, reason: text(limits.reason) })),
  AddStudyMember: command(z.strictObject({ id, member: personId })),
  RemoveStudyMember: command(z.strictObject({ id, member: personId })),
  /** The new lead is no member besides; the former one has nothing more to do with it, unless added. */
  HandOverStudy: command(z.strictObject({ id, lead: personId })),
});

type Said = CommandOf<typeof studyCommands>;
/** A command as it is decided: whoever opens a study without naming a lead has been filled in. */
export type StudyCommand =
  Exclude<Said, { type: 'OpenStudy' }> | (Extract<Said, { type: 'OpenStudy' }> & { readonly lead: string });
