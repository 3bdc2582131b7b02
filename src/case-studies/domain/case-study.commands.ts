import { z } from 'zod';
import { command, defineCommands, type CommandOf } from '../../kernel/commands.js';
import { givenUuid, limits, streamIdOf, text } from '../../kernel/fields.js';
import { replacement } from '../../kernel/localized-text.js';
import {
  caseStudyLimits,
  evidenceInput,
  textNames,
  type EvidenceInput,
  type PassagePlace,
} from './case-study.fields.js';
import {
  claim,
  claimId,
  classification,
  description,
  draftedCaseStudy,
  editionNote,
  revisedClaim,
  translatedText,
} from './case-study.events.js';

const id = streamIdOf('caseStudy');
const reason = text(limits.reason);
/** The version of those values that its writer has read, from 1: another one that stands is a conflict. */
const replaces = z.int().min(1);
const move = command(z.strictObject({ id }));

export const caseStudyCommands = defineCommands('caseStudy', {
  DraftCaseStudy: command(draftedCaseStudy.extend({ id: id.optional() }), { creates: true }),
  ReviseSection: command(
    z.strictObject({ id, section: z.enum(textNames), text: replacement(limits.longText) }),
    { replacesText: true },
  ),
  TranslateText: command(translatedText.extend({ id }), { replacesText: true }),
  /** What it sets has one version, with what DescribeCaseStudy sets: the draft is 1, each change counts. */
  ClassifyCaseStudy: command(classification.extend({ id, replaces }), { replacesText: true }),
  DescribeCaseStudy: command(description.extend({ id, replaces }), { replacesText: true }),
  /** `claimId` may be given; otherwise it follows from the idempotency key, and the evidence's ids from it. */
  AddClaim: command(
    claim.extend({
      id,
      claimId: givenUuid.optional(),
      evidence: z.array(evidenceInput).max(caseStudyLimits.evidence).optional(),
    }),
  ),
  /** `replaces` is the version of section, value and confidence; a statement names its own. */
  ReviseClaim: command(
    revisedClaim
      .extend({ id, replaces: replaces.optional() })
      .refine(
        ({ section, value, confidence, replaces: version }) =>
          version !== undefined || (section === undefined && value === undefined && confidence === undefined),
        {
          error: 'must name the version of section, value and confidence that is replaced',
          path: ['replaces'],
        },
      ),
    { replacesText: true },
  ),
  AttachEvidence: command(z.strictObject({ id, claimId, evidence: evidenceInput })),
  DetachEvidence: command(z.strictObject({ id, claimId, evidenceId: z.uuid(), reason })),
  /** Said by an editor who did not attach it. A quotation that is attached anew is checked anew. */
  CheckQuotation: command(z.strictObject({ id, claimId, evidenceId: z.uuid(), note: reason })),
  RetractClaim: command(z.strictObject({ id, claimId, reason })),
  /** `note` is what the edition is to say of itself. Whoever gives one has written in what is submitted. */
  SubmitForReview: command(z.strictObject({ id, note: editionNote.optional() })),
  RequestChanges: command(z.strictObject({ id, comment: reason })),
  /** `submission`: which one was read, counted from 1. What was submitted since is not approved unseen. */
  ApproveCaseStudy: command(z.strictObject({ id, submission: z.int().min(1) })),
  /** Publishes what was approved and nothing else: the note is the one that was submitted with it. */
  PublishEdition: move,
  RetractCaseStudy: command(z.strictObject({ id, reason })),
  WithholdCaseStudy: command(z.strictObject({ id, reason })),
});

type Said = CommandOf<typeof caseStudyCommands>;
type Add = Extract<Said, { type: 'AddClaim' }>;
type Attach = Extract<Said, { type: 'AttachEvidence' }>;
type Check = Extract<Said, { type: 'CheckQuotation' }>;

/** Evidence as it is decided: where a passage stands has been looked up. */
export type PlacedEvidence = EvidenceInput & { readonly passage?: PassagePlace };

/**
 * A command as it is decided, with what its preparation has filled in: `by` is who says it, from whoever signed in and
 * never from the input; `on` is the day.
 */
export type CaseStudyCommand = SaidBy<
  | Exclude<Said, Add | Attach | Check>
  | (Omit<Add, 'evidence'> & { readonly evidence?: readonly PlacedEvidence[] })
  | (Omit<Attach, 'evidence'> & { readonly evidence: PlacedEvidence })
  | (Check & { readonly on: string })
>;
type SaidBy<Command> = Command extends unknown ? Command & { readonly by: string } : never;
