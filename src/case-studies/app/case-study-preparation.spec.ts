import { Pool } from 'pg';
import { openWriteSide, type WriteSide } from '../../../test/support/write-side.js';
import { InitiativeChecks } from '../../initiatives/public.js';
import { initiativeEvents } from '../../initiatives/domain/initiative.events.js';
import type { EventDefinitions } from '../../kernel/events.js';
import { derivedId, derivedUuid } from '../../kernel/ids.js';
import { ClearStreams } from '../../interviews/app/clear-streams.js';
import { CopiedPassages } from '../../interviews/app/copied-passages.js';
import { NoteRights } from '../../interviews/app/note-rights.js';
import { PassageChecks } from '../../interviews/public.js';
import { LiteratureChecks } from '../../literature/public.js';
import { literatureSourceEvents } from '../../literature/domain/literature-source.events.js';
import { publishedFigureEvents } from '../../literature/domain/published-figure.events.js';
import { organizationEvents } from '../../organizations/domain/organization.events.js';
import { OrganizationChecks } from '../../organizations/public.js';
import type { CommandContext } from '../../platform/commands/command-executor.js';
import { ReadRecords } from '../../platform/privacy/read-records.js';
import { SystemClock } from '../../platform/runtime/clock.js';
import { conceptSchemeEvents } from '../../vocabularies/domain/concept-scheme.events.js';
import { schemeId, VocabularyChecks } from '../../vocabularies/public.js';
import { caseStudyEvents, type CaseStudyEvent } from '../domain/case-study.events.js';
import { caseStudy } from './case-study.aggregate.js';
import { CaseStudyPreparation } from './case-study-preparation.js';
import { EditionChecks } from './edition-checks.js';

const as = (actor: string, role: string, more: Partial<CommandContext> = {}): CommandContext => ({
  actor,
  role,
  correlationId: 'request-1',
  ...more,
});
const ann = as('person-ann', 'researcher');
const bea = as('person-bea', 'researcher');
const editor = as('person-eve', 'editor');

const fr = (text: string) => [{ language: 'fr', text }];
const id = derivedId('caseStudy', 'one');
const organization = derivedId('organization', 'one');
const initiative = derivedId('initiative', 'one');
const source = derivedId('literatureSource', 'one');
const merged = derivedId('literatureSource', 'two');
const figure = derivedId('publishedFigure', 'one');
const outcomeId = derivedUuid('outcome');

let base: WriteSide;
let pool: Pool;
let preparation: CaseStudyPreparation;
beforeAll(async () => {
  const definitions: readonly EventDefinitions[] = [
    caseStudyEvents,
    conceptSchemeEvents,
    initiativeEvents,
    literatureSourceEvents,
    organizationEvents,
    publishedFigureEvents,
  ];
  base = await openWriteSide(definitions);
  const { runner } = base;
  const clock = new SystemClock();
  const streams = new ClearStreams(base.log);
  const passages = new PassageChecks(new NoteRights(streams, clock), streams, clock);
  pool = new Pool({ connectionString: base.databaseUrl });
  const none = { ids: async () => [] };
  const copies = new CopiedPassages(streams, none, base.personal, new ReadRecords(pool));
  preparation = new CaseStudyPreparation(
    runner,
    new OrganizationChecks(runner),
    new InitiativeChecks(runner),
    new LiteratureChecks(runner),
    new VocabularyChecks(runner),
    passages,
    new EditionChecks(runner, passages, copies),
    clock,
  );
  const csl = { id: 'x', type: 'book', title: 'x' };
  await happened(organization, 'OrganizationRegistered', { name: fr('x'), legalForm: 'cooperative' });
  await happened(initiative, 'InitiativeRecorded', { title: fr('x'), owners: [organization], stage: 'idea' });
  await happened(initiative, 'OutcomeRecorded', { outcomeId, indicator: fr('x'), value: 1, unit: '%' });
  await happened(source, 'SourceImported', { csl });
  await happened(merged, 'SourceImported', { csl });
  await happened(merged, 'SourceMerged', { into: source });
  await happened(figure, 'FigureRecorded', {
    indicator: { code: 'x', label: fr('x') },
    population: fr('x'),
    geography: fr('x'),
    value: 1,
    unit: '%',
    source,
  });
  await happened(schemeId('social-missions'), 'SchemeCreated', { code: 'social-missions', title: fr('x') });
  await happened(schemeId('social-missions'), 'ConceptAdded', { code: 'jobs', label: fr('x') });
});
afterAll(async () => {
  await pool.end();
  await base.close();
});

async function happened(stream: string, type: string, data: object): Promise<void> {
  const before = await base.log.readStream(stream);
  const metadata = { actor: 'system', role: 'admin', command: type, fingerprint: type, correlationId: 'x' };
  const event = derivedUuid(stream, type, String(before.length));
  await base.log.append(stream, before.length === 0 ? 'none' : before.length - 1, [
    { id: event, type, data, metadata: { ...metadata, firstEvent: event } },
  ]);
}

const say = (name: string, input: object, context: CommandContext) =>
  base.runner.run(caseStudy, name, input, context, (said) => preparation.prepare(said, context));
const refused = async (name: string, input: object, context: CommandContext, error: object) =>
  expect(say(name, input, context)).rejects.toMatchObject(error);
const draft = (name: string, more: object = {}, context = ann) =>
  say('DraftCaseStudy', { id: derivedId('caseStudy', name), title: fr('x'), organization, ...more }, context);
const lastOf = async (stream: string) =>
  (await base.log.readStream(stream)).at(-1) as unknown as CaseStudyEvent;

describe('a draft', () => {
  it('says by whom, whoever the input names', async () => {
    await draft('one');
    expect(await lastOf(id)).toMatchObject({ type: 'CaseStudyDrafted', data: { by: ann.actor } });
    await expect(draft('by', { by: 'person-bea' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it.each<[object, string, (string | number)[]]>([
    [{ organization: derivedId('organization', 'none') }, 'REFERENCE_NOT_FOUND', ['organization']],
    [
      { initiatives: [initiative, derivedId('initiative', 'none')] },
      'REFERENCE_NOT_FOUND',
      ['initiatives', 1],
    ],
    [{ sources: [derivedId('literatureSource', 'none')] }, 'REFERENCE_NOT_FOUND', ['sources', 0]],
    [{ sources: [merged] }, 'REFERENCE_NOT_ACTIVE', ['sources', 0]],
    [{ missions: ['jobs', 'none'] }, 'REFERENCE_NOT_FOUND', ['missions', 1]],
  ])('refers to what there is: %j', async (more, code, path) => {
    await expect(draft('refused', more)).rejects.toMatchObject({ code, path });
    const command = 'organization' in more ? 'DescribeCaseStudy' : 'ClassifyCaseStudy';
    await refused(command, { id, ...more, replaces: 1 }, ann, { code, path });
    expect(await base.typesOf(derivedId('caseStudy', 'refused'))).toEqual([]);
  });

  it('is filed under what there is', async () => {
    await say(
      'ClassifyCaseStudy',
      { id, missions: ['jobs'], initiatives: [initiative], sources: [source], replaces: 1 },
      ann,
    );
    expect((await lastOf(id)).data).toMatchObject({ sources: [source], by: ann.actor });
  });
});

describe('who may work on it', () => {
  const submit = { id };

  it('is its writers and editors; others do not even learn that it is there', async () => {
    await refused('SubmitForReview', submit, bea, { code: 'NOT_FOUND', path: ['id'] });
    await refused('SubmitForReview', { id: derivedId('caseStudy', 'none') }, bea, { code: 'NOT_FOUND' });
    await refused('SubmitForReview', { id: derivedId('caseStudy', 'none') }, editor, { code: 'NOT_FOUND' });
    expect(await say('SubmitForReview', submit, editor)).toMatchObject({ status: 'done' });
  });

  it('is said of one that is published', async () => {
    const open = derivedId('caseStudy', 'open');
    await draft('open');
    await happened(open, 'EditionPublished', { number: 1, by: editor.actor });
    await refused('SubmitForReview', { id: open }, bea, { code: 'FORBIDDEN', path: ['id'] });
  });
});

describe('a claim', () => {
  const key = (idempotencyKey: string) => ({ ...ann, idempotencyKey });
  const claim = { id, statement: fr('x'), confidence: 'low' };
  const at = (evidence: object) => ({ stance: 'supports', ...evidence });

  it('and its evidence have ids that follow from the key', async () => {
    const input = { ...claim, evidence: [at({ kind: 'source', source }), at({ kind: 'figure', figure })] };
    await say('AddClaim', input, key('k1'));
    const { data } = (await lastOf(id)) as Extract<CaseStudyEvent, { type: 'ClaimAdded' }>;
    expect(data.claimId).toBe(derivedUuid('claim', id, ann.actor, 'k1'));
    expect(new Set(data.evidence!.map(({ evidenceId }) => evidenceId)).size).toBe(2);
    expect(await say('AddClaim', input, key('k1'))).toMatchObject({ status: 'repeated' });
    expect(await say('AddClaim', { ...input, claimId: data.claimId }, ann)).toMatchObject({
      status: 'unchanged',
    });
  });

  it('needs a key or ids', async () => {
    const error = { code: 'IDEMPOTENCY_KEY_REQUIRED', path: ['idempotencyKey'] };
    await refused('AddClaim', claim, ann, error);
    const claimId = derivedUuid('claim', id, ann.actor, 'k1');
    await refused('AttachEvidence', { id, claimId, evidence: at({ kind: 'source', source }) }, ann, error);
  });

  it.each<[object, string, (string | number)[]]>([
    [{ kind: 'source', source: merged }, 'REFERENCE_NOT_ACTIVE', ['source']],
    [{ kind: 'source', source: derivedId('literatureSource', 'none') }, 'REFERENCE_NOT_FOUND', ['source']],
    [{ kind: 'figure', figure: derivedId('publishedFigure', 'none') }, 'REFERENCE_NOT_FOUND', ['figure']],
    [
      { kind: 'outcome', initiative: derivedId('initiative', 'none'), outcomeId },
      'REFERENCE_NOT_FOUND',
      ['initiative'],
    ],
    [{ kind: 'outcome', initiative, outcomeId: derivedUuid('none') }, 'OUTCOME_NOT_FOUND', ['outcomeId']],
  ])('rests on what there is: %j', async (evidence, code, path) => {
    await refused('AddClaim', { ...claim, evidence: [at(evidence)] }, key('k2'), {
      code,
      path: ['evidence', 0, ...path],
    });
    const claimId = derivedUuid('claim', id, ann.actor, 'k1');
    await refused('AttachEvidence', { id, claimId, evidence: at(evidence) }, key('k3'), {
      code,
      path: ['evidence', ...path],
    });
  });

  it('rests on an outcome, as is attached once', async () => {
    const claimId = derivedUuid('claim', id, ann.actor, 'k1');
    const input = { id, claimId, evidence: at({ kind: 'outcome', initiative, outcomeId }) };
    expect(await say('AttachEvidence', input, key('k4'))).toMatchObject({ status: 'done' });
    expect(await say('AttachEvidence', input, key('k4'))).toMatchObject({ status: 'repeated' });
  });

  it('has no value from the future', async () => {
    const value = { value: 1, unit: '%', date: '2999-01-01' };
    await refused('AddClaim', { ...claim, value }, key('k5'), {
      code: 'DATE_IN_FUTURE',
      path: ['value', 'date'],
    });
  });
});
