import {
  addClaim,
  ann,
  approved,
  bea,
  claimAdded,
  claimId,
  content,
  draft,
  drafted,
  firstEdition,
  given,
  id,
  initiative,
  others,
  organization,
  otherOrganization,
  retracted,
  revise,
  revised,
  source,
  submitted,
  withheld,
  type Input,
} from '../../../test/support/case-study.js';
import type { CaseStudyEvent } from './case-study.events.js';
import { draftedCaseStudy } from './case-study.events.js';

const translation = { language: 'en', text: 'Baskets online', origin: 'human' as const, of: 1, replaces: 0 };
const translate = (more: Partial<Input<'TranslateText'>> = {}): Input<'TranslateText'> => ({
  type: 'TranslateText',
  id,
  field: 'title',
  by: bea,
  ...translation,
  ...more,
});

describe('DraftCaseStudy', () => {
  it('drafts', () => given().when(draft).then([drafted]));
  it('is a repeat with the same content, whatever became of it since', () => {
    given(...firstEdition, revised(bea))
      .when(draft)
      .thenNothing();
    given(drafted, withheld).when(draft).thenNothing();
  });
  it('refuses an id that is taken', () =>
    given(drafted)
      .when({ ...draft, missions: ['jobs'] })
      .thenError('ALREADY_EXISTS', ['id']));
  it.each(others)('comes before $type', (command) => given().when(command).thenError('NOT_FOUND', ['id']));
  it.each([{ given: 'Ann' }, { family: 'Roy', literal: 'Roy' }, { literal: 'Roy', given: 'Ann' }, {}])(
    'takes no author such as %j',
    (author) => expect(draftedCaseStudy.safeParse({ ...content, authors: [author] }).success).toBe(false),
  );
});

describe('ReviseSection', () => {
  it('replaces the version that was read', () =>
    given(drafted)
      .when(revise())
      .then([revised(ann)]));
  it('begins a section that had no text, and revises the title', () => {
    const context = revise({
      section: 'context',
      text: { language: 'fr', text: 'Contexte', replaces: 0 },
    });
    given({ type: 'CaseStudyDrafted', data: { title: content.title, organization, by: ann } })
      .when(context)
      .then([{ type: 'SectionRevised', data: { section: 'context', text: context.text, by: ann } }]);
    const title = revise({ section: 'title' });
    given(drafted)
      .when(title)
      .then([{ type: 'SectionRevised', data: { section: 'title', text: title.text, by: ann } }]);
  });
  it('changes nothing where the text reads so', () =>
    given(drafted, revised(bea)).when(revise()).thenNothing());
  it('refuses to overwrite a colleague, and shows both texts', () =>
    given(drafted, revised(bea))
      .when(revise({ text: { language: 'fr', text: 'Autrement', replaces: 1 } }))
      .thenError('TEXT_CONFLICT', ['text', 'replaces'], {
        expected: 1,
        actual: 2,
        currentText: 'Le besoin, mieux dit',
        yourText: 'Autrement',
      }));
  it('keeps to the length of a title', () =>
    given(drafted)
      .when(revise({ section: 'title', text: { language: 'fr', text: 'x'.repeat(501), replaces: 1 } }))
      .thenError('INVALID_INPUT', ['text', 'text']));
});

describe('TranslateText', () => {
  it('translates the title, a section and a claim', () => {
    const translated = (more: object) => ({
      type: 'TextTranslated' as const,
      data: { ...translation, field: 'title' as const, ...more, by: bea },
    });
    given(drafted)
      .when(translate())
      .then([translated({})]);
    given(drafted)
      .when(translate({ field: 'need' }))
      .then([translated({ field: 'need' })]);
    given(drafted, claimAdded)
      .when(translate({ field: 'claim', claimId }))
      .then([translated({ field: 'claim', claimId })]);
  });
  it('says of what version it is a translation, so that it becomes stale', () => {
    const { state } = given(
      drafted,
      { type: 'TextTranslated', data: { ...translation, field: 'need', by: bea } },
      revised(ann),
    );
    if (state.status === 'absent') throw new Error('expected a case study');
    expect(state.content.sections.need).toMatchObject({ fr: { version: 2 }, en: { of: 1 } });
  });
  it('refuses what is not there', () => {
    given({ type: 'CaseStudyDrafted', data: { title: content.title, organization, by: ann } })
      .when(translate({ field: 'need' }))
      .thenError('TRANSLATION_OF_NOTHING');
    given(drafted)
      .when(translate({ field: 'claim', claimId }))
      .thenError('CLAIM_NOT_FOUND', ['claimId']);
  });
  it('asks for a claim where there must be one, and for none where there must not', () => {
    given(drafted)
      .when(translate({ field: 'claim' }))
      .thenError('INVALID_INPUT', ['claimId']);
    given(drafted).when(translate({ claimId })).thenError('INVALID_INPUT', ['claimId']);
  });
  it('keeps to the lengths of titles and statements', () => {
    given(drafted)
      .when(translate({ text: 'x'.repeat(501) }))
      .thenError('INVALID_INPUT', ['text']);
    given(drafted, claimAdded)
      .when(translate({ field: 'claim', claimId, text: 'x'.repeat(2001) }))
      .thenError('INVALID_INPUT', ['text']);
  });
});

describe('ClassifyCaseStudy', () => {
  const classify: Input<'ClassifyCaseStudy'> = {
    type: 'ClassifyCaseStudy',
    id,
    missions: ['jobs'],
    initiatives: [initiative],
    sources: [source],
    authors: [{ family: 'Roy', given: 'Ann' }, { literal: 'Un collectif' }],
    replaces: 1,
    by: bea,
  };

  it('says only what changes', () => {
    const { type: _, id: __, replaces: ___, ...data } = classify;
    given(drafted)
      .when({ ...classify, sectors: [] })
      .then([{ type: 'CaseStudyClassified', data }]);
  });
  it('changes nothing where only the order differs', () =>
    given(drafted, { type: 'CaseStudyClassified', data: { missions: ['jobs', 'health'], by: ann } })
      .when({ type: 'ClassifyCaseStudy', id, missions: ['health', 'jobs'], replaces: 1, by: bea })
      .thenNothing());
  it('is writing: it takes an approval back', () => {
    const { state } = given(drafted, submitted, approved, {
      type: 'CaseStudyClassified',
      data: { missions: ['jobs'], by: bea },
    });
    expect(state).toMatchObject({ working: 'draft', writers: [bea] });
  });
});

describe('DescribeCaseStudy', () => {
  const describeIt: Input<'DescribeCaseStudy'> = {
    type: 'DescribeCaseStudy',
    id,
    organization: otherOrganization,
    externalReferences: [{ system: 'neq', id: '1' }],
    replaces: 1,
    by: bea,
  };
  const { type: _, id: __, replaces: ___, ...data } = describeIt;
  const described: CaseStudyEvent = { type: 'CaseStudyDescribed', data };

  it('sets the organization and references', () => given(drafted).when(describeIt).then([described]));
  it('changes nothing where it says what stands, whoever said it', () => {
    given(drafted, described).when(describeIt).thenNothing();
    given(drafted).when({ type: 'DescribeCaseStudy', id, organization, replaces: 7, by: bea }).thenNothing();
  });
  it('refuses to overwrite a colleague, and shows both', () =>
    given(drafted, described)
      .when({ ...describeIt, organization })
      .thenError('TEXT_CONFLICT', ['replaces'], {
        expected: 1,
        actual: 2,
        currentText: JSON.stringify({ organization: otherOrganization }),
        yourText: JSON.stringify({ organization }),
      }));
  it('has one version with the classification', () => {
    const classify = { type: 'ClassifyCaseStudy' as const, id, missions: ['jobs'], by: ann };
    given(drafted, described)
      .when({ ...classify, replaces: 1 })
      .thenError('TEXT_CONFLICT', ['replaces'], { currentText: '{"missions":[]}' });
    given(drafted, described)
      .when({ ...classify, replaces: 2 })
      .then([{ type: 'CaseStudyClassified', data: { missions: ['jobs'], by: ann } }]);
  });
  it('is writing: nobody approves their own', () =>
    given(drafted, described, submitted)
      .when({ type: 'ApproveCaseStudy', id, submission: 1, by: bea })
      .thenError('OWN_TEXT'));
});

describe('a retracted case study', () => {
  const rest = others.filter(({ type }) => type !== 'RetractCaseStudy' && type !== 'WithholdCaseStudy');
  it.each(rest)('takes no $type', (command) =>
    given(...firstEdition, retracted)
      .when(command)
      .thenError('CASE_STUDY_RETRACTED', ['id']),
  );
});

describe('a withheld case study', () => {
  const rest = others.filter(({ type }) => type !== 'WithholdCaseStudy');
  it.each(rest)('takes no $type', (command) =>
    given(drafted, withheld).when(command).thenError('CASE_STUDY_WITHHELD', ['id']),
  );
});

it('is written in also while a new claim is reviewed: what was submitted is a draft again', () => {
  given(drafted, submitted).when(addClaim).then([claimAdded]);
  expect(given(drafted, submitted, claimAdded).state).toMatchObject({ working: 'draft' });
});
