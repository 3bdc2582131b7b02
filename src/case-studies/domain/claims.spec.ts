import {
  addClaim,
  ann,
  bea,
  claim,
  claimAdded,
  claimId,
  drafted,
  evidence,
  evidenceId,
  figure,
  given,
  id,
  initiative,
  otherClaimId,
  otherEvidenceId,
  source,
  type Input,
} from '../../../test/support/case-study.js';
import { caseStudyCommands } from './case-study.commands.js';
import type { CaseStudyEvent } from './case-study.events.js';
import { evidenceInput } from './case-study.fields.js';

const claimRetracted: CaseStudyEvent = {
  type: 'ClaimRetracted',
  data: { claimId, reason: 'Faux', by: bea },
};
const other = {
  evidenceId: otherEvidenceId,
  stance: 'contradicts' as const,
  kind: 'figure' as const,
  figure,
};
const attach: Input<'AttachEvidence'> = { type: 'AttachEvidence', id, claimId, evidence: other, by: bea };
const attached: CaseStudyEvent = { type: 'EvidenceAttached', data: { claimId, evidence: other, by: bea } };
const detach: Input<'DetachEvidence'> = {
  type: 'DetachEvidence',
  id,
  claimId,
  evidenceId,
  reason: 'Hors sujet',
  by: bea,
};
const detached: CaseStudyEvent = {
  type: 'EvidenceDetached',
  data: { claimId, evidenceId, reason: 'Hors sujet', by: bea },
};

describe('Evidence', () => {
  const parses = (value: object) => evidenceInput.safeParse({ stance: 'supports', ...value }).success;

  it('is of one kind, with the fields of that kind', () => {
    expect(parses({ kind: 'source', source, page: '3' })).toBe(true);
    expect(parses({ kind: 'figure', figure })).toBe(true);
    expect(
      parses({
        kind: 'outcome',
        initiative,
        outcomeId: claimId,
        note: { language: 'fr', text: 'Vu sur place' },
      }),
    ).toBe(true);
    expect(parses({ kind: 'source' })).toBe(false);
    expect(parses({ kind: 'source', source, figure })).toBe(false);
    expect(parses({ kind: 'figure', figure, page: '3' })).toBe(false);
    expect(parses({ kind: 'outcome', initiative })).toBe(false);
  });
  it('keeps to the length of a note', () =>
    expect(parses({ kind: 'figure', figure, note: { language: 'fr', text: 'x'.repeat(501) } })).toBe(false));
  it('has a note in a language', () =>
    expect(parses({ kind: 'figure', figure, note: 'Vu sur place' })).toBe(false));
});

describe('AddClaim', () => {
  it('adds', () => given(drafted).when(addClaim).then([claimAdded]));
  it('is a repeat with the same content, also after a change', () =>
    given(drafted, claimAdded, detached, claimRetracted).when(addClaim).thenNothing());
  it('refuses an id that is taken, and none', () => {
    given(drafted, claimAdded)
      .when({ ...addClaim, confidence: 'low' as const })
      .thenError('ALREADY_EXISTS', ['claimId']);
    given(drafted)
      .when({ ...addClaim, claimId: undefined })
      .thenError('INVALID_INPUT', ['claimId']);
  });
  it('refuses evidence without an id, and with one that is taken', () => {
    const path = ['evidence', 0, 'evidenceId'];
    given(drafted)
      .when({ ...addClaim, evidence: [{ ...evidence, evidenceId: undefined }] })
      .thenError('INVALID_INPUT', path);
    given(drafted, claimAdded)
      .when({ ...addClaim, claimId: otherClaimId })
      .thenError('ALREADY_EXISTS', path);
    given(drafted)
      .when({ ...addClaim, evidence: [evidence, evidence] })
      .thenError('ALREADY_EXISTS', path.with(1, 1));
  });
  it('has a limit', () => {
    const claims = Array.from({ length: 200 }, (_, n): CaseStudyEvent => {
      const uuid = `0198f000-0000-4000-8000-${String(n).padStart(12, '1')}`;
      return { type: 'ClaimAdded', data: { ...claim, claimId: uuid, evidence: [], by: ann } };
    });
    given(drafted, ...claims)
      .when({ ...addClaim, claimId: otherClaimId })
      .thenError('INVALID_INPUT');
  });
  it('is read with a statement that is not too long', () => {
    const { schema } = caseStudyCommands.commands.AddClaim;
    const { type: _, by: __, ...input } = addClaim;
    expect(schema.safeParse(input).success).toBe(true);
    const statement = [{ language: 'fr', text: 'x'.repeat(2001) }];
    expect(schema.safeParse({ ...input, statement }).success).toBe(false);
  });
});

describe('ReviseClaim', () => {
  const statement = { language: 'fr', text: 'Les ventes ont triplé', replaces: 1 };
  const value = { value: 3, unit: '×', date: '2020-01-01' };
  const reviseClaim: Input<'ReviseClaim'> = { type: 'ReviseClaim', id, claimId, replaces: 1, by: bea };

  it('says only what changes', () =>
    given(drafted, claimAdded)
      .when({ ...reviseClaim, statement, value, confidence: 'medium' as const, section: 'results' as const })
      .then([{ type: 'ClaimRevised', data: { claimId, value, section: 'results', statement, by: bea } }]));
  it('takes the value away', () => {
    const revised: CaseStudyEvent = { type: 'ClaimRevised', data: { claimId, value, by: ann } };
    const gone: CaseStudyEvent = { type: 'ClaimRevised', data: { claimId, value: null, by: bea } };
    given(drafted, claimAdded, revised)
      .when({ ...reviseClaim, value: null, replaces: 2 })
      .then([gone]);
    given(drafted, claimAdded, revised, gone)
      .when({ ...reviseClaim, value: null })
      .thenNothing();
  });
  it('takes the section away', () => {
    const placed: CaseStudyEvent = { type: 'ClaimRevised', data: { claimId, section: 'need', by: ann } };
    const gone: CaseStudyEvent = { type: 'ClaimRevised', data: { claimId, section: null, by: bea } };
    given(drafted, claimAdded, placed)
      .when({ ...reviseClaim, section: null, replaces: 2 })
      .then([gone]);
    const { state } = given(drafted, claimAdded, placed, gone);
    expect(state).toMatchObject({ content: { claims: [{ version: 3 }] } });
    expect(JSON.stringify(state)).not.toContain('"section":null');
  });
  it('replaces the values that its writer has read, and shows both where others stand', () => {
    const raised: CaseStudyEvent = { type: 'ClaimRevised', data: { claimId, confidence: 'high', by: ann } };
    given(drafted, claimAdded, raised)
      .when({ ...reviseClaim, confidence: 'low' as const, value })
      .thenError('TEXT_CONFLICT', ['replaces'], {
        expected: 1,
        actual: 2,
        currentText: '{"confidence":"high","value":null}',
        yourText: JSON.stringify({ confidence: 'low', value }),
      });
    // What stands already overwrites nobody; a statement has a version of its own.
    given(drafted, claimAdded, raised)
      .when({ ...reviseClaim, confidence: 'high' as const })
      .thenNothing();
    given(drafted, claimAdded, raised)
      .when({ ...reviseClaim, statement })
      .then([{ type: 'ClaimRevised', data: { claimId, statement, by: bea } }]);
    expect(given(drafted, claimAdded, { type: 'ClaimRevised', data: { claimId, statement, by: ann } }).state)
      .toMatchObject({ content: { claims: [{ version: 1 }] } }); // prettier-ignore
  });
  it('is read with a version where it sets values', () => {
    const { schema } = caseStudyCommands.commands.ReviseClaim;
    const read = (more: object) => schema.safeParse({ id, claimId, ...more });
    expect(read({ section: null }).error?.issues).toMatchObject([{ path: ['replaces'] }]);
    expect(read({ section: null, replaces: 1 }).success).toBe(true);
    expect(read({ statement }).success).toBe(true);
  });
  it('refuses to overwrite a colleague, and a claim that is not there or was retracted', () => {
    given(drafted, claimAdded, { type: 'ClaimRevised', data: { claimId, statement, by: ann } })
      .when({ ...reviseClaim, statement: { ...statement, text: 'Autrement' } })
      .thenError('TEXT_CONFLICT', ['statement', 'replaces'], { currentText: statement.text });
    given(drafted).when(reviseClaim).thenError('CLAIM_NOT_FOUND', ['claimId']);
    given(drafted, claimAdded, claimRetracted).when(reviseClaim).thenError('CLAIM_RETRACTED', ['claimId']);
  });
});

describe('AttachEvidence', () => {
  it('attaches', () => given(drafted, claimAdded).when(attach).then([attached]));
  it('is a repeat with the same content, also when it was detached since', () =>
    given(drafted, claimAdded, attached, {
      type: 'EvidenceDetached',
      data: { claimId, evidenceId: otherEvidenceId, reason: 'Hors sujet', by: ann },
    })
      .when(attach)
      .thenNothing());
  it('refuses an id that is taken, and none', () => {
    const path = ['evidence', 'evidenceId'];
    given(drafted, claimAdded)
      .when({ ...attach, evidence: { ...other, evidenceId } })
      .thenError('ALREADY_EXISTS', path);
    given(drafted, claimAdded)
      .when({ ...attach, evidence: { ...other, evidenceId: undefined } })
      .thenError('INVALID_INPUT', path);
  });
  it('refuses a claim that is not there or was retracted', () => {
    given(drafted).when(attach).thenError('CLAIM_NOT_FOUND', ['claimId']);
    given(drafted, claimAdded, claimRetracted).when(attach).thenError('CLAIM_RETRACTED', ['claimId']);
  });
  it('has a limit', () => {
    const many = Array.from({ length: 99 }, (_, n): CaseStudyEvent => {
      const uuid = `0198f000-0000-4000-8000-${String(n).padStart(12, '1')}`;
      return {
        type: 'EvidenceAttached',
        data: { claimId, evidence: { ...other, evidenceId: uuid }, by: ann },
      };
    });
    given(drafted, claimAdded, ...many)
      .when(attach)
      .thenError('INVALID_INPUT', ['evidence']);
  });
});

describe('DetachEvidence', () => {
  it('detaches', () => given(drafted, claimAdded).when(detach).then([detached]));
  it('changes nothing where it is detached', () =>
    given(drafted, claimAdded, detached).when(detach).thenNothing());
  it('refuses evidence that the claim never had', () => {
    given(drafted, claimAdded)
      .when({ ...detach, evidenceId: otherEvidenceId })
      .thenError('EVIDENCE_NOT_FOUND', ['evidenceId']);
    given(drafted, claimAdded, claimRetracted).when(detach).thenError('CLAIM_RETRACTED', ['claimId']);
  });
});

describe('RetractClaim', () => {
  const retractClaim: Input<'RetractClaim'> = {
    type: 'RetractClaim',
    id,
    claimId,
    reason: 'Faux',
    by: bea,
  };
  it('retracts', () => given(drafted, claimAdded).when(retractClaim).then([claimRetracted]));
  it('changes nothing where it is retracted', () =>
    given(drafted, claimAdded, claimRetracted).when(retractClaim).thenNothing());
  it('refuses a claim that is not there', () =>
    given(drafted).when(retractClaim).thenError('CLAIM_NOT_FOUND', ['claimId']));
});
