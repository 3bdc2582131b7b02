import { z } from 'zod';
import { command, defineCommands, type CommandOf } from '../../kernel/commands.js';
import { limits, streamIdOf, text } from '../../kernel/fields.js';
import { localizedText, replacement } from '../../kernel/localized-text.js';
import { caseStudyLimits, evidenceInput, textNames } from './case-study.fields.js';
import {
  claim,
  claimId,
  classification,
  draftedCaseStudy,
  revisedClaim,
  translatedText,
} from './case-study.events.js';

const id = streamIdOf('caseStudy');
const reason = text(limits.reason);
const move = command(z.strictObject({ id }));

export const caseStudyCommands = defineCommands('caseStudy', {
  DraftCaseStudy: command(draftedCaseStudy.extend({ id: id.optional() }), { creates: true }),
  ReviseSection: command(
    z.strictObject({ id, section: z.enum(textNames), text: replacement(limits.longText) }),
    { replacesText: true },
  ),
  TranslateText: command(translatedText.extend({ id }), { replacesText: true }),
  ClassifyCaseStudy: command(classification.extend({ id })),
  /** `claimId` may be given; otherwise it follows from the idempotency key, and the evidence's ids from it. */
  AddClaim: command(
    claim.extend({
      id,
      claimId: claimId.optional(),
      evidence: z.array(evidenceInput).max(caseStudyLimits.evidence).optional(),
    }),
  ),
  ReviseClaim: command(revisedClaim.extend({ id }), { replacesText: true }),
  AttachEvidence: command(z.strictObject({ id, claimId, evidence: evidenceInput })),
  DetachEvidence: command(z.strictObject({ id, claimId, evidenceId: z.uuid(), reason })),
  RetractClaim: command(z.strictObject({ id, claimId, reason })),
  SubmitForReview: move,
  RequestChanges: command(z.strictObject({ id, comment: reason })),
  /** `submission`: which one was read, counted from 1. What was submitted since is not approved unseen. */
  ApproveCaseStudy: command(z.strictObject({ id, submission: z.int().min(1) })),
  PublishEdition: command(z.strictObject({ id, note: localizedText(limits.reason).optional() })),
  RetractCaseStudy: command(z.strictObject({ id, reason })),
  WithholdCaseStudy: command(z.strictObject({ id, reason })),
});

/** A command as it is decided: `by` is who says it, from whoever signed in and never from the input. */
export type CaseStudyCommand = SaidBy<CommandOf<typeof caseStudyCommands>>;
type SaidBy<Command> = Command extends unknown ? Command & { readonly by: string } : never;
