import {
  ann,
  approved,
  bea,
  claimAdded,
  claimId,
  cleo,
  content,
  drafted,
  evidenceId,
  firstEdition,
  given,
  id,
  published,
  retracted,
  revised,
  submitted,
  withheld,
  type Input,
} from '../../../test/support/case-study.js';
import { caseStudyCommands, type CaseStudyCommand } from './case-study.commands.js';
import type { CaseStudyEvent } from './case-study.events.js';

const submit: Input<'SubmitForReview'> = { type: 'SubmitForReview', id, by: ann };
const approve = (by: string, submission = 1): Input<'ApproveCaseStudy'> => ({
  type: 'ApproveCaseStudy',
  id,
  submission,
  by,
});
const publish: Input<'PublishEdition'> = { type: 'PublishEdition', id, by: bea };
const request: Input<'RequestChanges'> = { type: 'RequestChanges', id, comment: 'À revoir', by: bea };
const requested: CaseStudyEvent = { type: 'ChangesRequested', data: { comment: 'À revoir', by: bea } };
const note = [{ language: 'fr', text: 'Chiffres mis à jour' }];
const noted = (by: string): CaseStudyEvent => ({ type: 'ReviewRequested', data: { note, by } });
const approvedBy = (by: string): CaseStudyEvent => ({ type: 'CaseStudyApproved', data: { by } });

describe('SubmitForReview', () => {
  it('submits a draft', () => given(drafted).when(submit).then([submitted]));
  it('changes nothing in review', () => given(drafted, submitted).when(submit).thenNothing());
  it('hands in the note of the edition; another one is another submission', () => {
    given(drafted)
      .when({ ...submit, note })
      .then([noted(ann)]);
    given(drafted, submitted)
      .when({ ...submit, note })
      .then([noted(ann)]);
    given(drafted, noted(ann)).when(submit).thenNothing();
    given(drafted, noted(ann), submitted, noted(ann)).when(approve(bea, 2)).thenError('SUBMISSION_CONFLICT');
  });
  it('with a note is writing', () => {
    given(drafted, noted(bea)).when(approve(bea)).thenError('OWN_TEXT');
    given(drafted, noted(bea))
      .when(approve(cleo))
      .then([approvedBy(cleo)]);
    expect(given(drafted, noted(bea)).state).toMatchObject({ everWriters: [ann, bea] });
  });
  it('refuses where there is no draft', () => {
    given(drafted, submitted, approved).when(submit).thenError('NOT_A_DRAFT', ['id']);
    given(...firstEdition)
      .when(submit)
      .thenError('NOT_A_DRAFT', ['id'], { state: 'published' });
  });
});

describe('RequestChanges', () => {
  it('sends it back, and takes an approval back', () => {
    given(drafted, submitted).when(request).then([requested]);
    given(drafted, submitted, approved).when(request).then([requested]);
  });
  it('changes nothing where the same was requested', () =>
    given(drafted, submitted, requested).when(request).thenNothing());
  it('refuses what is not in review', () => {
    given(drafted).when(request).thenError('NOT_IN_REVIEW', ['id']);
    given(drafted, submitted, requested)
      .when({ ...request, comment: 'Autre chose' })
      .thenError('NOT_IN_REVIEW');
    given(...firstEdition)
      .when(request)
      .thenError('NOT_IN_REVIEW');
  });
});

describe('ApproveCaseStudy', () => {
  const translated: CaseStudyEvent = {
    type: 'TextTranslated',
    data: {
      field: 'title',
      language: 'en',
      text: 'Baskets',
      origin: 'machine',
      of: 1,
      replaces: 0,
      by: bea,
    },
  };

  it('approves what another wrote', () => given(drafted, submitted).when(approve(bea)).then([approved]));
  it('changes nothing where it is approved', () =>
    given(drafted, submitted, approved).when(approve(bea)).thenNothing());
  it('refuses what is not in review', () => {
    given(drafted).when(approve(bea)).thenError('NOT_IN_REVIEW', ['id']);
    given(drafted, submitted, revised(cleo)).when(approve(bea)).thenError('NOT_IN_REVIEW');
    given(...firstEdition)
      .when(approve(bea))
      .thenError('NOT_IN_REVIEW');
  });
  it.each<[string, CaseStudyEvent[]]>([
    ['drafted', [drafted]],
    ['revised', [drafted, revised(bea)]],
    ['translated', [drafted, translated]],
    [
      'wrote a claim in',
      [drafted, { ...claimAdded, data: { ...claimAdded.data, by: bea } } as CaseStudyEvent],
    ],
    [
      'detached evidence from',
      [
        drafted,
        claimAdded,
        { type: 'EvidenceDetached', data: { claimId, evidenceId, reason: 'x', by: bea } },
      ],
    ],
  ])('refuses whoever %s it', (_, written) => {
    const writer = written.length === 1 ? ann : bea;
    given(...written, submitted)
      .when(approve(writer))
      .thenError('OWN_TEXT');
    given(...written, submitted)
      .when(approve(cleo))
      .then([approvedBy(cleo)]);
  });
  it('looks at what was written since the last approval', () => {
    // Ann's text stands approved; what Bea wrote after is for others to approve, Ann among them.
    given(drafted, submitted, approved, revised(bea), submitted)
      .when(approve(ann, 2))
      .then([approvedBy(ann)]);
    given(drafted, submitted, approved, revised(bea), submitted).when(approve(bea)).thenError('OWN_TEXT');
    given(...firstEdition, revised(bea), submitted)
      .when(approve(ann, 2))
      .then([approvedBy(ann)]);
  });
  it('looks at all of it again when the approval was taken back', () =>
    given(drafted, submitted, approved, requested, submitted).when(approve(ann, 2)).thenError('OWN_TEXT'));
  it('counts no earlier approval any more once a review sent it back', () => {
    // Ann's text stood approved until what Bea wrote after it was sent back: nobody stands behind it now.
    const sentBack = [drafted, submitted, approved, revised(cleo), submitted, requested, submitted];
    given(...sentBack)
      .when(approve(ann, 3))
      .thenError('OWN_TEXT');
    given(...sentBack)
      .when(approve(cleo, 3))
      .thenError('OWN_TEXT');
    given(...sentBack)
      .when(approve(bea, 3))
      .then([approvedBy(bea)]);
    given(...firstEdition, revised(cleo), submitted, requested, submitted)
      .when(approve(ann, 3))
      .then([approvedBy(ann)]);
  });
  it('refuses a submission that was not read', () =>
    given(drafted, submitted, revised(ann), submitted)
      .when(approve(bea, 1))
      .thenError('SUBMISSION_CONFLICT', ['submission']));
});

describe('PublishEdition', () => {
  const ready = [drafted, claimAdded, submitted, approved];

  it('publishes what is approved, and counts', () => {
    given(...ready)
      .when(publish)
      .then([published]);
  });
  it('publishes the note that was approved, and no other', () => {
    const withNote: CaseStudyEvent = { type: 'EditionPublished', data: { number: 2, note, by: bea } };
    const past = [...firstEdition, revised(ann), noted(ann)];
    given(...past, approved)
      .when(publish)
      .then([withNote]);
    // What was written since is submitted with a note of its own, or none.
    given(...past, revised(ann), submitted, approved)
      .when(publish)
      .then([{ type: 'EditionPublished', data: { number: 2, by: bea } }]);
    given(...past, approved, requested, submitted, approved)
      .when(publish)
      .then([{ type: 'EditionPublished', data: { number: 2, by: bea } }]);
    given(...past, approved, withNote)
      .when({ ...submit, note })
      .thenNothing();
    const { schema } = caseStudyCommands.commands.PublishEdition;
    expect(schema.safeParse({ id, note }).success).toBe(false);
  });
  it('changes nothing where that is published', () =>
    given(...firstEdition)
      .when(publish)
      .thenNothing());
  it('refuses what is not approved', () => {
    given(drafted, claimAdded).when(publish).thenError('NOT_APPROVED', ['id'], { state: 'draft' });
    given(drafted, claimAdded, submitted).when(publish).thenError('NOT_APPROVED');
    given(...ready, revised(ann))
      .when(publish)
      .thenError('NOT_APPROVED');
  });
  it('needs a language in which all of it can be read', () => {
    const { lessons: _, ...sections } = content.sections;
    given(
      { type: 'CaseStudyDrafted', data: { ...content, sections, by: ann } },
      claimAdded,
      submitted,
      approved,
    )
      .when(publish)
      .thenError('EDITION_INCOMPLETE', ['id'], { missing: { fr: ['lessons'] } });
  });
  it('counts a translation, and the variants of a language as one', () => {
    const sections = { ...content.sections, lessons: [{ language: 'en', text: 'Lessons' }] };
    const data = { ...content, sections, by: ann };
    const translated: CaseStudyEvent = {
      type: 'TextTranslated',
      data: {
        field: 'lessons',
        language: 'fr-CA',
        text: 'Leçons',
        origin: 'human',
        of: 1,
        replaces: 0,
        by: ann,
      },
    };
    const past = [{ type: 'CaseStudyDrafted', data }, claimAdded] as CaseStudyEvent[];
    given(...past, submitted, approved)
      .when(publish)
      .thenError('EDITION_INCOMPLETE');
    given(...past, translated, submitted, approved)
      .when(publish)
      .then([published]);
  });
  it.each<[string, CaseStudyEvent[]]>([
    ['there is none', []],
    ['it was retracted', [claimAdded, { type: 'ClaimRetracted', data: { claimId, reason: 'x', by: ann } }]],
    [
      'its evidence was detached',
      [claimAdded, { type: 'EvidenceDetached', data: { claimId, evidenceId, reason: 'x', by: ann } }],
    ],
  ])('needs a claim with evidence: %s', (_, past) =>
    given(drafted, ...past, submitted, approved)
      .when(publish)
      .thenError('EDITION_INCOMPLETE', ['id'], { missing: 'claim with evidence' }),
  );
});

describe('an edition', () => {
  const edited = given(...firstEdition, revised(ann), {
    type: 'ClaimRetracted',
    data: { claimId, reason: 'x', by: ann },
  }).state;

  it('stays as it was while the next is written', () =>
    expect(edited).toMatchObject({
      working: 'draft',
      content: { sections: { need: { fr: { version: 2 } } }, claims: [{ retracted: true }] },
      published: {
        number: 1,
        approvedBy: bea,
        content: { sections: { need: { fr: { version: 1 } } }, claims: [{ claimId }] },
      },
    }));
  it('has no claim that was retracted before', () => {
    const other: CaseStudyEvent = {
      type: 'ClaimAdded',
      data: { claimId: evidenceId, statement: content.title, confidence: 'low', by: ann },
    };
    const gone: CaseStudyEvent = {
      type: 'ClaimRetracted',
      data: { claimId: evidenceId, reason: 'x', by: ann },
    };
    const { state } = given(drafted, claimAdded, other, gone, submitted, approved, published);
    if (state.status === 'absent') throw new Error('expected a case study');
    expect(state.content.claims).toHaveLength(2);
    expect(state.published?.content.claims.map((claim) => claim.claimId)).toEqual([claimId]);
  });
});

describe('RetractCaseStudy', () => {
  const retract: CaseStudyCommand = { type: 'RetractCaseStudy', id, reason: 'Faux', by: bea };
  it('retracts what was published, whatever became of the draft', () => {
    given(...firstEdition)
      .when(retract)
      .then([retracted]);
    given(...firstEdition, revised(ann), submitted)
      .when(retract)
      .then([retracted]);
  });
  it('changes nothing where it is retracted', () =>
    given(...firstEdition, retracted)
      .when(retract)
      .thenNothing());
  it('refuses what was never published', () =>
    given(drafted).when(retract).thenError('NOT_PUBLISHED', ['id']));
});

describe('WithholdCaseStudy', () => {
  const withhold: CaseStudyCommand = { type: 'WithholdCaseStudy', id, reason: 'Vie privée', by: bea };
  it('withholds anything, retracted or never published', () => {
    given(drafted).when(withhold).then([withheld]);
    given(...firstEdition, retracted)
      .when(withhold)
      .then([withheld]);
  });
  it('changes nothing where it is withheld', () => given(drafted, withheld).when(withhold).thenNothing());
});
