/**
 * A rule of the domain said no. `code` is stable and part of the API; `path` leads to the offending input
 * (`['names', 0, 'text']`); `details` are plain values that help to mend it.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: DomainErrorCode,
    message: string,
    readonly path: readonly (string | number)[] = [],
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** Every code that a rule or a check can answer with. The GraphQL enum `UserErrorCode` is made from this list. */
export const domainErrorCodes = [
  'ALREADY_EXISTS',
  'NOT_FOUND',
  'INVALID_INPUT',
  'IDEMPOTENCY_KEY_REQUIRED',
  'IDEMPOTENCY_KEY_REUSED',
  'REVISION_CONFLICT',
  'TEXT_CONFLICT',
  'TRANSLATION_OF_NOTHING',
  'LANGUAGE_IS_ORIGINAL',
  'REFERENCE_NOT_FOUND',
  'REFERENCE_NOT_ACTIVE',
  'BROADER_CYCLE',
  'LABEL_NOT_UNIQUE',
  'CONCEPT_NOT_ACTIVE',
  'REPLACEMENT_NOT_ACTIVE',
  'REPLACEMENT_REQUIRED',
  'ORGANIZATION_MERGED',
  'ORGANIZATION_DISSOLVED',
  'MERGE_CYCLE',
  'ELIGIBILITY_INCOMPLETE',
  'DOI_TAKEN',
  'SOURCE_MERGED',
  'SOURCE_RETRACTED',
  'STAGE_MOVE_NOT_ALLOWED',
  'DATE_OUT_OF_ORDER',
  'DATE_IN_FUTURE',
  'INITIATIVE_ABANDONED',
  'OUTCOME_NOT_FOUND',
  'NOT_A_DRAFT',
  'NOT_IN_REVIEW',
  'NOT_APPROVED',
  'NOT_PUBLISHED',
  'OWN_TEXT',
  'SUBMISSION_CONFLICT',
  'EDITION_INCOMPLETE',
  'CLAIM_NOT_FOUND',
  'CLAIM_RETRACTED',
  'EVIDENCE_NOT_FOUND',
  'CASE_STUDY_RETRACTED',
  'CASE_STUDY_WITHHELD',
  'PERSONAL_DATA_CLOSED',
  'PURPOSE_REQUIRED',
  'CONSENT_REQUIRED',
  'VISIBILITY_ABOVE_CONSENT',
  'PARTICIPANT_ERASED',
  'NOTE_DESTROYED',
  'RANGE_OUTSIDE_TEXT',
  'QUOTE_MISMATCH',
  'CODING_NOT_FOUND',
  'QUOTATION_NOT_COVERED',
  'IDENTIFICATION_UNCHECKED',
  'TEXT_COPIED',
  'FORBIDDEN',
  'OUTCOME_UNKNOWN',
  'UNAVAILABLE',
] as const;

export type DomainErrorCode = (typeof domainErrorCodes)[number];
