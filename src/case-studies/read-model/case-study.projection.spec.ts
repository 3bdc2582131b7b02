import {
  ann,
  approved,
  bea,
  claimAdded,
  claimId,
  drafted,
  evidence,
  firstEdition,
  id,
  initiative,
  organization,
  otherOrganization,
  published,
  retracted,
  revised,
  source,
  submitted,
  withheld,
} from '../../../test/support/case-study.js';
import { ProjectedLog } from '../../../test/support/projected-log.js';
import { sql, statement } from '../../platform/read-side/sql.js';
import '../case-studies.module.js';
import type { CaseStudyEvent } from '../domain/case-study.events.js';
import { caseStudyDocuments } from './case-study.projection.js';
import { listed, type Face } from './faces.js';
import type {
  CaseStudyClaimRow,
  CaseStudyEditionRow,
  CaseStudyRow,
  CaseStudySearchRow,
} from './case-study.entity.js';

let log: ProjectedLog;
beforeEach(async () => {
  log = await ProjectedLog.open(caseStudyDocuments);
});
afterEach(() => log.close());

const row = async () => (await log.rows<CaseStudyRow>('case_study'))[0]!;
const editions = async () =>
  (await log.rows<CaseStudyEditionRow>('case_study_edition')).sort((a, b) => a.number - b.number);
const secret = 'Chuchotement';
const whispered: CaseStudyEvent = {
  type: 'SectionRevised',
  data: { section: 'need', text: { language: 'fr', text: secret, replaces: 1 }, by: ann },
};
const classified: CaseStudyEvent = {
  type: 'CaseStudyClassified',
  data: { missions: ['jobs'], initiatives: [initiative], sources: [source], by: ann },
};
/** All that stands in the tables that readers ask, as one text. */
async function published_tables(): Promise<string> {
  const names = ['edition', 'by_concept', 'by_reference', 'link', 'search', 'claim', 'evidence'];
  const rows = await Promise.all(names.map((name) => log.rows(`case_study_${name}`)));
  return JSON.stringify(rows);
}

it('shows nothing of a draft in the tables that readers ask', async () => {
  await log.tell(id, drafted, claimAdded, classified, submitted);
  expect(await published_tables()).toBe('[[],[],[],[],[],[],[]]');
  expect(await row()).toMatchObject({
    working: 'inReview',
    edition_number: null,
    public_ordinal: null,
    public_at: null,
    ever_writers: [ann],
  });
  expect(await log.rows('case_study_working_link')).toHaveLength(2);
  await log.expectSameWhenRebuilt();
});

it('keeps an edition as it was published while the next is written', async () => {
  await log.tell(id, ...firstEdition);
  const [before] = await editions();
  const tables = await published_tables();
  await log.tell(id, whispered, classified, {
    type: 'ClaimRetracted',
    data: { claimId, reason: 'x', by: bea },
  });
  expect(await editions()).toEqual([before]);
  expect(await published_tables()).toBe(tables);
  expect(tables).not.toContain(secret);
  expect(await row()).toMatchObject({ working: 'draft', public_revision: 4, revision: 7, public_ordinal: 5 });
  expect(JSON.stringify(await log.rows<CaseStudySearchRow>('case_study_working_search'))).toContain(secret);
  expect(await log.rows('case_study_working_claim')).toEqual([]);
  await log.expectSameWhenRebuilt();
});

it('numbers editions, and has the claims of each', async () => {
  const second: CaseStudyEvent = { type: 'EditionPublished', data: { number: 2, by: bea } };
  await log.tell(id, ...firstEdition, revised(ann), classified, submitted, approved, second);
  const [first, last] = await editions();
  expect(first!.content!.sections.need).toMatchObject({ fr: { version: 1 } });
  expect(last).toMatchObject({
    number: 2,
    content: { sections: { need: { fr: { version: 2 } } } },
    filed_ordinals: { 'social-missions:jobs': 7 },
  });
  const claims = await log.rows<CaseStudyClaimRow>('case_study_claim');
  expect(claims.map(({ edition, ordinal }) => [edition, ordinal]).sort()).toEqual([
    [1, 2],
    [2, 2],
  ]);
  expect(await log.rows('case_study_evidence')).toMatchObject([
    { edition: 1, target: source, evidence_id: evidence.evidenceId },
    { edition: 2, target: source },
  ]);
  expect(await log.rows('case_study_by_concept')).toEqual([
    { id, concept: 'social-missions:jobs', ordinal: 10 },
  ]);
  await log.expectSameWhenRebuilt();
});

it('keeps the text of a retracted one, and none of a withheld one', async () => {
  await log.tell(id, ...firstEdition, whispered, retracted);
  expect(await row()).toMatchObject({
    status: 'retracted',
    notices: [{ kind: 'retracted', reason: 'Faux' }],
    public_ordinal: 7,
  });
  expect((await editions())[0]!.content).not.toBeNull();
  await log.tell(id, withheld);
  expect(await row()).toMatchObject({
    status: 'withheld',
    content: null,
    notices: [{}, { kind: 'withheld' }],
  });
  expect(await editions()).toMatchObject([{ number: 1, note: null, content: null }]);
  const all =
    JSON.stringify([await row(), await log.rows('case_study_working')]) + (await published_tables());
  for (const text of [secret, 'besoin', 'paniers', 'Les ventes ont doublé']) expect(all).not.toContain(text);
  await log.expectSameWhenRebuilt();
});

it('tells readers nothing of what was withheld before it had an edition', async () => {
  await log.tell(id, drafted, withheld);
  expect(await row()).toMatchObject({ status: 'withheld', public_ordinal: null, published_title_sort: null });
  expect(await editions()).toEqual([]);
});

it('remembers why changes were requested until it is submitted again', async () => {
  await log.tell(id, drafted, submitted, {
    type: 'ChangesRequested',
    data: { comment: 'À revoir', by: bea },
  });
  expect(await row()).toMatchObject({ working: 'draft', requested_changes: 'À revoir' });
  await log.tell(id, submitted, approved, published);
  expect(await row()).toMatchObject({ working: null, requested_changes: null, edition_number: 1 });
});

it('has the note of a submission until the next, and publishes the one that the event says', async () => {
  const note = [{ language: 'fr', text: 'Chiffres mis à jour' }];
  const noted: CaseStudyEvent = { type: 'ReviewRequested', data: { note, by: bea } };
  await log.tell(id, drafted, claimAdded, noted);
  expect(await row()).toMatchObject({ submitted_note: note, ever_writers: [ann, bea] });
  expect(await log.rows('case_study_working')).toMatchObject([{ submitted_note: note }]);
  await log.tell(id, revised(ann));
  expect(await row()).toMatchObject({ working: 'draft', submitted_note: null });
  await log.tell(id, noted, approved, { type: 'EditionPublished', data: { number: 1, note, by: bea } });
  expect(await row()).toMatchObject({ working: null, submitted_note: null });
  expect(await editions()).toMatchObject([{ note }]);
  await log.expectSameWhenRebuilt();
});

it('shows the organization of the last edition while the next is about another', async () => {
  const described: CaseStudyEvent = {
    type: 'CaseStudyDescribed',
    data: {
      organization: otherOrganization,
      externalReferences: [{ system: 'neq', id: '1' }],
      by: ann,
    },
  };
  await log.tell(id, ...firstEdition, described);
  const of = async (face: Face) => {
    const from = listed(face, { actor: bea, role: 'editor', study: null });
    const query = statement(sql`SELECT r.organization FROM ${from} r`, log.generation.schema);
    return (await log.generation.query<{ organization: string }>(query)).rows;
  };
  expect(await of('published')).toEqual([{ organization }]);
  expect(await of('working')).toEqual([{ organization: otherOrganization }]);
  expect(await log.rows('case_study_by_reference')).toEqual([]);
  await log.tell(id, withheld);
  expect(await of('published')).toEqual([{ organization: '' }]);
  await log.expectSameWhenRebuilt();
});
