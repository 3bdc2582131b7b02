import { DomainError } from '../../kernel/errors.js';
import { decideReplacement } from '../../kernel/localized-text.js';
import { changes, isEmpty, omit, sameJson } from '../../kernel/values.js';
import type { CaseStudyCommand, PlacedEvidence } from './case-study.commands.js';
import type { AttachedEvidence, Claim, CaseStudyContent } from './case-study.content.js';
import type { CaseStudyEvent } from './case-study.events.js';
import { caseStudyLimits, type Evidence } from './case-study.fields.js';
import type { CaseStudy } from './case-study.state.js';
import { assertReplaces } from './replaced-values.js';

type Command<Type extends CaseStudyCommand['type']> = Extract<CaseStudyCommand, { type: Type }>;
type Events = readonly CaseStudyEvent[];

export function addClaim(command: Command<'AddClaim'>, state: CaseStudy): Events {
  const { claimId, by } = command;
  if (claimId === undefined) throw new DomainError('INVALID_INPUT', 'A claim needs an id', ['claimId']);
  const { evidence, ...said } = omit(command, 'type', 'id', 'by');
  const named = evidence?.map((one, index) => withId(one, ['evidence', index, 'evidenceId']));
  const data = { ...said, claimId, ...(named && { evidence: named }) };
  const added = state.addedClaims[claimId];
  if (added) {
    if (sameJson(added, data)) return [];
    const message = 'There is a claim with this id already, with other content';
    throw new DomainError('ALREADY_EXISTS', message, ['claimId'], { claimId });
  }
  if (state.content.claims.length >= caseStudyLimits.claims) {
    throw new DomainError('INVALID_INPUT', `A case study has at most ${caseStudyLimits.claims} claims`);
  }
  named?.forEach(({ evidenceId }, index) => {
    const twice = named.findIndex((other) => other.evidenceId === evidenceId) !== index;
    if (twice || state.attached[evidenceId])
      throw evidenceTaken(evidenceId, ['evidence', index, 'evidenceId']);
  });
  return [{ type: 'ClaimAdded', data: { ...data, by } }];
}

export function reviseClaim(command: Command<'ReviseClaim'>, state: CaseStudy): Events {
  const { claimId, by } = command;
  const claim = standingClaim(state.content, claimId);
  const statement = command.statement && decideReplacement(claim.statement, command.statement, ['statement']);
  const facts = changes(omit(command, 'type', 'id', 'claimId', 'by', 'statement', 'replaces'), claim);
  if (!isEmpty(facts)) {
    assertReplaces(
      'the claim’s section, value and confidence',
      command.replaces,
      claim.version,
      claim,
      facts,
    );
  }
  const changed = { ...facts, ...(statement && { statement }) };
  return isEmpty(changed) ? [] : [{ type: 'ClaimRevised', data: { claimId, ...changed, by } }];
}

export function attachEvidence(
  { claimId, evidence, by }: Command<'AttachEvidence'>,
  state: CaseStudy,
): Events {
  const claim = standingClaim(state.content, claimId);
  const named = withId(evidence, ['evidence', 'evidenceId']);
  const attached = state.attached[named.evidenceId];
  // Detached since, it is not attached again: this says only what was said before.
  if (attached && sameJson(omit(attached, 'by'), { claimId, evidence: named })) return [];
  if (attached) throw evidenceTaken(named.evidenceId, ['evidence', 'evidenceId']);
  if (claim.evidence.length >= caseStudyLimits.evidence) {
    const message = `A claim has at most ${caseStudyLimits.evidence} pieces of evidence`;
    throw new DomainError('INVALID_INPUT', message, ['evidence']);
  }
  return [{ type: 'EvidenceAttached', data: { claimId, evidence: named, by } }];
}

export function detachEvidence(command: Command<'DetachEvidence'>, state: CaseStudy): Events {
  const { claimId, evidenceId } = command;
  const claim = standingClaim(state.content, claimId);
  if (state.attached[evidenceId]?.claimId !== claimId) {
    throw new DomainError('EVIDENCE_NOT_FOUND', 'The claim has no such evidence', ['evidenceId'], {
      evidenceId,
    });
  }
  if (!claim.evidence.some((one) => one.evidenceId === evidenceId)) return [];
  return [{ type: 'EvidenceDetached', data: omit(command, 'type', 'id') }];
}

/** Somebody else than who attached it, for what one wants to quote one easily finds harmless. */
export function checkQuotation(command: Command<'CheckQuotation'>, state: CaseStudy): Events {
  const { claimId, evidenceId, by } = command;
  const found = standingEvidence(standingClaim(state.content, claimId), evidenceId);
  if (found.quotation?.form !== 'anonymous') {
    throw new DomainError('INVALID_INPUT', 'Only an anonymous quotation is checked', ['evidenceId'], {
      evidenceId,
    });
  }
  if (state.attached[evidenceId]?.by === by) {
    const message = 'Whoever attached a quotation does not check whether it tells who said it';
    throw new DomainError('OWN_TEXT', message, ['evidenceId']);
  }
  return found.checked ? [] : [{ type: 'QuotationChecked', data: omit(command, 'type', 'id') }];
}

/** @throws EVIDENCE_NOT_FOUND */
function standingEvidence({ evidence }: Claim, evidenceId: string): AttachedEvidence {
  const found = evidence.find((one) => one.evidenceId === evidenceId);
  if (found) return found;
  throw new DomainError('EVIDENCE_NOT_FOUND', 'The claim has no such evidence', ['evidenceId'], {
    evidenceId,
  });
}

export function retractClaim(command: Command<'RetractClaim'>, state: CaseStudy): Events {
  if (claimNamed(state.content, command.claimId).retracted) return [];
  return [{ type: 'ClaimRetracted', data: omit(command, 'type', 'id') }];
}

/** @throws CLAIM_NOT_FOUND, CLAIM_RETRACTED */
export function standingClaim(content: CaseStudyContent, claimId: string): Claim {
  const claim = claimNamed(content, claimId);
  if (!claim.retracted) return claim;
  throw new DomainError('CLAIM_RETRACTED', 'The claim was retracted', ['claimId'], { claimId });
}

function claimNamed({ claims }: CaseStudyContent, claimId: string): Claim {
  const claim = claims.find((one) => one.claimId === claimId);
  if (claim) return claim;
  throw new DomainError('CLAIM_NOT_FOUND', 'The case study has no such claim', ['claimId'], { claimId });
}

function withId(evidence: PlacedEvidence, path: readonly (string | number)[]): Evidence {
  const { evidenceId } = evidence;
  if (evidenceId === undefined) throw new DomainError('INVALID_INPUT', 'Evidence needs an id', path);
  return { ...evidence, evidenceId };
}

function evidenceTaken(evidenceId: string, path: readonly (string | number)[]): DomainError {
  const message = 'There is evidence with this id already, with other content';
  return new DomainError('ALREADY_EXISTS', message, path, { evidenceId });
}
