import { DomainError } from '../../kernel/errors.js';
import { decideReplacement } from '../../kernel/localized-text.js';
import { changes, isEmpty, omit, sameJson } from '../../kernel/values.js';
import type { CaseStudyCommand } from './case-study.commands.js';
import type { Claim, CaseStudyContent } from './case-study.content.js';
import type { CaseStudyEvent } from './case-study.events.js';
import { caseStudyLimits, type Evidence, type EvidenceInput } from './case-study.fields.js';
import type { CaseStudy } from './case-study.state.js';

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
  const changed = {
    ...changes(omit(command, 'type', 'id', 'claimId', 'by', 'statement'), claim),
    ...(statement && { statement }),
  };
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
  if (attached && sameJson(attached, { claimId, evidence: named })) return [];
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

function withId(evidence: EvidenceInput, path: readonly (string | number)[]): Evidence {
  const { evidenceId } = evidence;
  if (evidenceId === undefined) throw new DomainError('INVALID_INPUT', 'Evidence needs an id', path);
  return { ...evidence, evidenceId };
}

function evidenceTaken(evidenceId: string, path: readonly (string | number)[]): DomainError {
  const message = 'There is evidence with this id already, with other content';
  return new DomainError('ALREADY_EXISTS', message, path, { evidenceId });
}
