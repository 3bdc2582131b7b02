import { policyOf } from '../../platform/access/policies.js';
import { mutationsResolver, payloadType } from '../../platform/graphql/mutations.js';
import { allCaseStudyCommands } from '../app/commands.js';
import type { FoundCaseStudy } from '../read-model/find-case-studies.js';
import { CaseStudyView } from './case-study.type.js';
import { writtenView } from './find-case-study.js';

export const CaseStudyPayload = payloadType('CaseStudyPayload', 'caseStudy', () => CaseStudyView);

export const CaseStudyMutations = mutationsResolver('CaseStudyMutations', {
  commands: allCaseStudyCommands.filter((command) => command.commandName !== 'TranslateText'),
  payload: CaseStudyPayload,
  field: 'caseStudy',
  show: (row) => writtenView(row as FoundCaseStudy),
  policyOf,
  descriptions: {
    DraftCaseStudy: 'Begins a case study. For researchers and editors.',
    ReviseSection:
      'Replaces the title or a section in one language, naming the version of the text that it replaces (0: there is none yet). What was submitted or approved is a draft again.',
    ClassifyCaseStudy:
      'Sets concepts, initiatives, sources and by-line, naming the filingVersion that it replaces. Each list is replaced whole; one that is left out stays as it is.',
    DescribeCaseStudy:
      'Sets the organization and the external references, naming the filingVersion that it replaces. The list is replaced whole; what is left out stays as it is.',
    AddClaim:
      'Adds a claim with what it rests on. Needs an idempotencyKey or a claimId. Evidence names a source, a figure, an outcome of an initiative, or a coded passage that you may read now; never its words.',
    ReviseClaim:
      'Replaces the statement in one language, naming the version that it replaces, and sets section, value and confidence, naming the version of the claim in `replaces`; a section or value of null is taken away.',
    AttachEvidence: 'Adds to what a claim rests on. Needs an idempotencyKey or an evidenceId.',
    DetachEvidence: 'Takes a piece of evidence away from its claim, with the reason.',
    CheckQuotation:
      'Records that an anonymous quotation does not tell who said it, beside the organization that is named; with a note of how that was found. For editors who did not attach it. Another organization asks for another check.',
    RetractClaim: 'Takes a claim back, with the reason: it comes into no edition any more.',
    SubmitForReview:
      'Hands a draft in, with the note of the edition where it is to have one. Another note is another submission, and whoever gives one has written in it.',
    RequestChanges:
      'Sends what was submitted, or approved and not yet published, back with a comment. For editors.',
    ApproveCaseStudy:
      'Approves what was submitted. For editors; OWN_TEXT where they wrote any of it since the last approval.',
    PublishEdition:
      'Publishes what was approved as the next edition, under the note that was submitted with it. It needs title and sections in one language, and a claim with evidence; consents to all that it quotes; a check of each anonymous quotation; and no words of an interview but by reference. For editors.',
    RetractCaseStudy:
      'Says that what was published is not to be relied on. Its text stays under a notice, and nothing more is published. For editors.',
    WithholdCaseStudy:
      'Removes all texts from sight for the sake of privacy. Editions stay as dated places without text. For editors.',
  },
});
