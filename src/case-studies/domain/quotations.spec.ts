import {
  ann,
  approved,
  bea,
  checkQuotation,
  claimAdded,
  claimId,
  cleo,
  drafted,
  evidenceId,
  given,
  id,
  otherClaimId,
  otherEvidenceId,
  otherOrganization,
  published,
  quotation,
  quotationAttached,
  quotationChecked,
  source,
  submitted,
  type Input,
} from '../../../test/support/case-study.js';
import type { CaseStudyEvent } from './case-study.events.js';
import { evidence as storedEvidence, evidenceInput } from './case-study.fields.js';

const attach: Input<'AttachEvidence'> = { type: 'AttachEvidence', id, claimId, evidence: quotation, by: ann };
const quoting = [drafted, claimAdded, quotationAttached];
const publish: Input<'PublishEdition'> = { type: 'PublishEdition', id, by: bea };
const described: CaseStudyEvent = {
  type: 'CaseStudyDescribed',
  data: { organization: otherOrganization, by: ann },
};

describe('A passage as evidence', () => {
  const { passage, ...input } = quotation;
  const parses = (value: object) => evidenceInput.safeParse({ stance: 'supports', ...value }).success;

  it('names a note and a coding, never its words or its place', () => {
    expect(parses(input)).toBe(true);
    expect(parses({ ...input, quotation: undefined })).toBe(true);
    expect(parses({ ...input, codingId: undefined })).toBe(false);
    expect(parses({ ...input, interviewNote: source })).toBe(false);
    expect(parses({ ...input, quotation: { form: 'paraphrase' } })).toBe(false);
    expect(parses({ ...input, passage })).toBe(false);
    expect(parses({ kind: 'source', source, quotation: { form: 'anonymous' } })).toBe(false);
  });
  it('is kept with its place, which nothing else has', () => {
    expect(storedEvidence.safeParse(quotation).success).toBe(true);
    expect(storedEvidence.safeParse({ ...input }).success).toBe(false);
    const other = { evidenceId, stance: 'supports', kind: 'source', source };
    expect(storedEvidence.safeParse(other).success).toBe(true);
    expect(storedEvidence.safeParse({ ...other, passage }).success).toBe(false);
  });
  it('is attached once', () => {
    given(drafted, claimAdded).when(attach).then([quotationAttached]);
    given(...quoting)
      .when({ ...attach, by: bea })
      .thenNothing();
    given(...quoting)
      .when({ ...attach, evidence: { ...quotation, quotation: { form: 'attributed' as const } } })
      .thenError('ALREADY_EXISTS', ['evidence', 'evidenceId']);
  });
});

describe('CheckQuotation', () => {
  it('records that it does not tell who said it', () =>
    given(...quoting)
      .when(checkQuotation)
      .then([quotationChecked]));
  it('is a repeat once it is checked, whoever says it', () =>
    given(...quoting, quotationChecked)
      .when({ ...checkQuotation, by: bea, note: 'Relu' })
      .thenNothing());
  it('is not for who attached it, with its claim or alone', () => {
    given(...quoting)
      .when({ ...checkQuotation, by: ann })
      .thenError('OWN_TEXT', ['evidenceId']);
    const data = {
      claimId: otherClaimId,
      statement: [{ language: 'fr', text: 'x' }],
      confidence: 'low' as const,
    };
    given(drafted, { type: 'ClaimAdded', data: { ...data, evidence: [quotation], by: bea } })
      .when({ ...checkQuotation, claimId: otherClaimId, by: bea })
      .thenError('OWN_TEXT', ['evidenceId']);
  });
  it('is of an anonymous quotation that is attached', () => {
    given(...quoting)
      .when({ ...checkQuotation, evidenceId })
      .thenError('INVALID_INPUT', ['evidenceId']);
    given(drafted, claimAdded).when(checkQuotation).thenError('EVIDENCE_NOT_FOUND', ['evidenceId']);
    given(...quoting, {
      type: 'EvidenceDetached',
      data: { claimId, evidenceId: otherEvidenceId, reason: 'x', by: ann },
    })
      .when(checkQuotation)
      .thenError('EVIDENCE_NOT_FOUND', ['evidenceId']);
  });
});

describe('An edition with an anonymous quotation', () => {
  it('is published once it was checked', () => {
    given(...quoting, submitted, approved)
      .when(publish)
      .thenError('IDENTIFICATION_UNCHECKED', ['id']);
    given(...quoting, submitted, approved, quotationChecked)
      .when(publish)
      .then([published]);
  });
  it('does not make its checker a writer', () =>
    given(...quoting, quotationChecked, submitted)
      .when({ type: 'ApproveCaseStudy', id, submission: 1, by: cleo })
      .then([{ type: 'CaseStudyApproved', data: { by: cleo } }]));
  it('asks for another check beside another organization', () =>
    given(...quoting, quotationChecked, described, submitted, approved)
      .when(publish)
      .thenError('IDENTIFICATION_UNCHECKED', ['id']));
  it('asks for none of an attributed one, nor of a claim that was retracted', () => {
    const attributed = { ...quotation, quotation: { form: 'attributed' as const } };
    given(
      drafted,
      claimAdded,
      { type: 'EvidenceAttached', data: { claimId, evidence: attributed, by: ann } },
      submitted,
      approved,
    )
      .when(publish)
      .then([published]);
  });
});
