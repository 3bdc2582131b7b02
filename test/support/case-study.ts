import type { CaseStudyCommand } from '../../src/case-studies/domain/case-study.commands.js';
import { caseStudy } from '../../src/case-studies/domain/case-study.decider.js';
import { caseStudyEvents, type CaseStudyEvent } from '../../src/case-studies/domain/case-study.events.js';
import { streamId } from '../../src/kernel/ids.js';
import { given as givenEvents } from './given-when-then.js';

export type Input<Type extends CaseStudyCommand['type']> = Extract<CaseStudyCommand, { type: Type }>;
export type Data<Type extends CaseStudyEvent['type']> = Extract<CaseStudyEvent, { type: Type }>['data'];

export const given = (...events: CaseStudyEvent[]) => givenEvents(caseStudy, caseStudyEvents, events);

const uuid = (last: number) => `0198f000-0000-4000-8000-0000000000${String(last).padStart(2, '0')}`;
export const id = streamId('caseStudy', uuid(1));
export const organization = streamId('organization', uuid(2));
export const otherOrganization = streamId('organization', uuid(6));
export const source = streamId('literatureSource', uuid(3));
export const initiative = streamId('initiative', uuid(4));
export const figure = streamId('publishedFigure', uuid(5));
export const claimId = uuid(10);
export const otherClaimId = uuid(11);
export const evidenceId = uuid(20);
export const otherEvidenceId = uuid(21);

/** Three persons. */
export const [ann, bea, cleo] = ['person-ann', 'person-bea', 'person-cleo'] as const;

const fr = (text: string) => [{ language: 'fr', text }];
export const content = {
  title: fr('Des paniers en ligne'),
  organization,
  sections: {
    context: fr('Le contexte'),
    need: fr('Le besoin'),
    solution: fr('La solution'),
    results: fr('Les résultats'),
    lessons: fr('Les leçons'),
  },
};
export const draft: Input<'DraftCaseStudy'> = { type: 'DraftCaseStudy', id, by: ann, ...content };
export const drafted: CaseStudyEvent = { type: 'CaseStudyDrafted', data: { ...content, by: ann } };

export const evidence = {
  evidenceId,
  stance: 'supports' as const,
  kind: 'source' as const,
  source,
  page: '12',
};
export const claim = {
  claimId,
  statement: fr('Les ventes ont doublé'),
  confidence: 'medium' as const,
  evidence: [evidence],
};
export const addClaim: Input<'AddClaim'> = { type: 'AddClaim', id, by: ann, ...claim };
export const claimAdded: CaseStudyEvent = { type: 'ClaimAdded', data: { ...claim, by: ann } };

export const revise = (more: Partial<Input<'ReviseSection'>> = {}): Input<'ReviseSection'> => ({
  type: 'ReviseSection',
  id,
  section: 'need',
  text: { language: 'fr', text: 'Le besoin, mieux dit', replaces: 1 },
  by: ann,
  ...more,
});
export const revised = (by: string): CaseStudyEvent => ({
  type: 'SectionRevised',
  data: { section: 'need', text: { language: 'fr', text: 'Le besoin, mieux dit', replaces: 1 }, by },
});
export const submitted: CaseStudyEvent = { type: 'ReviewRequested', data: { by: ann } };
export const approved: CaseStudyEvent = { type: 'CaseStudyApproved', data: { by: bea } };
export const published: CaseStudyEvent = { type: 'EditionPublished', data: { number: 1, by: bea } };
export const retracted: CaseStudyEvent = { type: 'CaseStudyRetracted', data: { reason: 'Faux', by: bea } };
export const withheld: CaseStudyEvent = {
  type: 'CaseStudyWithheld',
  data: { reason: 'Vie privée', by: bea },
};

/** A passage that is quoted anonymously, attached by Ann. */
export const quotation = {
  evidenceId: otherEvidenceId,
  stance: 'supports' as const,
  kind: 'passage' as const,
  interviewNote: streamId('interviewNote', uuid(7)),
  codingId: uuid(30),
  quotation: { form: 'anonymous' as const },
  passage: { version: 1, start: 0, end: 12, participants: [streamId('participant', uuid(8))] },
};
export const quotationAttached: CaseStudyEvent = {
  type: 'EvidenceAttached',
  data: { claimId, evidence: quotation, by: ann },
};
export const checkQuotation: Input<'CheckQuotation'> = {
  ...{ type: 'CheckQuotation', id, claimId, evidenceId: otherEvidenceId },
  ...{ note: 'Plus de vingt gérantes', on: '2026-03-01', by: cleo },
};
export const quotationChecked: CaseStudyEvent = {
  type: 'QuotationChecked',
  data: {
    ...{ claimId, evidenceId: otherEvidenceId },
    ...{ note: 'Plus de vingt gérantes', on: '2026-03-01', by: cleo },
  },
};

/** From the draft to its first edition. */
export const firstEdition: readonly CaseStudyEvent[] = [drafted, claimAdded, submitted, approved, published];

/** One of each command but the first. */
export const others: readonly CaseStudyCommand[] = [
  revise(),
  {
    type: 'TranslateText',
    id,
    field: 'title',
    language: 'en',
    text: 'Baskets',
    origin: 'human',
    of: 1,
    replaces: 0,
    by: ann,
  },
  { type: 'ClassifyCaseStudy', id, missions: ['jobs'], replaces: 1, by: ann },
  { type: 'DescribeCaseStudy', id, organization: otherOrganization, replaces: 1, by: ann },
  addClaim,
  { type: 'ReviseClaim', id, claimId, confidence: 'high', replaces: 1, by: ann },
  { type: 'AttachEvidence', id, claimId, evidence: { ...evidence, evidenceId: otherEvidenceId }, by: ann },
  { type: 'DetachEvidence', id, claimId, evidenceId, reason: 'Hors sujet', by: ann },
  checkQuotation,
  { type: 'RetractClaim', id, claimId, reason: 'Faux', by: ann },
  { type: 'SubmitForReview', id, by: ann },
  { type: 'RequestChanges', id, comment: 'À revoir', by: bea },
  { type: 'ApproveCaseStudy', id, submission: 1, by: bea },
  { type: 'PublishEdition', id, by: bea },
  { type: 'RetractCaseStudy', id, reason: 'Faux', by: bea },
  { type: 'WithholdCaseStudy', id, reason: 'Vie privée', by: bea },
];
