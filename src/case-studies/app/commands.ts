import { commandClass } from '../../platform/commands/command-class.js';
import { caseStudyCommands } from '../domain/case-study.commands.js';

export class DraftCaseStudy extends commandClass(caseStudyCommands, 'DraftCaseStudy') {}
export class ReviseSection extends commandClass(caseStudyCommands, 'ReviseSection') {}
export class TranslateCaseStudyText extends commandClass(caseStudyCommands, 'TranslateText') {}
export class ClassifyCaseStudy extends commandClass(caseStudyCommands, 'ClassifyCaseStudy') {}
export class DescribeCaseStudy extends commandClass(caseStudyCommands, 'DescribeCaseStudy') {}
export class AddClaim extends commandClass(caseStudyCommands, 'AddClaim') {}
export class ReviseClaim extends commandClass(caseStudyCommands, 'ReviseClaim') {}
export class AttachEvidence extends commandClass(caseStudyCommands, 'AttachEvidence') {}
export class DetachEvidence extends commandClass(caseStudyCommands, 'DetachEvidence') {}
export class CheckQuotation extends commandClass(caseStudyCommands, 'CheckQuotation') {}
export class RetractClaim extends commandClass(caseStudyCommands, 'RetractClaim') {}
export class SubmitForReview extends commandClass(caseStudyCommands, 'SubmitForReview') {}
export class RequestChanges extends commandClass(caseStudyCommands, 'RequestChanges') {}
export class ApproveCaseStudy extends commandClass(caseStudyCommands, 'ApproveCaseStudy') {}
export class PublishEdition extends commandClass(caseStudyCommands, 'PublishEdition') {}
export class RetractCaseStudy extends commandClass(caseStudyCommands, 'RetractCaseStudy') {}
export class WithholdCaseStudy extends commandClass(caseStudyCommands, 'WithholdCaseStudy') {}

/** Those by which a case study is written, and handed in. */
export const writingCommands = [
  DraftCaseStudy,
  ReviseSection,
  TranslateCaseStudyText,
  ClassifyCaseStudy,
  DescribeCaseStudy,
  AddClaim,
  ReviseClaim,
  AttachEvidence,
  DetachEvidence,
  RetractClaim,
  SubmitForReview,
] as const;

/** Those by which it is judged. */
export const editorialCommands = [
  CheckQuotation,
  RequestChanges,
  ApproveCaseStudy,
  PublishEdition,
  RetractCaseStudy,
  WithholdCaseStudy,
] as const;

export const allCaseStudyCommands = [...writingCommands, ...editorialCommands] as const;
