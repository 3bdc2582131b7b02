import fc from 'fast-check';
import { ann, bea, claim, cleo, draft, evidence, id } from '../../../test/support/case-study.js';
import { asStored } from '../../../test/support/given-when-then.js';
import { DomainError } from '../../kernel/errors.js';
import { fold } from '../../kernel/decider.js';
import type { CaseStudyCommand } from './case-study.commands.js';
import { caseStudy } from './case-study.decider.js';
import { caseStudyEvents, type CaseStudyEvent } from './case-study.events.js';
import { isWriting } from './case-study.content.js';
import { textNames } from './case-study.fields.js';
import type { CaseStudyState, Edition } from './case-study.state.js';

const uuid = (n: number) => `0198f000-0000-4000-8000-00000000000${n}`;
const language = fc.constantFrom('fr', 'en');
const text = fc.constantFrom('Un', 'Deux', 'Trois');
const by = fc.constantFrom(ann, bea, cleo);
const version = fc.integer({ min: 0, max: 3 });
const claimId = fc.constantFrom(uuid(1), uuid(2));
const evidenceId = fc.constantFrom(uuid(3), uuid(4), evidence.evidenceId);
const note = text.map((words) => [{ language: 'fr', text: words }]);
const rarely = <Value>(one: fc.Arbitrary<Value>) =>
  fc.oneof({ arbitrary: fc.constant(null), weight: 9 }, { arbitrary: one, weight: 1 });
const saidBy = <const Type extends string, Input>(type: Type, input: fc.Arbitrary<Input>) =>
  fc.tuple(by, input).map(([who, given]) => ({ type, id, by: who, ...given }));

const anyCommand: fc.Arbitrary<CaseStudyCommand> = fc.oneof(
  saidBy(
    'ReviseSection',
    fc.record({
      section: fc.constantFrom(...textNames),
      text: fc.record({ language, text, replaces: version }),
    }),
  ),
  saidBy(
    'TranslateText',
    fc.record({
      field: fc.constantFrom(...textNames, 'claim' as const),
      claimId: fc.option(claimId, { nil: undefined }),
      language,
      text,
      origin: fc.constantFrom('human' as const, 'machine' as const),
      of: fc.integer({ min: 1, max: 3 }),
      replaces: version,
    }),
  ),
  saidBy(
    'ClassifyCaseStudy',
    fc.record(
      { missions: fc.uniqueArray(fc.constantFrom('a', 'b')), replaces: fc.integer({ min: 1, max: 3 }) },
      { requiredKeys: ['replaces'] },
    ),
  ),
  saidBy(
    'AddClaim',
    fc.record({
      claimId,
      statement: text.map((words) => [{ language: 'fr', text: words }]),
      confidence: fc.constantFrom('low' as const, 'high' as const),
      evidence: fc.array(
        evidenceId.map((one) => ({ ...evidence, evidenceId: one })),
        { maxLength: 2 },
      ),
    }),
  ),
  saidBy(
    'ReviseClaim',
    fc.record(
      {
        claimId,
        statement: fc.record({ language, text, replaces: version }),
        value: fc.constantFrom(null, { value: 1, unit: '%' }),
        section: fc.constantFrom(null, 'need' as const),
        replaces: fc.integer({ min: 1, max: 3 }),
      },
      { requiredKeys: ['claimId'] },
    ),
  ),
  saidBy(
    'AttachEvidence',
    fc.record({ claimId, evidence: evidenceId.map((one) => ({ ...evidence, evidenceId: one })) }),
  ),
  saidBy('DetachEvidence', fc.record({ claimId, evidenceId, reason: fc.constant('Relu') })),
  saidBy('RetractClaim', fc.record({ claimId, reason: fc.constant('Relu') })),
);
const anyMove: fc.Arbitrary<CaseStudyCommand> = fc.oneof(
  {
    arbitrary: saidBy(
      'SubmitForReview',
      rarely(note).map((said) => (said ? { note: said } : {})),
    ),
    weight: 4,
  },
  { arbitrary: saidBy('ApproveCaseStudy', fc.constant({ submission: 1 })), weight: 4 },
  { arbitrary: saidBy('PublishEdition', fc.constant({})), weight: 4 },
  { arbitrary: saidBy('RequestChanges', fc.record({ comment: text })), weight: 1 },
);
const anyEnd: fc.Arbitrary<CaseStudyCommand> = fc.oneof(
  saidBy('RetractCaseStudy', fc.constant({ reason: 'Faux' })),
  saidBy('WithholdCaseStudy', fc.constant({ reason: 'Privé' })),
);
/** The whole way to an edition, by any persons, with or without somebody coming in between. */
const anyRound: fc.Arbitrary<CaseStudyCommand[]> = fc
  .tuple(by, by, by, fc.option(anyCommand, { freq: 1 }), fc.option(anyCommand, { freq: 1 }), rarely(note))
  .map(([submitter, approver, publisher, first, second, said]): CaseStudyCommand[] => [
    { type: 'SubmitForReview', id, ...(said && { note: said }), by: submitter },
    ...(first ? [first] : []),
    { type: 'ApproveCaseStudy', id, submission: 1, by: approver },
    ...(second ? [second] : []),
    { type: 'PublishEdition', id, by: publisher },
  ]);
const one = (command: fc.Arbitrary<CaseStudyCommand>) => command.map((said) => [said]);
const commands = fc
  .tuple(
    fc.array(fc.oneof(one(anyCommand), one(anyMove), anyRound), { minLength: 5, maxLength: 25, size: 'max' }),
    fc.array(fc.oneof(one(anyEnd), anyRound, one(anyCommand)), { maxLength: 5 }),
  )
  .map(([first, last]) => [...first, ...last].flat());
const start: readonly CaseStudyCommand[] = [
  draft,
  {
    type: 'AddClaim',
    id,
    by: bea,
    ...claim,
    claimId: uuid(9),
    evidence: [{ ...evidence, evidenceId: uuid(8) }],
  },
];

/** Approvers have read what was submitted last. */
function withSubmission(command: CaseStudyCommand, state: CaseStudyState): CaseStudyCommand {
  return command.type === 'ApproveCaseStudy' && state.status !== 'absent'
    ? { ...command, submission: Math.max(1, state.submissions) }
    : command;
}

/** Says all of it; what a rule refuses changes nothing. */
function say(
  all: readonly CaseStudyCommand[],
  after: (state: CaseStudyState, news: CaseStudyEvent[]) => void,
) {
  let state = caseStudy.initialState;
  for (const given of all) {
    const command = withSubmission(given, state);
    let news: CaseStudyEvent[];
    try {
      news = asStored(caseStudy.decide(command, state), caseStudyEvents);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      continue;
    }
    state = fold(caseStudy, news, state);
    expect(caseStudy.decide(command, state)).toEqual([]);
    after(state, news);
  }
}

/** Who wrote since the approval before the last that stands, or since the edition where a review sent it back: told from the events alone, apart from the state. */
function lastWriters(events: readonly CaseStudyEvent[]): { writers: Set<string>; approver: string | null } {
  let writers = new Set<string>();
  let unpublished = new Set<string>();
  let approver: string | null = null;
  for (const event of events) {
    if (event.type === 'CaseStudyApproved') approver = event.data.by;
    if (event.type === 'EditionPublished') unpublished = new Set();
    if (event.type === 'ChangesRequested') {
      approver = null;
      writers = new Set(unpublished);
    }
    if (!isWriting(event) && !(event.type === 'ReviewRequested' && event.data.note)) continue;
    if (approver !== null) writers = new Set();
    approver = null;
    writers.add(event.data.by);
    unpublished.add(event.data.by);
  }
  return { writers, approver };
}

it('publishes nothing whose last writers include its approver, and never changes what is published', () => {
  let publications = 0;
  let refusals = 0;
  fc.assert(
    fc.property(commands, (all) => {
      const events: CaseStudyEvent[] = [];
      const editions = new Map<number, string>();
      say([...start, ...all], (state, news) => {
        if (state.status === 'absent') throw new Error('expected a case study');
        events.push(...news);
        const edition: Edition | undefined = state.published;
        if (edition && editions.has(edition.number)) {
          expect(JSON.stringify(edition.content)).toBe(editions.get(edition.number));
        } else if (edition) {
          editions.set(edition.number, JSON.stringify(edition.content));
        }
        if (!news.some(({ type }) => type === 'EditionPublished')) return;
        publications += 1;
        const { writers, approver } = lastWriters(events);
        expect(approver).not.toBeNull();
        expect(writers.has(approver!)).toBe(false);
        expect(state.published).toMatchObject({ number: editions.size, approvedBy: approver });
        expect(new Set(state.published!.writers)).toEqual(writers);
        expect(edition!.content.claims.some((one) => one.retracted)).toBe(false);
      });
      if (editions.size === 0) refusals += 1;
      // What an edition holds follows from the stream alone.
      expect(fold(caseStudy, events)).toMatchObject({ status: expect.any(String) });
    }),
    { numRuns: 700 },
  );
  // The property says something only where editions came about, and more than one.
  expect(publications).toBeGreaterThan(500);
  expect(refusals).toBeLessThan(350);
});
